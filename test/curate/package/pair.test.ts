/** Packaged pairs are what readers of the published layout open, hold what was shaped, and no more. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashFile } from '../../../src/bench/hash.ts';
import { outlineOf } from '../../../src/bench/table.ts';
import type { Design } from '../../../src/curate/design.ts';
import { cellOf, columnOf, type Frame, makeFrame, numberColumn } from '../../../src/curate/frame.ts';
import { writePair } from '../../../src/curate/package/pair.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import { shapeSeries } from '../../../src/curate/shape/series.ts';
import type { SeriesShape } from '../../../src/curate/shape.ts';
import { readTable } from '../../../src/curate/source/read/table.ts';
import { planOf, render } from '../../../src/reference.ts';
import { opened, packedPairs, RAW } from './pairs.ts';

const PYTHON = process.env.DARE_PYTHON;
const root = mkdtempSync(join(tmpdir(), 'dare-pair-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const pairs = packedPairs(root, 30, 21);

describe('a packaged tabular pair', () => {
  it('is made of enough cases of each kind', () => {
    expect(pairs.length).toBeGreaterThan(10);
    expect(new Set(pairs.map(({ shape }) => shape.fileKind))).toEqual(new Set(['csv', 'sqlite', 'parquet']));
  });

  it('opens as two tasks with the drawn workflow', async () => {
    for (const { entry, draw, shape } of pairs) {
      const { tasks, unusable } = await opened(root, entry);
      expect(unusable).toEqual([]);
      expect(tasks.map(({ task }) => task.variant)).toEqual(['if', 'mm']);
      const [{ task }] = tasks as [(typeof tasks)[0]];
      expect(task.parameters.workflow).toEqual(draw.workflow);
      expect(task.parameters.targets).toEqual(shape.design.targets);
      expect(task.licence).toBe('CC0-1.0');
    }
  });

  it('has no column in any file that was withheld, and no answer in a file to predict', async () => {
    for (const { name, shape } of pairs) {
      const source = join(root, name, 'source');
      const names = readdirSync(source).filter((file) => file !== 'metadata.txt');
      expect(names.length).toBe(5);
      for (const file of names) {
        const { columns } = await outlineOf(join(source, file), shape.fileKind);
        expect(columns.filter((column) => shape.design.withheld.some((one) => one.column === column))).toEqual([]);
        if (file.startsWith('val'))
          expect(columns.filter((column) => shape.design.targets.includes(column))).toEqual([]);
      }
      expect(readFileSync(join(source, 'metadata.txt'), 'utf8')).not.toContain('group id');
    }
  });

  it('has its answers beside the rows that they belong to', async () => {
    for (const { name, shape } of pairs) {
      const truth = await table(join(root, name, 'verify/ground_truth.csv'));
      const given = await table(join(root, name, `source/val_v2.${shape.fileKind}`));
      const ids = (frame: Frame) =>
        Array.from({ length: frame.rows }, (_, row) => cellOf(columnOf(frame, 'row_id'), row));
      expect(ids(truth)).toEqual(Array.from({ length: shape.validation.rows }, (_, row) => row + 1));
      expect(ids(given)).toEqual(ids(truth));
      // By place, since the reader trims names.
      const answers = [...truth.columns.values()][1]!;
      for (let row = 0; row < truth.rows; row += 1) {
        expect(String(cellOf(answers, row))).toBe(
          String(cellOf(columnOf(shape.validation, shape.design.targets[0]!), row)),
        );
      }
    }
  });

  it('has the same bytes when it is made again', () => {
    const again = join(root, 'again');
    mkdirSync(again);
    const second = packedPairs(again, 30, 21);
    for (const { name } of second) {
      for (const folder of ['source', 'verify']) {
        for (const file of readdirSync(join(root, name, folder))) {
          expect(hashFile(join(again, name, folder, file))).toBe(hashFile(join(root, name, folder, file)));
        }
      }
    }
  });

  it('replaces what is there, and leaves nothing behind where it fails', () => {
    const { shape, draw } = pairs[0]!;
    const folder = join(root, 'replaced');
    const pair = { raw: RAW, shape, draw, questions: { v1: 'a', v2: 'b' } };
    writePair(folder, pair);
    writePair(folder, { ...pair, versions: ['v1'] });
    expect(existsSync(join(folder, `source/train_v2.${shape.fileKind}`))).toBe(false);
    const broken = { ...draw, columns: ['no such column'] };
    expect(() => writePair(folder, { ...pair, draw: broken })).toThrow('no such column');
    expect(existsSync(join(folder, `source/train_v1.${shape.fileKind}`))).toBe(true);
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe.skipIf(PYTHON === undefined)("with the sandbox's Python (skipped where DARE_PYTHON is not set)", () => {
  it('the filtered training rows give the very predictions of the clean ones', async () => {
    const jobs: { folder: string; codes: string[] }[] = [];
    for (const { name, entry } of pairs) {
      const { tasks } = await opened(root, entry);
      const { task } = tasks[0]!;
      if (/^MLP/.test(task.parameters.workflow!.model)) continue;
      jobs.push({
        folder: join(root, name, 'source'),
        codes: [render(planOf(task, 'filtered')), render(planOf(task, 'error-free'))],
      });
    }
    const options = { input: JSON.stringify(jobs), encoding: 'utf8' as const, maxBuffer: 1 << 26 };
    const outputs = JSON.parse(execFileSync(PYTHON!, ['-c', RUN], options)) as [string, string][];
    expect(outputs.length).toBeGreaterThan(8);
    for (const [filtered, clean] of outputs) {
      expect(clean).toMatch(/^row_id,/);
      expect(filtered).toBe(clean);
    }
  });
});

const RUN = `
import json, os, sys, warnings
warnings.filterwarnings("ignore")
outputs = []
for job in json.load(sys.stdin):
    os.chdir(job["folder"])
    found = []
    for code in job["codes"]:
        try:
            exec(compile(code, "solution", "exec"), {})
            found.append(open("prediction.csv", encoding="utf8").read())
            os.remove("prediction.csv")
        except Exception as error:
            found.append(f"{type(error).__name__}: {error}")
    outputs.append(found)
print(json.dumps(outputs))
`;

describe('a packaged pair of series', () => {
  const rows = Array.from({ length: 600 }, (_, row) => row);
  const frame = makeFrame([
    [
      'day',
      {
        kind: 'text',
        values: rows.map((row) => new Date(86_400_000 * (12_000 + (row >> 1))).toISOString().slice(0, 10)),
      },
    ],
    ['place', { kind: 'text', values: rows.map((row) => (row % 2 ? 'north, far' : 'south')) }],
    ['wind', numberColumn(rows.map((row) => (row % 9 === 4 ? Number.NaN : row % 13)))],
    ['secret', numberColumn(rows)],
    ['rain', numberColumn(rows.map((row) => (row * 7) % 31))],
  ]);
  const design: Design = {
    family: 'time_series_analysis',
    targets: ['rain'],
    types: { rain: 'numerical', wind: 'numerical', place: 'categorical' },
    features: ['wind'],
    withheld: [{ column: 'secret', why: 'a copy' }],
    group: null,
    time: { column: 'day', format: '%Y-%m-%d', entities: ['place'], resample: { rule: 'W', method: 'mean' } },
    confidence: 1,
  };
  const shape = shapeSeries(frame, design, { seed: 's', rules: 'own' }) as SeriesShape;

  it('opens as two tasks, with the files that they need', async () => {
    expect(isRejection(shape)).toBe(false);
    const entry = writePair(join(root, 'someone_rain_ts'), {
      raw: RAW,
      shape,
      draw: null,
      questions: { v1: 'a', v2: 'b' },
    });
    const { tasks, unusable } = await opened(root, entry);
    expect(unusable).toEqual([]);
    expect(tasks.map(({ task }) => task.variant)).toEqual(['xf', 'cf']);
    expect(tasks[1]!.task.parameters.time).toEqual({ column: 'day', format: '%Y-%m-%d', resampled: true });
    const header = (path: string) => readFileSync(join(root, 'someone_rain_ts', path), 'utf8').split('\n')[0];
    expect(header('source/train.csv')).toBe('day,place,wind,rain');
    expect(header('source/val_v1.csv')).toBe('row_id,day,place,wind');
    expect(header('source/val_v2.csv')).toBe('day,place');
    expect(header('verify/ground_truth_v1.csv')).toBe('row_id,rain');
    expect(header('verify/ground_truth_v2.csv')).toBe('day,place,rain');
  });
});

async function table(path: string): Promise<Frame> {
  const frame = await readTable(path, { csv: 'published' });
  if (isRejection(frame)) throw new Error(frame.rejected.words);
  return frame;
}
