/**
 * axolotl's `type: chat_template`: the canonical row, and for each message whether it is trained on, which
 * `message_field_training: train` with `roles_to_train: []` in its configuration makes use of.
 */
import { jsonLines } from './format.ts';

export const axolotl = jsonLines(({ messages, tools, metadata }) => ({
  messages: messages.map((message) => ({ ...message, train: message.role === 'assistant' })),
  tools,
  metadata,
}));
