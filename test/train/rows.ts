/** Two rows with what is hard to carry over: tags and Unicode in scripts, several calls at once, reasoning, a last call. */
import { PYTHON_EXECUTOR } from '../../src/tool.ts';
import { type Row, rowTool } from '../../src/train/row.ts';

export const HARD = 'print("<tool_call>", \'</tool_call>\')\nx = "\\u00e9 \\n <think>"\n# ünï ✓ \u2028\n';
export const call = (
  id: string,
  code: string,
  save: string[] = [],
): NonNullable<Extract<Row['messages'][number], { role: 'assistant' }>['tool_calls']>[number] => ({
  id,
  type: 'function',
  function: { name: 'python_executor', arguments: { code, files_to_load: ['train data.csv'], files_to_save: save } },
});
const metadata: Row['metadata'] = {
  ...{ task: 'd/mm', dataset: 'd', family: 'regression', variant: 'mm', score: 0.9, reward: 1 },
  ...{ seconds: 4.5, strategy: 'av', model: 'm' },
};
const tool = (id: string, content: string) => ({
  role: 'tool' as const,
  tool_call_id: id,
  name: 'python_executor',
  content,
});
export const rows: Row[] = [
  {
    messages: [
      { role: 'system', content: 'Be exact.' },
      { role: 'user', content: 'Predict y.' },
      { role: 'assistant', content: 'I look.', reasoning: 'What is there?\n', tool_calls: [call('call_1', HARD)] },
      tool('call_1', '{"stdout":"ok"}'),
      {
        role: 'assistant',
        content: '',
        tool_calls: [call('call_2', 'a()'), call('call_3', 'b()', ['prediction.csv'])],
      },
      tool('call_2', 'first'),
      tool('call_3', 'second'),
      { role: 'assistant', content: '<think>\nEnough.\n</think>\n\nDone.' },
    ],
    tools: [rowTool(PYTHON_EXECUTOR)],
    metadata,
  },
  {
    messages: [
      { role: 'user', content: 'Predict z.' },
      { role: 'assistant', content: '', tool_calls: [call('call_1', 'c()', ['prediction.csv'])] },
    ],
    tools: [rowTool(PYTHON_EXECUTOR)],
    metadata: { ...metadata, task: 'e/mm' },
  },
];
