/** What people are told about a score, what is no score at all, and the rules where pandas has none. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InfrastructureError } from '../../src/errors.ts';
import { scoreSubmission } from '../../src/score/submission.ts';
import { parseTable } from '../../src/score/table.ts';
import { readTruth } from '../../src/score/truth.ts';
import { NO_PREDICTION, type Score } from '../../src/score.ts';
import type { Family, Variant } from '../../src/task.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-submission-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

interface Rules {
  readonly family?: Family;
  readonly variant?: Variant;
  readonly targets?: readonly string[];
}

async function truthOf(text: string, { family = 'regression', variant = 'mm', targets = ['y'] }: Rules = {}) {
  return readTruth(await file('truth.csv', text), { family, variant, targets });
}

async function scored(truth: string, prediction: string | Uint8Array, rules?: Rules): Promise<Score> {
  return scoreSubmission(await file('prediction.csv', prediction), await truthOf(truth, rules));
}

const NUMBERS = 'row_id,y\n1,1.5\n2,2.5\n3,4\n';
const LABELS: Rules = { family: 'classification' };
const DAYS = 'day,shop,y\n2020-01-01,1,5\n2020-01-02,1,6\n2020-01-03,2,8\n';
const SERIES: Rules = { family: 'time_series_analysis', variant: 'cf' };

describe('what is no prediction, and what is one that cannot be read', () => {
  test('no path, nothing there, and a link to nothing are no prediction', async () => {
    const truth = await truthOf(NUMBERS);
    const dangling = join(folder, 'dangling.csv');
    await symlink(join(folder, 'nowhere'), dangling);
    expect(await scoreSubmission(null, truth)).toEqual(NO_PREDICTION);
    expect(await scoreSubmission(join(folder, 'absent.csv'), truth)).toEqual(NO_PREDICTION);
    expect(await scoreSubmission(dangling, truth)).toEqual(NO_PREDICTION);
  });

  test('a folder is there, but worth 0', async () => {
    const path = join(folder, 'folder.csv');
    await mkdir(path);
    expect(await scoreSubmission(path, await truthOf(NUMBERS))).toMatchObject({
      value: 0,
      exists: true,
      reason: expect.stringContaining('not a regular file'),
    });
  });

  test.each([
    ['', 'it is empty'],
    ['\n \n\r\n', 'it is empty'],
    [Buffer.from('row_id,y\n1,caf\xe9\n', 'latin1'), 'not UTF-8'],
    [Buffer.from('\ufeffrow_id,y\n1,2\n', 'utf16le'), 'UTF-16'],
    [Buffer.from('PK\x03\x04\xff\xff', 'latin1'), 'Excel'],
    ['row_id,y\n1,"2\n', 'never closed'],
    ['row_id,y\n1,2\n2,3,4\n', 'row 3 has 3 fields where the row before has 2'],
  ])('%j is unreadable, and the reason says why', async (content, why) => {
    const score = await scored(NUMBERS, content);
    expect(score).toMatchObject({ value: 0, exists: true, perTarget: {}, reason: expect.stringContaining(why) });
  });
});

describe('why a score is 0', () => {
  test('no key column, and which columns there are', async () => {
    const { reason } = await scored(NUMBERS, 'id,y\n1,1.5\n');
    expect(reason).toBe('the key column row_id is missing; the prediction has id, y');
  });

  test('rows missing and repeated, how many, with three examples', async () => {
    const truth = `row_id,y\n${Array.from({ length: 10 }, (_, row) => `${row},${row}`).join('\n')}\n`;
    const { value, reason } = await scored(truth, 'row_id,y\n0,0\n0,0\n1,1\n2,2\n3,3\n4,4\n');
    expect(value).toBe(0);
    expect(reason).toBe('5 of 10 rows are missing (row_id 5; row_id 6; row_id 7); 1 row is repeated (row_id 0)');
  });

  test('no rows at all', async () => {
    expect((await scored(NUMBERS, 'row_id,y\n')).reason).toBe('the prediction has no rows, the truth has 3');
  });

  test('text keys where the truth has numbers', async () => {
    const { reason } = await scored(NUMBERS, 'row_id,y\n1,1\nrow 2,2\n3,3\n');
    expect(reason).toBe(
      'key column row_id holds text where the truth has whole numbers (for example "row 2" against 1)',
    );
  });

  test('a target missing, which still counts the others', async () => {
    const score = await scored('row_id,y,z\n1,1,5\n2,2,7\n', 'row_id,z\n1,5\n2,7\n', { targets: ['y', 'z'] });
    expect(score).toMatchObject({ value: 0.5, perTarget: { y: 0, z: 1 } });
    expect(score.reason).toBe('target y: the prediction has no such column (it has row_id, z)');
  });

  test('text where numbers belong, with an example', async () => {
    expect((await scored(NUMBERS, 'row_id,y\n1,1\n2,about 2\n3,3\n')).reason).toContain('for example "about 2"');
    expect((await scored(NUMBERS, 'row_id,y\n1,1\n2,about 2\n3,3\n', { variant: 'if' })).reason).toContain('"about 2"');
    expect((await scored('row_id,y\n1,0\n2,1\n', 'row_id,y\n1,no\n2,yes\n', LABELS)).reason).toContain('"no"');
  });

  test('missing values, how many', async () => {
    expect((await scored(NUMBERS, 'row_id,y\n1,\n2,NA\n3,3\n')).reason).toBe('target y: it holds 2 missing values');
  });

  test('numbers that are no labels', async () => {
    const { reason } = await scored('row_id,y\n1,0\n2,1\n', 'row_id,y\n1,0.2\n2,0.7\n', LABELS);
    expect(reason).toContain('for example 0.2');
  });

  test.each([
    ['01/02/2020', 'day/month/year'],
    ['2020-01-01 00:00:00', 'year-month-day and a time'],
    ['2020-01-01T00:00:00Z', 'after a T with a zone'],
    ['Jan 1, 2020', 'month in words'],
    ['20200101', 'eight digits'],
    ['1577836800', 'seconds since 1970'],
  ])('dates written as %s', async (day, format) => {
    const { value, reason } = await scored(DAYS, `day,shop,y\n"${day}",1,5\n"${day}",2,6\n`, SERIES);
    expect(value).toBe(0);
    expect(reason).toContain('day');
    expect(reason).toContain(format);
    expect(reason).toContain('year-month-day');
  });

  test('no word about dates when they are written alike', async () => {
    const { reason } = await scored(DAYS, 'day,shop,y\n2020-01-01,1,5\n2021-01-02,1,6\n', SERIES);
    expect(reason).toBe('2 of 3 rows are missing (day "2020-01-02", shop 1; day "2020-01-03", shop 2)');
  });

  test('poor predictions need no reason', async () => {
    expect(await scored(NUMBERS, 'row_id,y\n1,90\n2,-90\n3,5\n')).toMatchObject({ value: 0, reason: null });
    expect(await scored(NUMBERS, 'row_id,y\n1,1\n2,2\n3,3\n', { variant: 'if' })).toMatchObject({
      value: 0,
      reason: null,
    });
  });

  test('R² of a single row is undefined', async () => {
    const score = await scored('row_id,y\n1,1.5\n', 'row_id,y\n1,1.5\n');
    expect(score).toEqual({ value: null, exists: true, perTarget: { y: null }, reason: 'undefined' });
  });
});

describe('the rule that is broken', () => {
  const rows = (...lines: string[]) => `row_id,y\n${lines.join('\n')}\n`;
  test.each<[Score['rule'], truth: string, prediction: string, Rules?]>([
    ['unreadable', NUMBERS, ''],
    ['key-missing', NUMBERS, 'id,y\n1,1.5\n'],
    ['key-type', NUMBERS, rows('1,1', 'row 2,2', '3,3')],
    ['key-dates', DAYS, DAYS.replaceAll('2020-01-', '2020/01/'), SERIES],
    ['no-rows', NUMBERS, 'row_id,y\n'],
    ['rows-missing', NUMBERS, rows('1,1', '3,3')],
    ['rows-repeated', NUMBERS, rows('1,1', '1,1', '2,2', '3,3')],
    ['target-missing', NUMBERS, 'row_id,Y\n1,1\n2,2\n3,3\n'],
    ['target-type', NUMBERS, rows('1,1', '2,two', '3,3')],
    ['target-type', NUMBERS, rows('1,1', '2,two', '3,3'), { variant: 'if' }],
    ['target-type', rows('1,0', '2,1'), rows('1,no', '2,yes'), LABELS],
    ['target-gaps', NUMBERS, rows('1,1', '2,', '3,3')],
    ['target-gaps', NUMBERS, rows('1,1', '2,', '3,3'), { variant: 'if' }],
    ['target-gaps', rows('1,0', '2,1'), rows('1,', '2,1'), LABELS],
    ['target-infinite', NUMBERS, rows('1,1', '2,inf', '3,3')],
    ['target-labels', rows('1,0', '2,1'), rows('1,0.2', '2,0.7'), LABELS],
    ['truth', rows('1,0', '2,a'), rows('1,0', '2,1')],
    ['truth', 'row_id,y,y_t\n1,0,0\n2,1,1\n', rows('1,0', '2,1')],
    ['truth', 'row_id,y,y_p\n1,0,0\n2,1,1\n', rows('1,0', '2,1')],
    [undefined, NUMBERS, rows('1,1', '2,2', '3,30')],
    [undefined, NUMBERS, NUMBERS],
  ])('is %s', async (rule, truth, prediction, rules) => {
    const score = await scored(truth, prediction, rules);
    expect(score.rule).toBe(rule);
    expect(score.reason === null).toBe(rule === undefined);
  });

  test('is that of the first target that breaks one', async () => {
    const score = await scored('row_id,x,y,z\n1,1,1,5\n2,2,2,7\n', 'row_id,x,y\n1,1,\n2,2,1\n', {
      targets: ['x', 'y', 'z'],
    });
    expect(score).toMatchObject({ rule: 'target-gaps', value: expect.closeTo(1 / 3, 12) });
    expect(score.reason).toMatch(/^target y: .*; target z: /);
  });
});

test('a predicted text that the truth never has is not a missing value', async () => {
  const rules: Rules = { family: 'classification', variant: 'if' };
  const truth = 'row_id,y\n1,a\n2,\n';
  expect((await scored(truth, 'row_id,y\n1,a\n2,b\n', rules)).value).toBe(0);
  expect((await scored(truth, 'row_id,y\n1,a\n2,NA\n', rules)).value).toBe(1);
});

test('labels beyond 2^53 against floats: one class, which counts as often as it had labels', async () => {
  const truth = 'row_id,y\n1,9007199254740993\n2,-9223372036854775808\n3,5\n';
  const prediction = 'row_id,y\n1,9007199254740993\n2,-92233720368547\n3,5\n4,\n';
  expect((await scored(truth, prediction, LABELS)).value).toBeCloseTo(3 / 5, 12);
});

describe('a truth file that cannot be scored against is our failure, never a score', () => {
  test.each([
    ['row_id,z\n1,2\n', 'target columns y, found row_id, z'],
    ['y\n1\n', 'no column besides the targets'],
    ['row_id,y\n', 'no rows'],
    ['', 'empty'],
    ['row_id,y\n1,"2\n', 'never closed'],
  ])('%j', async (text, why) => {
    const failure = await truthOf(text).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InfrastructureError);
    expect((failure as Error).message).toContain(why);
    expect((failure as Error).message).toContain('truth.csv');
  });

  test('and so is one that is not there', async () => {
    const rules = { family: 'regression', variant: 'mm', targets: ['y'] } as const;
    await expect(readTruth(join(folder, 'absent.csv'), rules)).rejects.toBeInstanceOf(InfrastructureError);
  });
});

describe('where pandas has no defined answer', () => {
  const column = (text: string) => parseTable(Buffer.from(text), () => ['a']).columns.get('a')!;

  test('an exponent too large for pandas is too large for a number; one too small gives 0', () => {
    expect(column('a\n1e99999999999\n').kind).toBe('object');
    expect(column('a\n1e-99999999999\n')).toEqual({ kind: 'float', values: Float64Array.of(0) });
  });

  test('a row that begins with a blank after a lone carriage return makes the file unreadable', () => {
    expect(() => column('a\r1\r2\r 3\r')).toThrow('begins with a blank');
    expect(() => column('a\r\n1\r\n 2\r\n')).not.toThrow();
  });

  test('many short rows in a wide table, on which pandas runs out of its buffer, are read', () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => (row % 50 === 49 ? 'xxxxx,'.repeat(63) : '1'));
    const text = `a,${Array.from({ length: 63 }, (_, at) => `c${at}`).join(',')}\n${rows.join('\n')}\n`;
    expect(parseTable(Buffer.from(text), () => ['a']).rows).toBe(20_000);
  });
});

test('a truth is read once, for many submissions at a time, and says what it holds', async () => {
  const truth = await truthOf(DAYS, SERIES);
  const good = await file('good.csv', DAYS);
  const other = await file('other.csv', 'shop,day,y\n2,2020-01-03,8\n1,2020-01-01,5\n1,2020-01-02,6.5\n');
  const scores = await Promise.all([good, other, good].map((path) => scoreSubmission(path, truth)));
  expect(scores.map(({ value }) => value)).toEqual([1, expect.closeTo(1 - 0.25 / (14 / 3), 12), 1]);
  expect(truth.bytes).toBeGreaterThan(DAYS.length);
});

test('a million rows in reverse order are lined up', { timeout: 60_000 }, async () => {
  const rows = Array.from({ length: 1_000_000 }, (_, row) => `${row},${Math.sin(row)}`);
  const truth = await truthOf(`row_id,y\n${rows.join('\n')}\n`);
  const path = await file('million.csv', `row_id,y\n${rows.reverse().join('\n')}\n`);
  expect((await scoreSubmission(path, truth)).value).toBe(1);
});
