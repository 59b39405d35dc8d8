/** The model designer against a model served over HTTP. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { modelDesigner } from '../../../src/curate/design/model.ts';
import type { Frame } from '../../../src/curate/frame.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import { FatalProviderError } from '../../../src/errors.ts';
import { openModel } from '../../../src/model/open-model.ts';
import type { Fault, ServedReply } from '../../fixtures/model-server/script.ts';
import { baseUrlFor, startModelServer } from '../../fixtures/model-server/server.ts';
import { rawOf, sales, visits } from './frames.ts';

/** What a question is about, by its words. */
const ABOUT = {
  kinds: /Which kinds of task/,
  targets: /best target/,
  columns: /Three things about columns/,
  leaks: /is to be predicted/,
  time: /Four things about it/,
};
type About = keyof typeof ABOUT;
type Answers = Partial<Record<About, (turn: number, words: string) => unknown>>;

const VISITS: Answers = {
  kinds: () => ({ kinds: [{ kind: 'classification', confidence: 0.8 }], why: 'a severity is told' }),
  targets: () => ({ targets: ['severity'] }),
  columns: (_, words) => ({
    types: Object.fromEntries(columnsIn(words).map((name) => [name, name === 'age' ? 'numerical' : 'categorical'])),
    ids: ['visit_id'],
    subject: 'patient_id',
  }),
  leaks: () => ({ unknown: [{ column: 'pressure_kpa', why: 'it is measured afterwards' }] }),
};
const SALES: Answers = {
  ...VISITS,
  kinds: () => ({ kinds: [{ kind: 'time_series_analysis', confidence: 0.9 }], why: 'daily sales' }),
  targets: () => ({ targets: ['sales'] }),
  columns: (_, words) => ({
    types: Object.fromEntries(columnsIn(words).map((name) => [name, 'numerical'])),
    ids: [],
    subject: null,
  }),
  leaks: () => ({ unknown: [] }),
  time: () => ({ column: 'date', format: '%d/%m/%Y', entities: ['shop'], resample: null }),
};

function columnsIn(words: string): string[] {
  return JSON.parse(/Columns whose types are asked for: (\[.*\])/.exec(words)![1]!) as string[];
}

/** Texts as they are, anything else as JSON. */
async function designing(answers: Answers, fault?: Fault) {
  const asked: About[] = [];
  const server = await startModelServer({
    script: ({ body, turn }): ServedReply | Fault => {
      const messages = body.messages as { content: string }[];
      const about = (Object.keys(ABOUT) as About[]).find((one) => ABOUT[one].test(messages[0]!.content))!;
      asked.push(about);
      const answer = fault ?? answers[about]!(turn, messages.at(-1)!.content);
      if (typeof answer === 'object' && answer !== null && 'fault' in answer) return answer as Fault;
      return { text: typeof answer === 'string' ? answer : JSON.stringify(answer), usage: { input: 10, output: 5 } };
    },
  });
  const cache = await mkdtemp(join(tmpdir(), 'dare-design-'));
  onTestFinished(async () => {
    await server.close();
    await rm(cache, { recursive: true });
  });
  const model = openModel('openai-compatible/designer', {
    env: { OPENAI_API_KEY: 'not-a-real-key' },
    retry: { tries: 1, baseSeconds: 0.01 },
    settings: { toolMode: 'native', baseUrl: baseUrlFor(server.url, 'openai-compatible') },
  });
  const designer = modelDesigner(model, { cache });
  return { asked, cache, server, design: (frame: Frame, words = {}) => designer.design(rawOf(words), frame) };
}

