/** Conditions on rows in many spellings, to be run and to be read. */
import fc from 'fast-check';
import type { Kept, RowsFact } from '../../../src/audit/code-facts.ts';

const bound = fc.constantFrom('0', '1', '1.5', '2', 'low', 'high', '3');
const column = fc.constantFrom("df['a']", 'df.a', "df.loc[:, 'a']", "pd.to_numeric(df['a'], errors='coerce')");
const words = fc.constantFrom("df['c']", 'df.c', "df['c'].copy()");
const list = fc.constantFrom(
  "['x']",
  "['x', 'y']",
  'words',
  "{'y', 'z'}",
  "('x', 'y', 'z')",
  "['q', np.nan]",
  "words + ['z']",
);
const compare = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
const name = fc.constantFrom('lt', 'le', 'gt', 'ge');
const inclusive = fc.constantFrom(
  '',
  ', inclusive="both"',
  ', inclusive="neither"',
  ", inclusive='left'",
  ', inclusive="right"',
);

const onNumbers = fc.oneof(
  fc.tuple(column, compare, bound).map(([c, o, b]) => `(${c} ${o} ${b})`),
  fc.tuple(bound, compare, column).map(([b, o, c]) => `(${b} ${o} ${c})`),
  fc.tuple(column, name, bound).map(([c, n, b]) => `${c}.${n}(${b})`),
  fc.tuple(column, bound, bound, inclusive).map(([c, b, d, i]) => `${c}.between(${b}, ${d}${i})`),
  fc.tuple(column, bound, bound).map(([c, b, d]) => `${c}.apply(lambda v: pd.isna(v) or ${b} <= v <= ${d})`),
  fc.tuple(column, bound, bound).map(([c, b, d]) => `${c}.map(lambda v: ${b} < v < ${d} if pd.notna(v) else True)`),
  fc.tuple(bound, bound).map(([b, d]) => `df.apply(lambda r: not (r['a'] < ${b} or r['a'] > ${d}), axis=1)`),
  fc.tuple(column, bound, bound).map(([c, b, d]) => `${c}.fillna(${b}).between(1, ${d})`),
  column.map((c) => `${c}.isna()`),
  column.map((c) => `pd.notnull(${c})`),
  fc.tuple(column, bound).map(([c, b]) => `np.logical_not(${c} > ${b})`),
);
const onWords = fc.oneof(
  fc.tuple(words, list).map(([c, l]) => `${c}.isin(${l})`),
  fc.tuple(words, fc.constantFrom("'x'", "'y'", "'nan'")).map(([c, w]) => `(${c} == ${w})`),
  fc.tuple(words, fc.constantFrom("'x'", "'y'")).map(([c, w]) => `${c}.ne(${w})`),
  fc.tuple(words, list).map(([c, l]) => `${c}.fillna('x').isin(${l})`),
  fc.tuple(words, list).map(([c, l]) => `${c}.astype(str).isin(${l})`),
  fc.tuple(words, list).map(([c, l]) => `${c}.apply(lambda v: v in ${l})`),
  fc.tuple(words, list).map(([c, l]) => `${c}.map(lambda v: pd.isnull(v) or v in ${l})`),
  words.map((c) => `${c}.isnull()`),
  words.map((c) => `${c}.notna()`),
);

