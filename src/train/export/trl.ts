/**
 * TRL's conversational form. Arguments are objects, as chat templates write them out themselves (text would be encoded
 * twice); the tools are JSON text, as a table of differing schemas would be filled with nulls.
 */
import { jsonLines } from './format.ts';

export const trl = jsonLines(({ messages, tools, metadata }) => ({ messages, tools: JSON.stringify(tools), metadata }));
