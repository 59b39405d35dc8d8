/**
 * A model's reasoning, the same way in all rows and formats: written before what it says, as Qwen's models write it,
 * or left out, also where a model wrote it there itself.
 */
import type { Row } from '../row.ts';

export const REASONING = ['keep', 'drop'] as const;
export type Reasoning = (typeof REASONING)[number];

const WRITTEN = /^\s*<think>([\s\S]*?)<\/think>\s*/;

/** The row with all reasoning in its messages' content, or none at all. */
export function withReasoning(row: Row, what: Reasoning): Row {
  const messages = row.messages.map((message): Row['messages'][number] => {
    if (message.role !== 'assistant') return message;
    const { reasoning, ...said } = message;
    const written = WRITTEN.exec(said.content);
    const content = written === null ? said.content : said.content.slice(written[0].length);
    const thought = (reasoning ?? written?.[1] ?? '').trim();
    return {
      ...said,
      content: what === 'drop' || thought === '' ? content : `<think>\n${thought}\n</think>\n\n${content}`,
    };
  });
  return { ...row, messages };
}
