/** A text in which one thing was changed is not read as what it should state. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../src/curate/random.ts';
import { isRejection } from '../../../src/curate/rejection.ts';
import { checkQuestion } from '../../../src/curate/write/check-question.ts';
import { statementsOf } from '../../../src/curate/write/statement.ts';
import { writeQuestions } from '../../../src/curate/write/write-questions.ts';
import { type Drawn, drawn, rawOf, series } from './shapes.ts';

const seed = fc.nat(1_000_000).map(String);
const QUOTED = /`[^`]*`|"(?:[^"\\]|\\.)*"/g;

/** Every text that comes from this one by the change at one place. */
function changesOf(text: string, pattern: RegExp, change: (found: string) => string): string[] {
  return Array.from(text.matchAll(pattern), ({ 0: found, index }) => {
    return text.slice(0, index) + change(found) + text.slice(index + found.length);
  });
}

function expectNoticed(changed: readonly string[], { shape, draw }: Drawn, version: 'v1' | 'v2') {
  const stated = statementsOf(shape, draw)[version];
  for (const text of changed) {
    const found = checkQuestion(text, stated);
    expect(found, text).not.toBeNull();
    expect(isRejection(found!)).toBe(true);
  }
}

const attackOn = (attack: (text: string, one: Drawn) => readonly string[], version: 'v1' | 'v2' = 'v1', runs = 40) =>
  fc.assert(
    fc.property(drawn, seed, (one, name) => {
      const text = writeQuestions(one.shape, one.draw, rawOf({}), randomOf(name, 'wording'))[version];
      expectNoticed(attack(text, one), one, version);
    }),
    { numRuns: runs },
  );

/** Outside of quotes: pieces of prose with their quotes blanked, same length. */
const prose = (text: string) => text.replace(QUOTED, (quoted) => '\0'.repeat(quoted.length));

function inProse(text: string, pattern: RegExp, change: (found: string) => string): string[] {
  return Array.from(prose(text).matchAll(pattern), ({ 0: found, index }) => {
    return text.slice(0, index) + change(found) + text.slice(index + found.length);
  });
}