/** Conditions on one column, combined. */
function combined(leaf: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.letrec<{ condition: string }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      { arbitrary: leaf, weight: 3 },
      { arbitrary: tie('condition').map((one) => `~(${one})`), weight: 1 },
      { arbitrary: fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} & ${b})`), weight: 2 },
      { arbitrary: fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} | ${b})`), weight: 2 },
      {
        arbitrary: fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `np.logical_or(${a}, ${b})`),
        weight: 1,
      },
      {
        arbitrary: fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a}).where(${b}, True)`),
        weight: 1,
      },
    ),
  })).condition;
}

const condition = fc.oneof(combined(onNumbers), combined(onWords));
const text = fc.constantFrom(
  'a != a or @low <= a <= @high',
  'not (a < 1 or a > 2)',
  '(a >= 0 & a < 3) | a.isna()',
  "c in ['x', 'y'] or c.isnull()",
  "c == ['x', 'z']",
  'c not in @words',
  '1 < a',
  '`a` <= 2 and `c` != `c`',
);

const statement = fc.oneof(
  { arbitrary: condition.map((m) => `df = df[${m}]`), weight: 4 },
  { arbitrary: condition.map((m) => `df = df.loc[${m}].copy()`), weight: 1 },
  { arbitrary: condition.map((m) => `df = df[(${m}).values]`), weight: 1 },
  { arbitrary: condition.map((m) => `df = df.drop(df[${m}].index)`), weight: 2 },
  { arbitrary: condition.map((m) => `df.drop(index=df.index[${m}], inplace=True)`), weight: 1 },
  { arbitrary: condition.map((m) => `df = df.loc[lambda d: ${m.replaceAll('df', 'd')}]`), weight: 1 },
  {
    arbitrary: fc.tuple(condition, condition).map(([m, n]) => `mask = ${m}\nmask &= ${n}\ndf = df.loc[mask]`),
    weight: 1,
  },
  {
    arbitrary: fc.tuple(condition, condition).map(([m, n]) => `mask = ${m}\nmask[${n}] = False\ndf = df[mask]`),
    weight: 1,
  },
  { arbitrary: fc.tuple(condition, condition).map(([m, n]) => `df = df[np.where(${m}, ${n}, True)]`), weight: 1 },
  {
    arbitrary: fc
      .tuple(condition, condition)
      .map(([m, n]) => `bad = set(df.index[${m}]) | set(df.index[${n}])\ndf = df.drop(list(bad))`),
    weight: 1,
  },
  { arbitrary: text.map((q) => `df = df.query(${JSON.stringify(q)}, engine="python")`), weight: 2 },
  { arbitrary: fc.constantFrom("['a']", "['c']", "['a', 'c']").map((s) => `df = df.dropna(subset=${s})`), weight: 1 },
  { arbitrary: fc.constant('df = df.dropna()'), weight: 1 },
  { arbitrary: fc.constant('df = df.reset_index(drop=True)'), weight: 1 },
  {
    arbitrary: fc
      .tuple(bound, bound)
      .map(
        ([b, d]) =>
          `for name, (p, q) in {'a': (${b}, ${d})}.items():\n    df = df[df[name].isna() | ((df[name] >= p) & (df[name] <= q))]`,
      ),
    weight: 2,
  },
);

/** One to three filters, one after the other. */
export const filters: fc.Arbitrary<string> = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((all) => all.join('\n'));

export type Cells = readonly [number | null, string | null];

/** Whether facts say that a row is kept; null where they leave it open. */
export function keeps(told: RowsFact, [number, word]: Cells): boolean | null {
  let result: boolean | null = true;
  for (const operation of told.operations) {
    if (operation.kind === 'filter') {
      for (const kept of operation.kept) {
        const one = keepsCell(kept, kept.column === 'a' ? number : word);
        if (one === false) return false;
        if (one === null) result = null;
      }
    } else if (operation.kind === 'drop-missing') {
      const columns = operation.columns ?? ['a', 'c'];
      if (columns.some((name) => (name === 'a' ? number : word) === null)) return false;
    } else return null;
  }
  return result;
}

function keepsCell(kept: Kept, cell: number | string | null): boolean | null {
  if (cell === null) return kept.missing;
  switch (kept.kind) {
    case 'any':
      return true;
    case 'none':
      return false;
    case 'values':
      return kept.values.includes(cell) && !(kept.missingAs.includes(String(cell)) && !kept.values.includes(cell));
    case 'all-but':
      return !kept.values.includes(cell);
    case 'range': {
      if (typeof cell !== 'number') return null;
      const { low, high, lowInclusive, highInclusive } = kept;
      const above = low === null || cell > low || (lowInclusive && cell === low);
      return above && (high === null || cell < high || (highInclusive && cell === high));
    }
  }
}
