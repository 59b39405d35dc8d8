/** What output and code say together of an attempt: whom it names first, whom it does not accuse, where they disagree. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../src/audit/bundle.ts';
import { KINDS } from '../../src/audit/deviations.ts';
import { diagnoserOf } from '../../src/audit/diagnosis.ts';
import type { LoadedOutputs, Tried } from '../../src/audit/outputs.ts';
import type { Instruction, StepComparison, Witness } from '../../src/audit.ts';
import { planOf } from '../../src/reference.ts';
import { parseTruth } from '../../src/score/truth.ts';
import { ifTask } from '../reference/if-task.ts';
import { busyFacts } from './facts-of.ts';

const task = ifTask({
  fileKind: 'csv',
  targets: ['y'],
  ranges: {},
  numeric: ['a'],
  categorical: ['b'],
  model: 'DecisionTreeClassifier',
});
const csv = (...labels: readonly string[]) => `row_id,y\n${labels.map((label, at) => `${at + 1},${label}\n`).join('')}`;
const REFERENCE = csv('a', 'a', 'b', 'b');
const OUTPUTS = [
  csv('a', 'a', 'b', 'a'), // 0
  csv('b', 'b', 'a', 'a'), // 1
  csv('a', 'b', 'b', 'a'), // 2
  'row_id,y\n0,a\n1,a\n2,b\n3,b\n', // 3: ids from 0
  csv('b', 'b', 'b', 'a'), // 4
  csv('b', 'a', 'b', 'a'), // 5
  csv('b', 'a', 'a', 'a'), // 6
];

/** Which deviations gave which output; two names with a plus are a pair. */
const GAVE: Readonly<Record<string, number | Result>> = {
  'scale-none': 0,
  'scale-min-max': { kind: 'same', seconds: 1 },
  'encode-ordinal': 1,
  'features-order-reversed': 0,
  'seed-42': { kind: 'failed', why: 'ValueError: no' },
  'output-ids-from-0': 3,
  'seed-none': 2,
  'scale-none+encode-ordinal': 2,
  'scale-min-max+encode-ordinal': 1,
  'impute-mean': 4,
  'scale-none+features-order-reversed': 4,
  'model-balanced': 5,
  'features-categorical-first': 5,
  'features-categorical-first+encode-ordinal': 6,
};

const tried = Object.entries(GAVE).map(([name, gave]): Tried => {
  const kinds = name.split('+').map((part) => KINDS.find((kind) => kind.name === part)!);
  const result: Result = typeof gave === 'number' ? { kind: 'different', output: gave, differingRows: 1 } : gave;
  const words = kinds.map((kind) => kind.words).join(' and ');
  return { name, kinds, words, plan: planOf(task, 'filtered'), draw: name === 'seed-none' ? 1 : 0, result };
});
const truth = (text: string) =>
  parseTruth('made', Buffer.from(text), { family: task.family, variant: task.variant, targets: ['y'] });
const TRUTHS = OUTPUTS.map(truth);
const loaded: LoadedOutputs = {
  task,
  facts: busyFacts(task),
  singles: tried.filter(({ kinds }) => kinds.length === 1),
  pairs: tried.filter(({ kinds }) => kinds.length === 2),
  inapplicable: [],
  reference: truth(REFERENCE),
  predictions: OUTPUTS.map((text) => new TextEncoder().encode(text)),
  truth: (output) => TRUTHS[output]!,
};

let folder: string;
let loads = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-diagnosis-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function diagnose(content: string | Uint8Array | null, witness: Witness | null = null, of = task) {
  const path = join(folder, `${files++}.csv`);
  if (content !== null) await writeFile(path, content);
  loads = 0;
  const outputs = {
    load: async () => {
      loads++;
      return loaded;
    },
    reference: async () => loaded.reference,
  };
  return diagnoserOf(outputs, of)(content === null ? null : path, witness);
}

function code(verdicts: Partial<Record<Instruction, StepComparison['verdict']>>): Witness {
  const steps = Object.entries(verdicts).map(
    ([instruction, verdict]): StepComparison => ({
      instruction: instruction as Instruction,
      stated: 'this',
      found: 'that',
      verdict,
      lines: [1],
    }),
  );
  return { readable: true, problem: null, steps };
}