describe('one change in the text is noticed', () => {
  it('a digit of a bound, a value, the seed, a number of tables', () => {
    attackOn((text) => inProse(text, /(?<![\w.+-])\d(?=[\d. ,;\])\n])/g, (digit) => String((Number(digit) + 1) % 10)));
  });

  it('the sign of a number', () => {
    attackOn((text) => inProse(text, /(?<![\w.+-])[1-9]\d*(?=[ ,;\])\n])(?! tables)/g, (number) => `-${number}`));
  });

  it('two neighbours of an ordered list', () => {
    const pair = /(`[^`]*`)(, | and )(?=(`[^`]*`))/g;
    const unordered = /\b(?:convert|booleans|only name a class|three files|training file)\b/;
    attackOn((text, { draw }) => {
      const words = prose(text);
      const open = draw.workflow.leftOpen?.includes('order') ? /\b(?:features?|numeric|categorical)\b/ : /^$/;
      return Array.from(text.matchAll(pair), ({ 1: left, 2: between, 3: right, index }) => {
        const sentence = words.slice(
          Math.max(words.lastIndexOf('. ', index), words.lastIndexOf('\n', index)),
          words.indexOf('.', index),
        );
        const end = index + `${left}${between}${right}`.length;
        return unordered.test(sentence) || open.test(sentence)
          ? []
          : [`${text.slice(0, index)}${right}${between}${left}${text.slice(end)}`];
      }).flat();
    });
  });

  it.each([
    ['the family', /classification/g, () => 'regression'],
    ['the mean', /the mean\b/g, () => 'the median'],
    ['the median', /the median\b/g, () => 'the mean'],
    ['the most frequent', /the most frequent value/g, () => 'the mean'],
    ['the scaler', /StandardScaler/g, () => 'MinMaxScaler'],
    ['the encoder', /one-hot|OneHotEncoder/g, () => 'ordinal'],
    ['the density', /dense (?:output|matrix)|sparse_output set to False/g, () => 'sparse_output set to True'],
    ['the join', /inner(?=[- ])/gi, () => 'left'],
    ['the bounds', /inclusive|included/g, (word: string) => (word === 'included' ? 'excluded' : 'exclusive')],
    ['what is kept', /(?:keep|retain)(?= (?:the )?rows?\b)|kept/g, () => 'dropped'],
    ['the wrapper', /MultiOutput\w+/g, () => 'pipeline'],
    ['the model', /(?<= |the )(?:LogisticRegression|LinearRegression)/g, () => 'Ridge'],
    ['the blocks', /numeric (?=block|columns first|features before)/g, () => 'categorical '],
    ['the defaults', /\bdefaults?\b/g, () => 'usual'],
    ['the order of rows', /same order|its order/g, () => 'any arrangement'],
    ['the labels', /as they (?=are |appear)|without (?=encoding|rounding)|not (?=round)/gi, () => 'when'],
    ['who is fitted', /training (?:rows|data)(?= (?:only|alone))|(?<=only on the )training/g, () => 'validation'],
  ] as const)('%s', (_, pattern, change) => {
    attackOn((text) => inProse(text, pattern, change as (found: string) => string));
  });

  it('a file', () => {
    const change = (found: string) => found.replace(/v1|v2|prediction/, (part) => (part === 'v1' ? 'v2' : 'v1'));
    attackOn((text) => changesOf(text, /`(?:train_v1|val_v1)\.\w+`|`prediction\.csv`/g, change));
    attackOn((text) => changesOf(text, /`(?:train_v2|val_v2)\.\w+`|`prediction\.csv`/g, change), 'v2', 30);
  });

  it('of a series: numbers, names, interval, method, format', () => {
    fc.assert(
      fc.property(series, seed, (shape, name) => {
        const written = writeQuestions(shape, null, rawOf({}), randomOf(name, 'wording'));
        const stated = statementsOf(shape, null);
        for (const version of ['v1', 'v2'] as const) {
          const changed = [
            ...inProse(written[version], /\d+(?= rows? to predict)/g, (rows) => `${rows}0`),
            ...inProse(written[version], /(?<=interval of )'[\w-]+'/g, () => "'7D'"),
            ...inProse(written[version], /(?<=method )'\w+'/g, () => "'max'"),
            ...changesOf(written[version], /`%[^`]*`/g, () => '`%d`'),
            ...changesOf(written[version], /(?<=(?:predict is|them at) )"(?:[^"\\]|\\.)*"/g, () => '"yesterday"'),
          ];
          for (const text of changed) expect(checkQuestion(text, stated[version]), text).not.toBeNull();
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** Sentences without a parameter: what is said besides, for a reader's sake. */
const HARMLESS = [
  /double quotes/,
  /boolean may be spelled|compared as such|compare them as numbers|only name a class/,
  /up to you|free to choose|yourself/,
  /faulty and must go|were mixed|clean the training|filter the training/,
  /prescribed|add none|changes of your own|Keep both lists/,
  /turn words such as|stay what they are/,
  /one table a file|one table each|is one table|has one table|needs no join/,
];

describe('a sentence left out is noticed', () => {
  /** Sentences of the text, without what is quoted in them; a point within a word or number ends none. */
  const sentencesOf = (text: string) => Array.from(prose(text).matchAll(/[^\s](?:[^.]|\.(?! |\n|$))*\./g));

  const withoutOne = (text: string) =>
    sentencesOf(text)
      .filter(({ 0: sentence }) => !HARMLESS.some((pattern) => pattern.test(sentence)))
      .map(({ 0: sentence, index }) => text.slice(0, index) + text.slice(index + sentence.length));

  it('of a table', () => {
    attackOn(withoutOne, 'v1', 25);
    attackOn(withoutOne, 'v2', 20);
  });

  it('of a series', () => {
    fc.assert(
      fc.property(series, seed, (shape, name) => {
        const written = writeQuestions(shape, null, rawOf({}), randomOf(name, 'wording'));
        const stated = statementsOf(shape, null);
        for (const version of ['v1', 'v2'] as const) {
          for (const text of withoutOne(written[version]))
            expect(checkQuestion(text, stated[version]), text).not.toBeNull();
        }
      }),
      { numRuns: 30 },
    );
  });
});
