/** all_metadata.json in all its forms: the parameters that come out, or what is said against them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLenientJson } from '../../src/bench/lenient-json.ts';
import { readMetadata, timeOf, workflowOf } from '../../src/bench/metadata.ts';

const QUESTION = {
  target: ['y'],
  problem_type: 'regression',
  selected_features: ['a', 'b c'],
  numerical_features: ['a'],
  categorical_features: ['b c'],
  expected_ranges: {},
  column_type_inference: {},
  imputer_type: 'mean',
  model_type: 'Ridge',
  random_state: 4,
};

const workflow = (changes: object) => workflowOf(readMetadata({ question: { ...QUESTION, ...changes } }));
const rangeOf = (values: unknown[], type?: string) =>
  workflow({ expected_ranges: { a: values }, ...(type === undefined ? {} : { column_type_inference: { a: type } }) })
    .ranges.a;

describe('expected ranges', () => {
  it.each([
    [[0, 2.5], 'numerical', { kind: 'numeric', low: 0, high: 2.5 }],
    [[0, 2.5], 'numeric', { kind: 'numeric', low: 0, high: 2.5 }],
    [[0, 1], undefined, { kind: 'numeric', low: 0, high: 1 }],
    [[0, 1], 'categorical', { kind: 'categorical', values: [0, 1] }],
    [[0, 1], 'object', { kind: 'categorical', values: [0, 1] }],
    [[1, 0], undefined, { kind: 'categorical', values: [1, 0] }],
    [['no', 'yes'], 'numerical', { kind: 'categorical', values: ['no', 'yes'] }],
    [['1', '2'], undefined, { kind: 'categorical', values: ['1', '2'] }],
    [[true, false], 'categorical', { kind: 'categorical', values: [true, false] }],
    [['a', null, 3], 'categorical', { kind: 'categorical', values: ['a', 3] }],
    [[3], 'numerical', { kind: 'categorical', values: [3] }],
    [[null, 4], 'numerical', { kind: 'numeric', low: -Number.MAX_VALUE, high: 4 }],
    [[0, null], 'numerical', { kind: 'numeric', low: 0, high: Number.MAX_VALUE }],
    [[null, null], 'numerical', undefined],
  ])('%j of a column that is %s', (values, type, range) => {
    expect(rangeOf(values, type)).toEqual(range);
  });

  it('of columns with any names, even those that objects know', () => {
    const names = fc.uniqueArray(fc.oneof(fc.string(), fc.constantFrom('toString', '42', 'é, 市', '')));
    fc.assert(
      fc.property(names, (columns) => {
        const plain = columns.filter((name) => name !== '__proto__');
        const ranges = Object.fromEntries(plain.map((name) => [name, [1, 2]]));
        expect(new Set(Object.keys(workflow({ expected_ranges: ranges }).ranges))).toEqual(new Set(plain));
      }),
    );
  });
});

describe('the workflow', () => {
  it('takes a single target as text', () => {
    expect(readMetadata({ question: { ...QUESTION, target: 'y' } }).targets).toEqual(['y']);
  });

  it.each([
    ['classification', 'DecisionTree', 'DecisionTreeClassifier'],
    ['regression', 'DecisionTree', 'DecisionTreeRegressor'],
    ['regression', 'MLP', 'MLPRegressor'],
    ['classification', 'LinearSVC', 'LinearSVC'],
  ])('%s by %s is %s', (problem_type, model_type, model) => {
    expect(workflow({ problem_type, model_type }).model).toBe(model);
  });

  it('sorts the features itself where the lists are missing', () => {
    const { numeric, categorical } = workflow({
      numerical_features: null,
      categorical_features: null,
      column_type_inference: { a: 'object', 'b c': 'numeric' },
    });
    expect({ numeric, categorical }).toEqual({ numeric: ['b c'], categorical: ['a'] });
  });

  it('needs a seed only where the model takes one', () => {
    expect(workflow({ model_type: 'LinearRegression', random_state: null }).seed).toBe(0);
    expect(() => workflow({ random_state: null })).toThrow(/random_state is missing, which Ridge needs/);
    expect(() => workflow({ random_state: 1.5 })).toThrow(/question\.random_state/);
  });

  it('is not looked for in a series, whose leftovers are not used', () => {
    const series = { target: ['y'], problem_type: 'time_series_analysis', time_column: 't', time_format: '%Y' };
    const metadata = readMetadata({ question: { ...series, model_type: 'Prophet' } });
    expect(timeOf(metadata)).toEqual({ column: 't', format: '%Y', resampled: false });
  });

  it.each([[{}], [[]], [null], ['text'], [{ question: { ...QUESTION, target: ['y', 'y'] } }]])(
    'not from %j',
    (value) => {
      expect(() => readMetadata(value)).toThrow(/all_metadata\.json/);
    },
  );
});

describe("Python's JSON", () => {
  const words = fc.constantFrom('NaN', '-Infinity', 'Infinity', 'say "NaN", or \\"Infinity\\"', 'x');
  it('reads as JSON reads, and NaN and the infinities outside of text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(words), (value, texts) => {
        const text = `{"plain": ${JSON.stringify(value)}, "texts": ${JSON.stringify(texts)}, "odd": [NaN, Infinity, -Infinity]}`;
        const expected: unknown = JSON.parse(JSON.stringify({ plain: value, texts }));
        const { odd, ...rest } = parseLenientJson(text) as { odd: unknown };
        expect(odd).toEqual([null, Number.MAX_VALUE, -Number.MAX_VALUE]);
        expect(rest).toEqual(expected);
      }),
    );
  });

  it.each(['{', '[NaN', '{"a": nan}', 'NaNs', ''])('still refuses %j', (text) => {
    expect(() => parseLenientJson(text)).toThrow(SyntaxError);
  });
});
