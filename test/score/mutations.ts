/**
 * Predictions that agents might write: a truth file with a few things done to it, and small files of nothing but
 * surprises. fast-check draws them, so a failing one shrinks.
 */
import fc from 'fast-check';
import { REWRITES, SPELLINGS } from './spellings.ts';

/** A table on its way to becoming bytes again: its cells, and how they are to be written. */
interface Draft {
  rows: string[][];
  quoteAll: boolean;
  neverQuote: boolean;
  lineEnd: string;
  finish: ((bytes: Buffer) => Buffer)[];
}

type Mutation = (draft: Draft) => void;

/** Rows of simple CSV text (the truth files'): quotes, doubled quotes, commas and line breaks in quotes. */
export function parseSimple(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\n|\r|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end !== ',') rows.push([]);
    if (end === '') break;
  }
  return rows.filter((row) => row.length > 1 || (row.length === 1 && row[0] !== ''));
}

export function write(draft: Draft): Buffer {
  const cell = (text: string): string =>
    !draft.neverQuote && (draft.quoteAll || /[",\r\n]/.test(text)) ? `"${text.replaceAll('"', '""')}"` : text;
  const text = draft.rows.map((row) => row.map(cell).join(',')).join(draft.lineEnd) + draft.lineEnd;
  return draft.finish.reduce<Buffer>((bytes, finish) => finish(bytes), Buffer.from(text));
}

const place = fc.nat({ max: 1_000_000 });
const spelling = fc.constantFrom(...SPELLINGS);
const rewrite = fc.constantFrom(...REWRITES.keys());
/** Which of the data rows: one, every so many, all. */
const which = fc.oneof(
  place.map((at) => (row: number, count: number) => row === at % count),
  fc.record({ step: fc.integer({ min: 2, max: 9 }), from: fc.nat({ max: 8 }) }).map(
    ({ step, from }) =>
      (row: number) =>
        row % step === from % step,
  ),
  fc.constant(() => true),
);

const column = (draft: Draft, at: number): number => at % Math.max(1, draft.rows[0]?.length ?? 1);
const body = (draft: Draft): string[][] => draft.rows.slice(1);

const cells = fc.record({ at: place, which, text: spelling }).map(
  ({ at, which: chosen, text }): Mutation =>
    (draft) => {
      for (const [row, cellsOfRow] of body(draft).entries()) {
        if (chosen(row, draft.rows.length - 1)) cellsOfRow[column(draft, at)] = text;
      }
    },
);
const spelled = fc.record({ at: place, which, texts: fc.array(spelling, { minLength: 1, maxLength: 4 }) }).map(
  ({ at, which: chosen, texts }): Mutation =>
    (draft) => {
      for (const [row, cellsOfRow] of body(draft).entries()) {
        if (chosen(row, draft.rows.length - 1)) cellsOfRow[column(draft, at)] = texts[row % texts.length]!;
      }
    },
);
const rewritten = fc.record({ at: place, which, how: rewrite }).map(
  ({ at, which: chosen, how }): Mutation =>
    (draft) => {
      const to = column(draft, at);
      for (const [row, cellsOfRow] of body(draft).entries()) {
        if (chosen(row, draft.rows.length - 1)) cellsOfRow[to] = REWRITES[how]!(cellsOfRow[to] ?? '');
      }
    },
);
const shifted = place.map(
  (at): Mutation =>
    (draft) => {
      const to = column(draft, at);
      const values = body(draft).map((row) => row[to] ?? '');
      for (const [row, cellsOfRow] of body(draft).entries()) cellsOfRow[to] = values[(row + 1) % values.length]!;
    },
);
const rowsChanged = fc.record({ at: place, which, how: fc.nat({ max: 5 }) }).map(
  ({ at, which: chosen, how }): Mutation =>
    (draft) => {
      const [header, ...rows] = draft.rows;
      if (header === undefined) return;
      const count = rows.length;
      const changed = [
        () => rows.filter((_, row) => !chosen(row, count)),
        () => rows.flatMap((cellsOfRow, row) => (chosen(row, count) ? [cellsOfRow, [...cellsOfRow]] : [cellsOfRow])),
        () => rows.toReversed(),
        () => [...rows.slice(at % (count + 1)), ...rows.slice(0, at % (count + 1))],
        () => [...rows, header.map(() => SPELLINGS[at % SPELLINGS.length]!)],
        () => rows.toSorted((a, b) => (a[1] ?? '').localeCompare(b[1] ?? '')),
      ][how]!();
      draft.rows = [header, ...changed];
    },
);
const columnsChanged = fc.record({ at: place, other: place, text: spelling, how: fc.nat({ max: 8 }) }).map(
  ({ at, other, text, how }): Mutation =>
    (draft) => {
      const [to, from] = [column(draft, at), column(draft, other)];
      const header = draft.rows[0];
      if (header === undefined) return;
      const { rows } = draft;
      [
        () => rows.map((row) => row.splice(to, 1)),
        () => (header[to] = text),
        () => (header[to] = header[from] ?? ''),
        () => rows.map((row) => row.splice(to, 0, row[from] ?? '')),
        () => rows.map((row, index) => row.unshift(index === 0 ? '' : String(index - 1))),
        () => rows.map((row) => row.push(row.splice(to, 1)[0] ?? '')),
        () => (header[to] = ` ${header[to]} `),
        () => (header[to] = (header[to] ?? '').toUpperCase()),
        () => header.splice(to, 1),
      ][how]!();
    },
);
const ragged = fc.record({ which, extra: fc.array(spelling, { maxLength: 3 }), drop: fc.nat({ max: 2 }) }).map(
  ({ which: chosen, extra, drop }): Mutation =>
    (draft) => {
      for (const [row, cellsOfRow] of body(draft).entries()) {
        if (!chosen(row, draft.rows.length - 1)) continue;
        cellsOfRow.splice(Math.max(0, cellsOfRow.length - drop), drop, ...extra);
      }
    },
);
const written = fc.constantFrom<Mutation>(
  (draft) => {
    draft.quoteAll = true;
  },
  (draft) => {
    draft.neverQuote = true;
  },
  (draft) => {
    draft.lineEnd = '\r\n';
  },
  (draft) => {
    draft.lineEnd = '\r';
  },
  (draft) => {
    draft.lineEnd = '\n\n';
  },
  (draft) => {
    draft.lineEnd = '\n  \r\n';
  },
  (draft) => {
    draft.lineEnd = ',\n';
  },
  (draft) => {
    draft.lineEnd = '\n\r';
  },
);
const encoded = fc.constantFrom<(bytes: Buffer) => Buffer>(
  (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  (bytes) => Buffer.from(bytes.toString('utf8'), 'latin1'),
  (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le')]),
  (bytes) => bytes.subarray(0, bytes.indexOf(10) + 1),
  () => Buffer.alloc(0),
  (bytes) => Buffer.concat([Buffer.from('\n \n\r\n'), bytes]),
  (bytes) => Buffer.concat([Buffer.from('"'), bytes]),
  (bytes) => bytes.subarray(0, bytes.length - 1),
);
const SPLICES = [
  ',',
  '\n',
  '\r',
  '\r\n',
  '"',
  '""',
  ' ',
  '\t',
  '\0',
  '\x80',
  'é',
  ',,',
  '\r,',
  '\r \r',
  '\n ',
  '\r x',
  ';',
];
const spliced = fc
  .record({ at: place, text: fc.constantFrom(...SPLICES), drop: fc.nat({ max: 2 }) })
  .map(({ at, text, drop }) => (bytes: Buffer) => {
    const from = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, from), Buffer.from(text, 'latin1'), bytes.subarray(from + drop)]);
  });
const cut = place.map((at) => (bytes: Buffer) => bytes.subarray(0, bytes.length - (at % Math.max(1, bytes.length))));
const finished = fc.oneof(encoded, spliced, spliced, cut).map(
  (finish): Mutation =>
    (draft) =>
      void draft.finish.push(finish),
);

const mutation = fc.oneof(
  { weight: 3, arbitrary: cells },
  { weight: 2, arbitrary: spelled },
  { weight: 5, arbitrary: rewritten },
  { weight: 1, arbitrary: shifted },
  { weight: 3, arbitrary: rowsChanged },
  { weight: 3, arbitrary: columnsChanged },
  { weight: 2, arbitrary: ragged },
  { weight: 2, arbitrary: written },
  { weight: 2, arbitrary: finished },
);

/** What is done to a truth file's rows (a header first). */
export const mutations = fc.array(mutation, { maxLength: 4 }).map((list) => (rows: readonly (readonly string[])[]) => {
  const draft: Draft = {
    rows: rows.map((row) => [...row]),
    quoteAll: false,
    neverQuote: false,
    lineEnd: '\n',
    finish: [],
  };
  for (const mutate of list) mutate(draft);
  return write(draft);
});

/** A small file of surprises: cells, quoted or not, with any ends of fields and rows. */
export const surprises = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom('1', '2', '0.5', 'x', 'True', '') },
        { weight: 2, arbitrary: spelling },
      ),
      fc.constantFrom('plain', 'plain', 'plain', 'quoted', 'half'),
      fc.constantFrom(...[',', ',', ',', '\n', '\n', '\n', '\r\n', '\r', '\n\n', ' ', '\r,', '\n ', '\r\n\t']),
    ),
    { maxLength: 24 },
  )
  .map((parts) => {
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const text = parts.map(([cell, how, end]) => {
      const body = how === 'plain' ? cell : how === 'quoted' ? quoted(cell) : `${quoted(cell)}${cell}`;
      return body + end;
    });
    return Buffer.from(text.join(''));
  });

/** A table of one kind of surprise a column, so that types are inferred from mixtures. */
export const columnsOfSurprises = fc
  .array(fc.array(spelling, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 })
  .map((columns) => {
    const rows = Math.max(...columns.map((texts) => texts.length));
    const draft: Draft = {
      rows: [
        columns.map((_, at) => `c${at}`),
        ...Array.from({ length: rows }, (_, row) => columns.map((texts) => texts[row % texts.length]!)),
      ],
      quoteAll: false,
      neverQuote: false,
      lineEnd: '\n',
      finish: [],
    };
    return write(draft);
  });
