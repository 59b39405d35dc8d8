/** Exports read by the trainers' own code, token by token. Large: only `./dare test --trainers` runs these. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { exportRows, type FormatName } from '../../../src/train/export.ts';
import { openLineFile } from '../../../src/train/line-file.ts';
import { rows } from '../rows.ts';

const ASKED = process.env.DARE_TEST_TRAINERS === '1';
const PROGRAMS = fileURLToPath(new URL('../../../python/train/', import.meta.url));
const LIMIT = 600_000;

const folder = await mkdtemp(join(tmpdir(), 'dare-trainers-'));
afterAll(() => rm(folder, { recursive: true }));

interface Read {
  /** Of each row, the text of each stretch of tokens that count in the loss, and the whole. */
  readonly rows: readonly { readonly trained: readonly string[]; readonly whole: string }[];
}

async function exported(format: FormatName): Promise<string> {
  const selection = join(folder, `${format}-rows.jsonl`);
  await using file = await openLineFile(selection);
  for (const row of rows) await file.write(row);
  await file.commit();
  const path = join(folder, format === 'verl' ? 'verl.parquet' : format);
  await exportRows({ selection, format, path, reasoning: 'drop', onRow: () => {} });
  return path;
}

async function read<T extends Read>(python: string | undefined, program: string, ...words: string[]): Promise<T> {
  const home = join(folder, `home-${program}`);
  await mkdir(home);
  const child = spawn(python!, [`${PROGRAMS}${program}`, ...words], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      HF_HUB_OFFLINE: '1',
      CUDA_VISIBLE_DEVICES: '',
      TOKENIZERS_PARALLELISM: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [status] = await once(child, 'close');
  expect(status, stderr.slice(-6000)).toBe(0);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as T;
}

/** The calls that a stretch of Qwen's text makes. */
function callsIn(text: string): unknown[] {
  const blocks = text.split('<tool_call>\n').slice(1);
  return blocks.map((block) => JSON.parse(block.slice(0, block.lastIndexOf('\n</tool_call>'))));
}

/** Everything that the assistant said or called is trained on, and nothing else; every word of the others is there. */
function expectTrained({ rows: made }: Read): void {
  expect(made).toHaveLength(rows.length);
  for (const [at, { trained, whole }] of made.entries()) {
    const { messages } = rows[at]!;
    const said = messages.flatMap((message) => (message.role === 'assistant' ? [message] : []));
    expect(trained).toHaveLength(said.length);
    for (const [turn, { content, tool_calls }] of said.entries()) {
      const words = content.replace(/^<think>[\s\S]*<\/think>\s*/, '');
      expect(trained[turn]).toContain(words);
      const wanted = (tool_calls ?? []).map(({ function: { name, arguments: given } }) => ({ name, arguments: given }));
      // A script may hold such tags itself: then only the number of calls can be read off.
      if (!JSON.stringify(wanted).includes('tool_call>')) expect(callsIn(trained[turn]!)).toEqual(wanted);
      expect(trained[turn]).toMatch(/<\|im_end\|>\s*$/);
    }
    for (const message of messages) {
      if (message.role === 'assistant') continue;
      expect(whole).toContain(message.content);
      for (const stretch of trained) expect(stretch).not.toContain(message.content);
    }
  }
}

describe.skipIf(!ASKED)(ASKED ? 'with real trainers' : 'skipped: only ./dare test --trainers installs them', () => {
  it(
    'TRL’s SFTTrainer takes a step on the assistant’s tokens alone',
    async () => {
      type Trained = Read & { loss: number; steps: number; moved: boolean };
      const result = await read<Trained>(
        process.env.DARE_TRAIN_PYTHON,
        'check_trl.py',
        await exported('trl'),
        join(folder, 'home-check_trl.py'),
      );
      expectTrained(result);
      expect(result).toMatchObject({ steps: 1, moved: true });
      expect(result.loss).toBeGreaterThan(1);
    },
    LIMIT,
  );

  it(
    'verl’s dataset finds message by message what it finds in the whole',
    async () => {
      expectTrained(await read(process.env.DARE_TRAIN_PYTHON, 'check_verl.py', await exported('verl')));
    },
    LIMIT,
  );

  it(
    'LLaMA-Factory’s loader keeps every turn, words beside a call too',
    async () => {
      const path = await exported('llamafactory');
      const result = await read(
        process.env.DARE_LLAMAFACTORY_PYTHON,
        'check_llamafactory.py',
        path,
        join(folder, 'home-check_llamafactory.py'),
      );
      expectTrained(result);
    },
    LIMIT,
  );

  it(
    'axolotl’s prompt strategy trains the messages with the flag',
    async () => {
      expectTrained(await read(process.env.DARE_AXOLOTL_PYTHON, 'check_axolotl.py', await exported('axolotl')));
    },
    LIMIT,
  );
});