describe('a designer with a language model', () => {
  it('makes a task of what the model answers, one question at a time', async () => {
    const { design, asked } = await designing(VISITS);
    const designs = await design(visits());
    expect(asked).toEqual(['kinds', 'columns', 'targets', 'leaks']);
    expect(designs).toMatchObject([
      { family: 'classification', targets: ['severity'], features: ['age', 'smoker', 'pressure'], confidence: 0.8 },
    ]);
    const [first] = isRejection(designs) ? [] : designs;
    expect(first!.types).toEqual({
      age: 'numerical',
      smoker: 'categorical',
      pressure: 'categorical',
      severity: 'categorical',
    });
    expect(first!.group).toBe('patient_id');
    // What it did not say, the values do: the code tells the class, the clinic is always the same.
    expect(Object.fromEntries(first!.withheld.map(({ column, why }) => [column, why]))).toMatchObject({
      pressure_kpa: 'it is measured afterwards',
      severity_code: 'each of its values has one target',
      clinic: 'it has one value',
      patient_id: 'it names whom rows are about',
    });
  });

  it('shows the dataset’s own words and the values to the model', async () => {
    const { design, server } = await designing(VISITS);
    await design(visits(), {
      title: 'Visits of a clinic',
      description: 'All visits.',
      columnDescriptions: { age: 'in years' },
    });
    const words = JSON.stringify(server.requests[0]!.body);
    for (const part of ['Visits of a clinic', 'All visits.', 'in years', 'severe', 'from 20 to 80', '40 different']) {
      expect(words).toContain(part);
    }
  });

  it('asks nothing again that was answered, and all of a dataset that changed', async () => {
    const { design, asked, cache } = await designing(VISITS);
    const first = await design(visits());
    expect(await design(visits())).toEqual(first);
    expect(asked).toHaveLength(4);
    await design(visits(), { title: 'Another title' });
    expect(asked).toHaveLength(8);
    const [name] = await readdir(cache);
    expect(JSON.parse(await readFile(join(cache, name!), 'utf8'))).toMatchObject({
      model: 'openai-compatible/designer',
      messages: [{ role: 'user' }],
      usage: { input: 10, output: 5 },
    });
  });

  it('asks again where an answer’s file is torn', async () => {
    const { design, asked, cache } = await designing(VISITS);
    const first = await design(visits());
    for (const name of await readdir(cache)) await writeFile(join(cache, name), '{"format":1,');
    expect(await design(visits())).toEqual(first);
    expect(asked).toHaveLength(8);
  });

  it.each<[string, Answers, RegExp]>([
    [
      'words around the JSON',
      { kinds: (turn) => (turn === 1 ? 'Classification!' : fenced(VISITS.kinds!(1, ''))) },
      /not JSON/,
    ],
    [
      'an unknown kind',
      {
        kinds: (turn) =>
          turn === 1 ? { kinds: [{ kind: 'clustering', confidence: 1 }], why: '' } : VISITS.kinds!(1, ''),
      },
      /kinds\.0\.kind/,
    ],
    [
      'a column that is not there',
      { targets: (turn) => ({ targets: [turn === 1 ? 'Severity' : 'severity'] }) },
      /no column \\*"Severity/,
    ],
    [
      'a target that has too many classes',
      { targets: (turn) => ({ targets: [turn === 1 ? 'age' : 'severity'] }) },
      /age\\*" is not a column of 2 to 20 classes/,
    ],
    [
      'a type left out',
      {
        columns: (turn, words) =>
          turn === 1 ? { types: {}, ids: [], subject: null } : VISITS.columns!(2, columnsAsked(words)),
      },
      /the type of \\*"visit_id\\*" is missing/,
    ],
  ])('tells the model of %s, and takes the corrected answer', async (_, answers, told) => {
    const { design, server, asked } = await designing({ ...VISITS, ...answers });
    expect(isRejection(await design(visits()))).toBe(false);
    expect(asked).toHaveLength(5);
    const second = server.requests.find(({ turn }) => turn === 2)!;
    expect(JSON.stringify(second.body)).toMatch(told);
  });

  it('rejects the dataset when the corrected answer is no better', async () => {
    const { design, asked } = await designing({ ...VISITS, targets: () => ({ targets: ['price'] }) });
    expect(await design(visits())).toEqual({
      rejected: {
        stage: 'design',
        reason: 'no-usable-answer',
        figure: null,
        words:
          'openai-compatible/designer gave no usable answer to the question what to predict by classification: ' +
          'there is no column "price".',
      },
    });
    expect(asked.filter((one) => one === 'targets')).toHaveLength(2);
  });

  it('rejects a dataset that the model finds no task in, with its reason', async () => {
    const { design, asked } = await designing({ kinds: () => ({ kinds: [], why: 'Every column is random.' }) });
    expect(await design(visits())).toMatchObject({
      rejected: { reason: 'not-well-posed', words: 'openai-compatible/designer: Every column is random' },
    });
    expect(asked).toEqual(['kinds']);
  });

  it('rejects when the model refuses', async () => {
    const { design } = await designing(VISITS, { fault: 'refusal' });
    expect(await design(visits())).toMatchObject({ rejected: { reason: 'no-usable-answer' } });
  });

  it('throws when the provider fails, and keeps nothing', async () => {
    const { design, cache } = await designing(VISITS, { fault: 'status', status: 401 });
    await expect(design(visits())).rejects.toThrow(FatalProviderError);
    expect(await readdir(cache)).toEqual([]);
  });

  it('asks nothing about a table that is too small', async () => {
    const { design, asked } = await designing(VISITS);
    expect(await design(visits(30))).toMatchObject({ rejected: { reason: 'too-few-rows', figure: 30 } });
    expect(asked).toEqual([]);
  });
});

