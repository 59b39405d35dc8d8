/** Wordings are many, the same for the same seed, and our own; descriptions are asides that say nothing by themselves. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineAgent } from '../../../src/agent/baseline.ts';
import { openBenchmark } from '../../../src/bench/published.ts';
import { randomOf } from '../../../src/curate/random.ts';
import { describerOf } from '../../../src/curate/write/describe.ts';
import { writeQuestions } from '../../../src/curate/write/write-questions.ts';
import { kindOf, type Task } from '../../../src/task.ts';
import { drawn, rawOf, series } from './shapes.ts';

const FOLDER = process.env.DARE_EVAL ?? join(import.meta.dirname, '../../../../shared/dare-eval');
const tables = fc.sample(drawn, { numRuns: 40, seed: 11 });
const times = fc.sample(series, { numRuns: 40, seed: 12 });
const ofTable = ({ shape, draw }: (typeof tables)[number], seed: string, words = {}) =>
  writeQuestions(shape, draw, rawOf(words), randomOf(seed, 'wording'));
const ofSeries = (shape: (typeof times)[number], seed: string) =>
  writeQuestions(shape, null, rawOf({}), randomOf(seed, 'wording'));

describe('wordings', () => {
  it('are many, and one for one seed', () => {
    const seeds = Array.from({ length: 60 }, (_, at) => String(at));
    const table = seeds.map((seed) => ofTable(tables[0]!, seed));
    const time = seeds.map((seed) => ofSeries(times[0]!, seed));
    expect(new Set(table.map(({ v1 }) => v1)).size).toBeGreaterThan(50);
    for (const texts of [table.map(({ v2 }) => v2), time.map(({ v1 }) => v1), time.map(({ v2 }) => v2)]) {
      expect(new Set(texts).size).toBeGreaterThan(20);
    }
    expect(seeds.map((seed) => ofTable(tables[0]!, seed))).toEqual(table);
  });

  it('tell the baseline agent how to resample', async () => {
    const resampled = times.filter(({ design }) => design.time!.resample !== null);
    expect(resampled.length).toBeGreaterThan(5);
    for (const shape of resampled) {
      const { rule, method } = shape.design.time!.resample!;
      const code = await forecastCode(ofSeries(shape, '1').v2);
      expect(code).toContain(`INTERVAL = ${JSON.stringify(rule)}\nMETHOD = ${JSON.stringify(method)}`);
    }
  });

  it('put a description beside its column only if it is plain and of that column alone', () => {
    const describeColumn = describerOf({
      age: 'Age of the person, in years.',
      a: 'Same words',
      b: 'same words',
      c: 'Price (EUR)',
      d: 'is one of 1, 2',
      e: 'int',
      f: 'age',
      g: 'A long story'.repeat(10),
      h: 'first line\nsecond "line"',
    });
    const names = ['age', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'unknown'];
    expect(names.map(describeColumn)).toEqual(['Age of the person, in years', ...names.slice(1).map(() => '')]);
    const one = tables.find(({ draw }) => Object.keys(draw.workflow.ranges).includes('温度'))!;
    expect(ofTable(one, '1', { 温度: 'Air at noon' }).v1).toContain('`温度` (Air at noon)');
  });

  it.skipIf(!existsSync(FOLDER))('share no sentence with the released questions (skipped without them)', async () => {
    const { tasks } = await openBenchmark(FOLDER);
    const released = new Set(tasks.flatMap(({ question }) => sentencesOf(question)));
    const texts = [
      ...tables.flatMap((one, at) => Object.values(ofTable(one, String(at)))),
      ...times.flatMap((one, at) => Object.values(ofSeries(one, String(at)))),
    ];
    const own = new Set(texts.flatMap(sentencesOf));
    expect(own.size).toBeGreaterThan(100);
    expect([...own].filter((sentence) => released.has(sentence))).toEqual([]);
  });
});

/** Sentences in lower case with what is quoted, and numbers, left out. */
function sentencesOf(text: string): string[] {
  const plain = text.toLowerCase().replace(/`[^`]*`|"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?/g, '#');
  return plain.split(/[.;:]\s+|\n+/).flatMap((sentence) => {
    const words = sentence.trim();
    return words.split(' ').length > 4 ? [words] : [];
  });
}

async function forecastCode(question: string): Promise<string> {
  const family = 'time_series_analysis';
  const task: Task = {
    id: 'somebody_something/cf',
    dataset: 'somebody_something',
    family,
    variant: 'cf',
    kind: kindOf(family, 'cf'),
    question,
    files: [],
    parameters: {
      targets: ['y'],
      fileKind: 'csv',
      trainFile: 'train.csv',
      validationFile: 'val_v2.csv',
      time: { column: 't', format: '%Y', resampled: true },
    },
    licence: null,
    hash: '',
  };
  const model = await baselineAgent().player(task, 1);
  const request = { messages: [], tools: [], signal: new AbortController().signal, onExchange: () => {} };
  const { arguments: text } = (await model.reply(request)).message.toolCalls[0]!;
  return (JSON.parse(text) as { code: string }).code;
}
