/** `dare select` on real run folders: what each rule keeps out, and what the rows hold. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { AttemptRecord, Transcript } from '../../src/attempt.ts';
import { openBenchmark } from '../../src/bench/published.ts';
import { explain } from '../../src/cli/failure.ts';
import { define } from '../../src/cli/select.ts';
import { planOf, render } from '../../src/reference.ts';
import { openFolderStore } from '../../src/store/folder.ts';
import type { Task } from '../../src/task.ts';
import type { Row } from '../../src/train/row.ts';
import { dare, EXAMPLES } from '../e2e/harness.ts';
import { attempt, settings } from '../report/records.ts';
import { conversation, type StoredAttempt, writeRun } from '../report/run-folder.ts';

const folder = await mkdtemp(join(tmpdir(), 'dare-select-'));
afterAll(() => rm(folder, { recursive: true }));
const benchmark = await openBenchmark(EXAMPLES);
const tasks = new Map(benchmark.tasks.map((task) => [task.id, task]));
const IF = tasks.get('palmer_penguins_class/if')!;
const MM = tasks.get('faa_bird-strikes_reg/mm')!;

/** A transcript whose script reads, fits and saves; `word` tells it from others. */
function honest(task: Task, word: string, repeats = 40): Transcript {
  const { trainFile, validationFile } = task.parameters;
  const body = Array.from(
    { length: repeats },
    (_, at) => `${word}_${at} = model.predict(validation[["${word}${at}"]])`,
  );
  const code = `train = pd.read_csv("${trainFile}")\nmodel = Ridge().fit(train, y)\n${body.join('\n')}\n`;
  return transcriptOf(task, code, [trainFile, validationFile]);
}

function transcriptOf(task: Task, code: string, load: readonly string[]): Transcript {
  const { messages, calls } = conversation({ code, question: task.question });
  const changed = JSON.stringify(messages).replaceAll(
    '[\\"train.csv\\"]',
    JSON.stringify(JSON.stringify(load)).slice(1, -1),
  );
  return { messages: JSON.parse(changed) as Transcript['messages'], calls };
}

function stored(
  task: Task,
  repeat: number,
  value: number,
  more: Partial<StoredAttempt> & { seconds?: number } = {},
): StoredAttempt {
  const { seconds = 10, transcript = honest(task, `w${repeat}`) } = more;
  const { id, dataset, family, variant, kind } = task;
  const record: AttemptRecord = {
    ...attempt({ repeat, value, seconds }),
    task: id,
    dataset,
    family,
    variant,
    kind,
    key: `${id} ${repeat}`,
  };
  return { record, transcript };
}

async function makeRun(name: string, attempts: readonly StoredAttempt[]): Promise<string> {
  const path = join(folder, name);
  const hashes = Object.fromEntries(benchmark.tasks.map(({ id, hash }) => [id, hash]));
  await writeRun(path, attempts, { ...settings({}), bench: { name: 'examples', path: EXAMPLES }, tasks: hashes });
  return path;
}