describe('times that a model reads', () => {
  it('become a series’ design when every value has the format', async () => {
    const { design } = await designing(SALES);
    expect(await design(sales())).toMatchObject([
      {
        family: 'time_series_analysis',
        targets: ['sales'],
        types: { shop: 'categorical', temperature: 'numerical', sales: 'numerical' },
        features: ['temperature'],
        time: { column: 'date', format: '%d/%m/%Y', entities: ['shop'], resample: null },
      },
    ]);
  });

  it.each([
    ['day and month changed', { format: '%m/%d/%Y' }, /13\/01\/2021\\*" is not of the format/],
    ['no format', { format: 'dd/mm/yyyy%' }, /is not a format of strptime/],
    ['shops forgotten', { entities: [] }, /50 % of the rows have the time and entities of another row/],
    ['the target among the entities', { entities: ['shop', 'sales'] }, /sales\\*" is to be predicted/],
  ])('are told to be wrong: %s', async (_, change, told) => {
    const right = SALES.time!(1, '') as object;
    const { design, server } = await designing({
      ...SALES,
      time: (turn) => (turn === 1 ? { ...right, ...change } : right),
    });
    expect(isRejection(await design(sales()))).toBe(false);
    expect(JSON.stringify(server.requests.find(({ turn }) => turn === 2)!.body)).toMatch(told);
  });

  it('must be resampled where they lie unevenly', async () => {
    const uneven = sales({ skip: (day) => day % 5 === 0 || day % 7 === 3 });
    const resampled = { ...(SALES.time!(1, '') as object), resample: { rule: 'W', method: 'mean' } };
    const { design, server } = await designing({
      ...SALES,
      time: (turn) => (turn === 1 ? SALES.time!(1, '') : resampled),
    });
    expect(await design(uneven)).toMatchObject([{ time: { resample: { rule: 'W', method: 'mean' } } }]);
    expect(JSON.stringify(server.requests.find(({ turn }) => turn === 2)!.body)).toMatch(/do not lie evenly/);
  });
});

function fenced(answer: unknown): string {
  return `Here it is:\n\`\`\`json\n${JSON.stringify(answer)}\n\`\`\``;
}

/** The second turn's words name the column, not the list: the whole list is asked for again. */
function columnsAsked(_: string): string {
  return `Columns whose types are asked for: ${JSON.stringify([...visits().columns.keys()])}`;
}