describe('by its output', () => {
  it('an attempt that equals the reference is accused of nothing, and costs no look at deviations', async () => {
    const reordered = 'y,row_id,more\nb,4,1\nb,3,1\na,2,1\na,1,1\n';
    for (const content of [REFERENCE, reordered]) {
      expect(await diagnose(content)).toEqual({
        equal: true,
        explainedBy: [],
        broken: [],
        differingRows: 0,
        nearest: null,
        witness: null,
        disagreement: null,
      });
      expect(loads).toBe(0);
    }
  });

  it('all deviations that give it are named, the likelier first, and their instructions', async () => {
    expect(await diagnose(OUTPUTS[0]!)).toMatchObject({
      equal: false,
      explainedBy: ['scale-none', 'features-order-reversed'],
      broken: ['scale', 'features'],
      differingRows: 0.25,
      nearest: null,
    });
  });

  it('a pair is named only where no single deviation gives it', async () => {
    expect(await diagnose(OUTPUTS[1]!)).toMatchObject({ explainedBy: ['encode-ordinal'], broken: ['encode'] });
    expect(await diagnose(OUTPUTS[2]!)).toMatchObject({
      explainedBy: ['scale-none+encode-ordinal'],
      broken: ['scale', 'encode'],
    });
  });

  it('rows that cannot be lined up with the reference still equal a deviation that has the same', async () => {
    expect(await diagnose(OUTPUTS[3]!)).toMatchObject({
      explainedBy: ['output-ids-from-0'],
      broken: ['output'],
      differingRows: 1,
    });
  });

  it('what nothing explains has the share of differing rows and what is nearest', async () => {
    expect(await diagnose(csv('a', 'a', 'c', 'a'))).toMatchObject({
      explainedBy: [],
      broken: [],
      differingRows: 0.5,
      nearest: { name: 'scale-none', differingRows: 0.25 },
    });
  });

  it.each([
    ['nothing', null],
    ['an empty file', ''],
    ['no table', 'row_id,y\n1,"a\n'],
    ['no text', Buffer.from('row_id,y\n1,caf\xe9\n', 'latin1')],
  ])('%s is as far as can be from everything', async (_, content) => {
    expect(await diagnose(content)).toMatchObject({ equal: false, explainedBy: [], differingRows: 1, nearest: null });
  });

  it.each([
    ['missing rows', csv('a', 'a', 'b')],
    ['repeated rows', `${REFERENCE}1,a\n2,a\n`],
    ['other ids', 'row_id,y\nx,a\ny,a\nz,b\nw,b\n'],
    ['no ids', 'y\na\na\nb\nb\n'],
  ])('%s cannot be lined up with anything', async (_, content) => {
    expect(await diagnose(content)).toMatchObject({ equal: false, explainedBy: [], differingRows: 1, nearest: null });
  });

  it('a folder in the place of a prediction is none', async () => {
    const path = join(folder, 'a-folder.csv');
    await mkdir(path);
    const outputs = { load: async () => loaded, reference: async () => loaded.reference };
    expect(await diagnoserOf(outputs, task)(path, null)).toMatchObject({ equal: false, differingRows: 1 });
  });
});

