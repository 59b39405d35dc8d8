/** Sketches know a frame again whatever happens to its order, names or some of its rows, and take no other one for it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, type Frame, makeFrame, numberColumn, takeRows } from '../../../src/curate/frame.ts';
import { openCorpus, type Side } from '../../../src/curate/gates/corpus.ts';
import { gateDuplicate } from '../../../src/curate/gates/duplicates.ts';
import { sketchOf } from '../../../src/curate/gates/sketch.ts';
import { randomOf } from '../../../src/curate/random.ts';

const WORDS = ['red', 'green', 'blue', 'grey'];

/** Numbers of many digits, whole numbers, words, truths, a few gaps. */
function made(seed: string, rows = 300): Frame {
  const random = randomOf(seed, 'frame');
  const each = <T>(make: () => T): T[] => Array.from({ length: rows }, make);
  const number = (make: () => number): Column => numberColumn(each(() => (random.unit() < 0.05 ? Number.NaN : make())));
  return makeFrame([
    ['size', number(() => random.unit() * 1000)],
    ['count', number(() => random.int(0, 500))],
    ['weight', number(() => random.unit())],
    ['colour', { kind: 'text', values: each(() => (random.unit() < 0.05 ? null : random.pick(WORDS))) }],
    ['code', { kind: 'text', values: each(() => `item ${random.int(0, 1000)}`) }],
    ['sold', { kind: 'boolean', values: each(() => random.unit() < 0.5) }],
  ]);
}

const shuffledRows = (frame: Frame, seed: string): Frame =>
  takeRows(frame, randomOf(seed, 'rows').shuffle(Array.from({ length: frame.rows }, (_, row) => row)));

async function corpusOf(frames: Readonly<Record<string, Frame>>, side: Side = 'corpus') {
  const corpus = await openCorpus();
  for (const [id, frame] of Object.entries(frames)) corpus.add({ id, side, sketch: sketchOf(frame) });
  return corpus;
}

describe('a sketch', () => {
  it('does not depend on the order of rows and columns, nor on names', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seed, order) => {
        const frame = made(seed, 120);
        const columns = randomOf(order, 'columns').shuffle([...frame.columns.values()]);
        const renamed = makeFrame(columns.map((column, at) => [`x${at}`, column] as const));
        expect(sketchOf(shuffledRows(renamed, order))).toEqual(sketchOf(frame));
      }),
      { numRuns: 20 },
    );
  });

  it('of more numbers than are held at once is the same in any order, and still finds a part', async () => {
    const frame = made('long', 8000);
    expect(sketchOf(shuffledRows(frame, 'again'))).toEqual(sketchOf(frame));
    const { count } = sketchOf(frame).cells;
    expect(count).toBeGreaterThan(12_000);
    expect(count).toBeLessThan(17_000);
    const part = without(
      takeRows(
        frame,
        Array.from({ length: 4000 }, (_, at) => 2 * at),
      ),
      'code',
    );
    const corpus = await corpusOf({ one: frame, other: made('other', 8000) });
    expect(gateDuplicate(sketchOf(part), corpus)?.rejected.words).toContain('one');
  });

  it('takes a number for the same however it is written, and a changed cell for another one', () => {
    const numbers = [1, 2.5, -0, 1e-5, Number.NaN];
    const texts = ['1.0', ' 2.50 ', '0', '0.00001', null];
    const one = makeFrame([['a', numberColumn(numbers)]]);
    const other = makeFrame([['b', { kind: 'text', values: texts } as Column]]);
    const changed = makeFrame([['b', { kind: 'text', values: texts.with(1, '2.51') } as Column]]);
    expect(sketchOf(other).content).toBe(sketchOf(one).content);
    expect(sketchOf(changed).content).not.toBe(sketchOf(one).content);
  });

  it('tells rows by which values stand together', () => {
    const [a, b] = [numberColumn([1, 2, 3]), numberColumn([4, 5, 6])];
    const paired = makeFrame([...Object.entries({ a, b })]);
    const otherwise = makeFrame([...Object.entries({ a, b: numberColumn([5, 6, 4]) })]);
    expect(sketchOf(otherwise).content).not.toBe(sketchOf(paired).content);
  });
});

