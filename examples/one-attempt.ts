/**
 * One attempt in forty lines: a task, a sandbox, something that answers, a score.
 *
 *   ./dare node examples/one-attempt.ts
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { converse, openConversation } from '../src/agent.ts';
import { openBenchmark } from '../src/bench/published.ts';
import { say, scriptedModel } from '../src/model/scripted.ts';
import { DEFAULT_LIMITS } from '../src/sandbox.ts';
import { openTruths } from '../src/truths.ts';
import { cacheFolder, openSandbox } from '../src/wire.ts';
import { openWorkspace } from '../src/workspace.ts';

const benchmark = await openBenchmark(join(import.meta.dirname, 'bench'));
const task = benchmark.tasks.find(({ kind, parameters }) => kind === 'class-MM' && parameters.fileKind === 'csv')!;
await using sandbox = await openSandbox(process.env);
const limits = DEFAULT_LIMITS;
const folder = await mkdtemp(join(tmpdir(), 'one-attempt-'));
const workspace = await openWorkspace({ task, sandbox, limits, folder });

// Anything that answers a conversation is a model; this one predicts every row to be like the first.
const { trainFile, validationFile, targets } = task.parameters;
const code = `
import pandas as pd
train, rows = pd.read_csv(${JSON.stringify(trainFile)}), pd.read_csv(${JSON.stringify(validationFile)})
rows = rows[['row_id']].assign(**train[${JSON.stringify(targets)}].iloc[0].to_dict())
rows.to_csv('prediction.csv', index=False)
print(rows.head())
`;
const call = { code, files_to_load: [trainFile, validationFile], files_to_save: ['prediction.csv'] };
const model = scriptedModel('first-row', (_, turn) =>
  turn === 1 ? say('I run it.', { name: 'python_executor', arguments: call }) : say('Done.'),
);

const conversation = openConversation(task);
const ending = await converse(conversation, { model, workspace, turns: 5, signal: new AbortController().signal });
for (const { role, content } of conversation.messages.slice(1)) console.log(`${role}: ${content}`);
const truths = openTruths({ benchmark, sandbox, limits, cache: cacheFolder(process.env) });
console.log(ending, await truths.score(task, await workspace.submission()));