/** The command in this process, which is quicker than one of its own. */
async function select(run: string, ...words: string[]) {
  const out = join(folder, `rows-${Math.random().toString(36).slice(2)}.jsonl`);
  const command = new Command().exitOverride().configureOutput({ outputError: () => {} });
  define(command);
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  let code = 0;
  try {
    await command.parseAsync(['--run', run, '--out', out, ...words], { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    const explained = explain(error);
    code = explained.code;
    printed.stderr += `${explained.message}\n`;
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = 0;
  }
  return { code, ...printed, out, rows: existsSync(out) ? await readRows(out) : null };
}

async function readRows(path: string): Promise<Row[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Row);
}

let run = '';
beforeAll(async () => {
  const literal = `y = [${Array.from({ length: 60 }, (_, at) => (at * 37) % 11).join(', ')}]\n`;
  const { trainFile, validationFile } = MM.parameters;
  const hacked = transcriptOf(MM, `pd.read_csv("${trainFile}")\nRidge().fit(x).predict(x)\n${literal}`, [
    trainFile,
    validationFile,
  ]);
  const broken = honest(MM, 'broken');
  const malformed = {
    ...broken,
    messages: broken.messages.map((one) =>
      one.role === 'assistant' && one.toolCalls[0]
        ? { ...one, toolCalls: [{ ...one.toolCalls[0], arguments: '{"code": 1}' }] }
        : one,
    ),
  };
  run = await makeRun('run', [
    stored(IF, 1, 1, { seconds: 30, transcript: { ...honest(IF, 'a') } }),
    stored(IF, 2, 1, { seconds: 20, transcript: honest(IF, 'b') }),
    stored(IF, 3, 0, { seconds: 1 }),
    stored(IF, 4, 1, { seconds: 25, transcript: honest(IF, 'b') }),
    stored(MM, 1, 0.9),
    stored(MM, 2, 0.95, { transcript: hacked }),
    stored(MM, 3, 0.99, { transcript: malformed }),
    stored(MM, 4, 0.1),
    stored(MM, 5, 0.75),
  ]);
});

const shown = (rows: readonly Row[] | null) =>
  rows?.map(({ metadata }) => `${metadata.variant} ${metadata.score} ${metadata.seconds}`);

it('av: all valid ones but flagged and malformed ones and copies, with counts that add up', async () => {
  const report = join(folder, 'report.json');
  const { code, rows, stdout } = await select(run, '--strategy', 'av', '--json', report);
  expect(code, stdout).toBe(0);
  expect(shown(rows)).toEqual(['mm 0.9 10', 'mm 0.75 10', 'if 1 20', 'if 1 30']);
  const { counts, flags } = JSON.parse(await readFile(report, 'utf8'));
  expect(flags).toEqual({ 'answers-written-out': 1 });
  expect(counts['reg-MM']).toMatchObject({
    attempts: 5,
    kept: 2,
    removed: { 'not valid': 1, flagged: 1, 'malformed call': 1 },
  });
  expect(counts['class-IF']).toMatchObject({ attempts: 4, kept: 2, removed: { 'not valid': 1, 'near copy': 1 } });
  expect(stdout).toMatch(/near copy +−1 +– +−1/);
});

it('fv: one a task; bv: of diverse tasks; dv: two of them, here one, as the other is a copy', async () => {
  expect(shown((await select(run, '--strategy', 'fv')).rows)).toEqual(['mm 0.9 10', 'if 1 20']);
  expect(shown((await select(run, '--strategy', 'bv')).rows)).toEqual(['if 1 20']);
  expect(shown((await select(run, '--strategy', 'dv')).rows)).toEqual(['if 1 20']);
  expect(shown((await select(run, '--strategy', 'bv', '--thresholds', 'variance=0.1')).rows)).toEqual([
    'mm 0.9 10',
    'if 1 20',
  ]);
});

it('a row has what the agent saw and said, the calls as objects, and where it is from', async () => {
  const { rows } = await select(run, '--strategy', 'fv');
  const { messages, tools, metadata } = rows!.find((row) => row.metadata.variant === 'if')!;
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
  expect(messages[0]).toEqual({ role: 'user', content: IF.question });
  const { trainFile, validationFile } = IF.parameters;
  expect(messages[1]).toMatchObject({
    content: 'First I look.',
    reasoning: 'Think first.',
    tool_calls: [
      {
        id: 'call_1',
        type: 'function',
        function: { name: 'python_executor', arguments: { files_to_load: [trainFile, validationFile] } },
      },
    ],
  });
  expect(messages[2]).toMatchObject({ tool_call_id: 'call_1' });
  expect(tools).toMatchObject([{ type: 'function', function: { name: 'python_executor' } }]);
  expect(metadata).toEqual({
    ...{ task: IF.id, dataset: IF.dataset, family: 'classification', variant: 'if' },
    ...{ score: 1, reward: 1.1, seconds: 20, strategy: 'fv', model: 'a' },
  });
});

it('scores given later count', async () => {
  const path = await makeRun('rescored', [stored(MM, 1, 0.9), stored(MM, 2, 0.1)]);
  await using store = await openFolderStore(path);
  const given = { exists: true, perTarget: {}, reason: null };
  await store.saveScores(
    new Map([
      [`${MM.id} 1`, { ...given, value: 0.2 }],
      [`${MM.id} 2`, { ...given, value: 0.8 }],
    ]),
  );
  const { rows } = await select(path, '--strategy', 'av');
  expect(rows!.map(({ metadata }) => [metadata.score, metadata.reward])).toEqual([[0.8, 0.9]]);
});

it('an evaluation benchmark’s data stay out, whatever they are called, unless allowed aloud', async () => {
  const refused = await select(run, '--strategy', 'av', '--eval-bench', EXAMPLES);
  expect(refused).toMatchObject({ code: 1, rows: null });
  expect(refused.stdout).toMatch(/evaluation data +−4 +−5 +−9/);
  expect(refused.stderr).toContain('Nothing is selected');
  const allowed = await select(run, '--strategy', 'av', '--eval-bench', EXAMPLES, '--allow-eval');
  expect(allowed.stdout).toContain('EVALUATION DATA ALLOWED');
  expect(allowed.rows!.every(({ metadata }) => metadata.evaluation === true)).toBe(true);
});

it('a split runs between datasets, the same in every selection, and loses nothing', async () => {
  const both = await makeRun(
    'both',
    [...tasks.values()].map((task) => stored(task, 1, 1, { transcript: honest(task, 'x') })),
  );
  const sides = new Map<string, string>();
  for (const strategy of ['av', 'fv']) {
    const { rows, out, stdout } = await select(both, '--strategy', strategy, '--held-out', '0.5');
    const held = await readRows(out.replace('.jsonl', '.held-out.jsonl'));
    expect(rows!.length + held.length, stdout).toBe(tasks.size);
    expect(held.length).toBeGreaterThan(0);
    expect(rows!.length).toBeGreaterThan(0);
    for (const [side, some] of [
      ['train', rows!],
      ['held out', held],
    ] as const) {
      for (const { metadata } of some) {
        expect(sides.get(metadata.dataset) ?? side).toBe(side);
        sides.set(metadata.dataset, side);
      }
    }
  }
});

it('--per-task and --agent limit it; the same attempts give the same bytes', async () => {
  const { rows } = await select(run, '--strategy', 'av', '--per-task', '1');
  expect(shown(rows)).toEqual(['mm 0.9 10', 'if 1 20']);
  const nobody = await select(run, '--strategy', 'av', '--agent', 'nobody');
  expect(nobody).toMatchObject({ code: 2, rows: null });
  expect(nobody.stderr).toContain('No attempt of nobody');
  const [one, other] = [await select(run, '--strategy', 'av'), await select(run, '--strategy', 'av')];
  expect(await readFile(one.out, 'utf8')).toBe(await readFile(other.out, 'utf8'));
});

it('bad input is told in one line, and nothing is left behind', async () => {
  for (const [words, message] of [
    [['--strategy', 'best'], /strategy/],
    [['--strategy', 'av', '--thresholds', 'x'], /--thresholds: expected/],
    [['--strategy', 'av', '--held-out', '2'], /Expected a share/],
  ] as const) {
    const { code, stderr } = await select(run, ...words);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  }
  const lost = await makeRun('lost', [stored(MM, 1, 1)]);
  await rm(join(lost, 'attempts'), { recursive: true });
  const { code, stderr } = await select(lost, '--strategy', 'av');
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('the transcript of a at') });
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

it('keeps reference solutions, as a program of its own', async () => {
  const { trainFile, validationFile } = IF.parameters;
  const transcript = transcriptOf(IF, render(planOf(IF, 'filtered')), [trainFile, validationFile]);
  const path = await makeRun('reference', [stored(IF, 1, 1, { transcript })]);
  const out = join(folder, 'reference.jsonl');
  const { code, stdout } = await dare(['select', '--run', path, '--strategy', 'fv', '--out', out]).ended;
  expect(code).toBe(0);
  expect(stdout).toContain(`1 rows in ${out}`);
  expect(await readRows(out)).toHaveLength(1);
});