describe('a corpus', () => {
  it('finds the same cells in another order as duplicate content', async () => {
    const frame = made('one');
    const corpus = await corpusOf({ one: frame, other: made('other') });
    const rejection = gateDuplicate(sketchOf(shuffledRows(frame, 'again')), corpus);
    expect(rejection?.rejected).toMatchObject({ stage: 'source', reason: 'duplicate-content', figure: 1 });
    expect(rejection?.rejected.words).toContain('one');
  });

  it.each<[string, (frame: Frame) => Frame]>([
    [
      'half of its rows',
      (frame) =>
        takeRows(
          frame,
          Array.from({ length: 150 }, (_, at) => 2 * at),
        ),
    ],
    ['nine tenths of its columns and one that is new', (frame) => with_(without(frame, 'sold'), 'new', 'plus')],
    [
      'a few changed cells in each column',
      (frame) =>
        takeRows(
          frame,
          Array.from({ length: 300 }, (_, at) => at % 290),
        ),
    ],
    [
      'half of the rows and a column less',
      (frame) =>
        without(
          takeRows(
            frame,
            Array.from({ length: 150 }, (_, at) => at),
          ),
          'code',
        ),
    ],
  ])('finds %s', async (_, change) => {
    const frame = made('one');
    const corpus = await corpusOf({ other: made('other'), one: frame });
    expect(gateDuplicate(sketchOf(change(frame)), corpus)?.rejected.reason).toBe('near-duplicate');
    expect(corpus.nearest(sketchOf(change(frame)))?.id).toBe('one');
  });

  it('lets through others of the same kind: same names, same values of few, other numbers', async () => {
    const corpus = await corpusOf(
      Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`d${at}`, made(`d${at}`)])),
    );
    for (let at = 0; at < 40; at++) expect(gateDuplicate(sketchOf(made(`new ${at}`)), corpus)).toBeNull();
  });

  it('lets through tables of answers on a scale, whose rows meet by chance', async () => {
    const scale = (seed: string) => {
      const random = randomOf(seed, 'scale');
      const column = () => numberColumn(Array.from({ length: 500 }, () => random.int(1, 5)));
      return makeFrame(['a', 'b', 'c', 'd'].map((name) => [name, column()] as const));
    };
    const corpus = await corpusOf({ one: scale('one') });
    expect(gateDuplicate(sketchOf(scale('two')), corpus)).toBeNull();
  });

  it('says so when it is an evaluation set that comes back, even where the corpus has it as well', async () => {
    const frame = made('one');
    const corpus = await corpusOf({ first: frame });
    corpus.add({ id: 'secret', side: 'evaluation', sketch: sketchOf(frame) });
    expect(gateDuplicate(sketchOf(frame), corpus)?.rejected.reason).toBe('in-evaluation-set');
  });

  it('groups what hangs together through others', async () => {
    const whole = made('one');
    const [left, right] = [0, 150].map((from) =>
      takeRows(
        whole,
        Array.from({ length: 150 }, (_, at) => from + at),
      ),
    );
    const corpus = await corpusOf({ left: left!, alone: made('two'), right: right!, whole });
    expect(corpus.groups(0.8)).toEqual([['left', 'right', 'whole'], ['alone']]);
  });

  it('is the same after it was saved, and says which line is broken', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dare-corpus-'));
    try {
      const path = join(folder, 'corpus.jsonl');
      expect((await openCorpus(path)).size).toBe(0);
      const corpus = await corpusOf({ one: made('one'), two: made('two') });
      corpus.add({ id: 'one', side: 'evaluation', sketch: sketchOf(made('three')) });
      await corpus.save(path);
      const again = await openCorpus(path);
      expect(again.size).toBe(2);
      for (const seed of ['one', 'two', 'three']) {
        expect(again.nearest(sketchOf(made(seed)))).toEqual(corpus.nearest(sketchOf(made(seed))));
      }
      expect(again.nearest(sketchOf(made('one')))).toBeNull();
      await writeFile(path, `${await readFile(path, 'utf8')}{"id": "three"}\n`);
      await expect(openCorpus(path)).rejects.toThrow('Line 3 of');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

function without(frame: Frame, name: string): Frame {
  return { rows: frame.rows, columns: new Map([...frame.columns].filter(([other]) => other !== name)) };
}

function with_(frame: Frame, name: string, seed: string): Frame {
  const random = randomOf(seed, 'column');
  const column = numberColumn(Array.from({ length: frame.rows }, () => random.unit()));
  return { rows: frame.rows, columns: new Map([...frame.columns, [name, column]]) };
}
