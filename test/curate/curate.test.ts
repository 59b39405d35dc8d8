/** Whole curations by the command: what they leave, and what becomes of them when they are stopped at any moment. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import type { DescribedPair } from '../../src/curate/describe.ts';
import { sha256 } from '../../src/hash.ts';
import { dare, type Ended } from '../e2e/harness.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';
import { folderOfTables, housesCsv } from './tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'dare-curate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const words = (out: string, ...more: string[]) => [
  ...['curate', '--input', at('tables'), '--out', bench(out), '--seed', 'test', '--per-dataset', '1'],
  ...more,
];

/** The last part is the benchmark's name. */
const bench = (out: string) => at(join(out, 'houses'));

/** All files by their contents; the lock is of one process. */
function contents(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.endsWith('lock.json'));
  return Object.fromEntries(paths.sort().map((path) => [relative(root, path), sha256(readFileSync(path))]));
}

const recorded = (out: string): number => {
  const journal = join(bench(out), '.curation', 'journal.jsonl');
  return existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 1 : 0;
};

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? `a curation, ${SKIPPED}` : 'a curation', () => {
  let whole: Ended;
  beforeAll(async () => {
    folderOfTables(at('tables'), 2);
    whole = await dare(words('whole')).ended;
  }, 300_000);

  it('makes tasks that the harness reads, with all that a benchmark has', async () => {
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stdout).toMatch(/^datasets that may be used +2 +2$/m);
    const { tasks, unusable } = await openBenchmark(bench('whole'));
    expect(unusable).toEqual([]);
    expect(new Set(tasks.map(({ variant }) => variant))).toEqual(new Set(['if', 'mm']));
    expect(new Set(tasks.map(({ licence }) => licence))).toEqual(new Set(['CC-BY-4.0']));
    expect(readdirSync(bench('whole'))).toEqual(
      expect.arrayContaining([
        'LICENSES.csv',
        'ATTRIBUTION.md',
        'croissant.json',
        'curation-log.parquet',
        'SHA256SUMS',
      ]),
    );
  });

  it('that is killed again and again ends with the same bytes', async () => {
    for (let kills = 0; recorded('killed') < 2 && kills < 20; kills += 1) {
      const before = recorded('killed');
      const resume = existsSync(join(bench('killed'), '.curation', 'curation.json')) ? ['--resume'] : [];
      const running = dare(words('killed', ...resume));
      let ended = false;
      void running.ended.then(() => (ended = true));
      // Each time a little after the next dataset was begun or recorded.
      while (!ended && recorded('killed') === before) await pause(20);
      await pause(kills % 2 === 0 ? 0 : 300);
      running.process.kill('SIGKILL');
      await running.ended;
    }
    expect(await dare(words('killed', '--resume')).ended).toMatchObject({ code: 0 });
    expect(contents(bench('killed'))).toEqual(contents(bench('whole')));
  });

  it('that is interrupted says how to go on, and does', async () => {
    const running = dare(words('interrupted'));
    while (!existsSync(join(bench('interrupted'), 'databases'))) await pause(20);
    running.process.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(3);
    expect(stdout).toContain('--resume');
    expect(await dare(words('interrupted', '--resume')).ended).toMatchObject({ code: 0 });
    expect(contents(bench('interrupted'))).toEqual(contents(bench('whole')));
  });

  it('says in which environments references give the same, where there are two', async () => {
    const out = at('two');
    const second = ['--second', `python:${PYTHON}`, '--tasks', '2'];
    expect(await dare([...words('x', ...second), '--out', out]).ended).toMatchObject({ code: 0 });
    const path = join(out, 'databases/tables_houses-1_reg/verify/all_metadata.json');
    const { curation } = JSON.parse(readFileSync(path, 'utf8')) as { curation: { environments: string[] } };
    expect(curation.environments).toEqual(
      Array(2).fill(expect.stringMatching(/^scikit-learn \d\S*, pandas \d\S*, numpy \d\S*$/)),
    );
  });

  it('is not begun a second time in its folder, nor with other settings, nor twice at once', async () => {
    expect(await dare(words('whole')).ended).toMatchObject({ code: 2, stderr: expect.stringContaining('--resume') });
    const other = await dare([...words('whole', '--resume'), '--per-dataset', '3']).ended;
    expect(other).toMatchObject({ code: 2, stderr: expect.stringMatching(/perDataset was 1, now 3/) });
    const first = dare(words('twice'));
    while (!existsSync(join(bench('twice'), 'databases'))) await pause(20);
    // Held where it is, so that it can not be over before the second begins.
    first.process.kill('SIGSTOP');
    const second = await dare(words('twice', '--resume')).ended;
    first.process.kill('SIGKILL');
    await first.ended;
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('being written to') });
  });

  it('of a few files says of each one that gives nothing why, and what to do', async () => {
    const input = at('bare');
    mkdirSync(input);
    writeFileSync(join(input, 'houses.csv'), housesCsv('houses-1.csv', 240));
    writeFileSync(join(input, 'short.csv'), 'a,b,c\n1,2,3\n');
    const closed = await dare(['curate', '--input', input, '--out', at('bare-closed')]).ended;
    expect(closed).toMatchObject({ code: 1 });
    expect(closed.stdout).toMatch(/^bare_houses\n {2}rejected at source: licence-unknown\n {2}No licence .*--licence/m);
    const { code, stdout } = await dare([
      ...['curate', '--input', input, '--out', at('bare-own'), '--licence', 'private', '--per-dataset', '1'],
    ]).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^bare_short\n {2}rejected at source: too-few-rows \(1, limit \d+\)\n {2}\S/m);
    expect(stdout).toMatch(/^2 tasks in /m);
  });

  it('explains each dataset, kept or not', async () => {
    const explain = (name: string) => dare(['curate', 'explain', name, '--bench', bench('whole')]).ended;
    const kept = await explain('tables_houses-1');
    expect(kept.stdout).toMatch(/rows to learn from/);
    expect(await explain('tables_houses')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Similar: tables_houses-1, tables_houses-2'),
    });
  });

  it('is described by the figures that it ships, and by the same ones measured where it ships none', async () => {
    cpSync(bench('whole'), at('bare'), { recursive: true });
    for (const name of readdirSync(join(at('bare'), 'databases'))) {
      const path = join(at('bare'), 'databases', name, 'verify/all_metadata.json');
      const { curation: _, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      writeFileSync(path, JSON.stringify(rest));
    }
    const words = ['curate', 'describe', '--bench', bench('whole'), '--beside', at('bare')];
    const { code, stdout } = await dare([...words, '--json']).ended;
    expect(code).toBe(0);
    const [shipped, measured] = JSON.parse(stdout) as { pairs: DescribedPair[] }[];
    expect(shipped!.pairs.map(({ name }) => name)).toEqual(['tables_houses-1_reg', 'tables_houses-2_reg']);
    expect(shipped!.pairs.every(({ coverage }) => coverage! >= 0.9)).toBe(true);
    const near = (figure: number | null) => (figure === null ? null : expect.closeTo(figure, 4));
    expect(measured!.pairs).toEqual(
      shipped!.pairs.map(({ naive, baseline, oneColumn, ...pair }) => ({
        ...{ ...pair, dataset: pair.name, coverage: null },
        ...{ naive: near(naive), baseline: near(baseline), oneColumn: near(oneColumn) },
      })),
    );
    expect((await dare(words).ended).stdout).toMatch(/^kind +regression +2 +100 % +2 +100 %$/m);
  });

  it('is checked from its files: as it was left, and with a file and a question changed', async () => {
    const check = (folder: string) => dare(['curate', 'check', '--bench', folder]).ended;
    expect(await check(bench('whole'))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ 0 failed, 0 files changed/),
    });
    cpSync(bench('whole'), at('changed'), { recursive: true });
    const list = join(at('changed'), 'question_list.json');
    writeFileSync(list, readFileSync(list, 'utf8').replace('prediction.csv', 'predictions.csv'));
    const [dataset] = readdirSync(join(at('changed'), 'databases'));
    appendFileSync(join(at('changed'), 'databases', dataset!, 'source', 'metadata.txt'), 'More.\n');
    const { code, stdout } = await check(at('changed'));
    expect(stdout).toContain('question-not-read-back');
    expect(stdout).toContain(`databases/${dataset}/source/metadata.txt was changed`);
    expect(code).toBe(1);
  });

  it('leaves out what was there before, in other order and under other names', async () => {
    const [head, ...rows] = housesCsv('houses-1.csv', 240).trimEnd().split('\n');
    const renamed = head!.replace('area', 'square metres');
    const other = folderOfTables(at('again'), 0);
    writeFileSync(join(other, 'copy.csv'), `${[renamed, ...rows.reverse()].join('\n')}\n`);
    const { code, stdout } = await dare([
      ...['curate', '--input', other, '--out', at('apart'), '--licence', 'CC0-1.0', '--against', bench('whole')],
    ]).ended;
    expect(stdout).toContain('in-evaluation-set');
    expect(code).toBe(1);
  });
});

describe('what can not be curated', () => {
  it.each([
    [['--out', at('x')], /say where the data come from/],
    [['--input', at('nowhere'), '--out', at('x')], /expected a folder of data files at .*does not exist/],
    [['--source', 'moon', '--out', at('x')], /unknown source "moon".*Known: folder/],
    [['--input', folder, '--out', at('x'), '--designer', 'fortune'], /unknown designer "fortune"/],
    [['--input', folder, '--out', at('x'), '--tasks', '0'], /--tasks/],
    [['--input', folder, '--out', at('x'), '--eval-share', '2'], /--eval-share/],
    [['--input', folder, '--out', at('x'), '--resume'], /interrupted curation.*there is none/],
    [['exlpain', 'x'], /explain, check/],
  ])('%j ends with one line that says what to do', async (given, message) => {
    const { code, stderr } = await dare(['curate', ...given]).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(existsSync(at('x'))).toBe(false);
  });
});