describe('by output and code together', () => {
  it('an attempt that equals the reference is not accused by its code, but the code is shown', async () => {
    const found = await diagnose(REFERENCE, code({ seed: 'breaks', scale: 'follows' }));
    expect(found).toMatchObject({ equal: true, broken: [], explainedBy: [] });
    expect(found.disagreement).toContain('the code breaks seed');
    expect((await diagnose(REFERENCE, code({ seed: 'follows', scale: 'unclear' }))).disagreement).toBeNull();
  });

  it('what the code breaks is first among what the output allows, and alone accused', async () => {
    expect(await diagnose(OUTPUTS[0]!, code({ features: 'breaks', scale: 'follows' }))).toMatchObject({
      explainedBy: ['features-order-reversed', 'scale-none'],
      broken: ['features'],
      disagreement: null,
    });
  });

  it('what the code follows is not accused, though another way to it has the same output, and that is said', async () => {
    expect(await diagnose(OUTPUTS[0]!, code({ scale: 'follows' }))).toMatchObject({
      explainedBy: ['features-order-reversed', 'scale-none'],
      broken: ['features'],
    });
    const alone = await diagnose(OUTPUTS[0]!, code({ scale: 'follows', features: 'follows' }));
    expect(alone).toMatchObject({ explainedBy: ['scale-none', 'features-order-reversed'], broken: [] });
    expect(alone.disagreement).toContain('but the code follows scale');
    const rather = await diagnose(OUTPUTS[0]!, code({ scale: 'follows', features: 'follows', model: 'breaks' }));
    expect(rather).toMatchObject({ broken: ['model'] });
    expect(rather.disagreement).toContain('but the code follows scale, and breaks model instead');
  });

  it('a pair of which the code follows one accuses of neither, and is named where nothing else is', async () => {
    const refuted = await diagnose(OUTPUTS[2]!, code({ scale: 'follows' }));
    expect(refuted).toMatchObject({ explainedBy: ['scale-none+encode-ordinal'], broken: [] });
    expect(refuted.disagreement).toContain('but the code follows scale');
    expect(await diagnose(OUTPUTS[2]!, code({ scale: 'follows', encode: 'breaks' }))).toMatchObject({
      broken: ['encode'],
    });
  });

  it('where the code refutes the single deviation, a pair that it leaves open explains the output', async () => {
    expect(await diagnose(OUTPUTS[4]!)).toMatchObject({ explainedBy: ['impute-mean'], broken: ['impute'] });
    expect(await diagnose(OUTPUTS[4]!, code({ impute: 'follows' }))).toMatchObject({
      explainedBy: ['scale-none+features-order-reversed', 'impute-mean'],
      broken: ['scale', 'features'],
    });
  });

  it('what the question leaves open explains an output and accuses nobody, as long as the code does not refute it', async () => {
    const first = await diagnose(OUTPUTS[5]!);
    expect(first).toMatchObject({ explainedBy: ['features-categorical-first', 'model-balanced'], broken: [] });
    expect(first.disagreement).toContain(
      'categorical features before the numeric ones, which the question leaves open',
    );
    expect(await diagnose(OUTPUTS[5]!, code({ seed: 'breaks' }))).toMatchObject({ broken: ['seed'] });
    expect(await diagnose(OUTPUTS[5]!, code({ features: 'follows' }))).toMatchObject({ broken: ['model'] });
    expect(await diagnose(OUTPUTS[5]!, code({ model: 'breaks' }))).toMatchObject({ broken: ['model'] });
    const pair = await diagnose(OUTPUTS[6]!);
    expect(pair).toMatchObject({ explainedBy: ['features-categorical-first+encode-ordinal'], broken: ['encode'] });
  });

  it('an order of the two kinds that the question states is broken by whoever has another', async () => {
    const stated = { ...task, question: 'Preprocess in a ColumnTransformer, numeric columns first.' };
    expect(await diagnose(OUTPUTS[5]!, null, stated)).toMatchObject({ broken: ['features', 'model'] });
    expect(await diagnose(OUTPUTS[6]!, null, stated)).toMatchObject({ broken: ['features', 'encode'] });
  });

  it('what the code breaks besides is accused last', async () => {
    const found = await diagnose(OUTPUTS[1]!, code({ seed: 'breaks', encode: 'unclear' }));
    expect(found.broken).toEqual(['encode', 'seed']);
    expect(found.disagreement).toContain('seed as well');
  });

  it('where the output tells nothing, the code alone accuses, and that is said', async () => {
    const found = await diagnose(csv('c', 'c', 'c', 'c'), code({ model: 'breaks', seed: 'breaks', scale: 'unclear' }));
    expect(found).toMatchObject({ explainedBy: [], broken: ['model', 'seed'] });
    expect(found.disagreement).toContain('model and seed');
    expect((await diagnose(null, code({ filter: 'breaks' }))).broken).toEqual(['filter']);
  });

  it('an unclear step, a repeated step and unreadable code accuse nobody', async () => {
    const strange = csv('c', 'c', 'c', 'c');
    expect(await diagnose(strange, code({ model: 'unclear' }))).toMatchObject({ broken: [], disagreement: null });
    const followed = await diagnose(strange, code({ model: 'follows', seed: 'follows' }));
    expect(followed.broken).toEqual([]);
    expect(followed.disagreement).toContain('although the code follows every instruction');
    const unreadable: Witness = { readable: false, problem: 'line 1', steps: code({ model: 'breaks' }).steps };
    expect(await diagnose(strange, unreadable)).toMatchObject({ broken: [], witness: unreadable });
  });
});
