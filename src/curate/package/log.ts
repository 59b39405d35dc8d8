/** The public curation log: what came in, and what became of it, as a Parquet table. */
import { type Column, type Frame, numberColumn } from '../frame.ts';
import type { LogRow } from './collection.ts';

export function logFrame(rows: readonly LogRow[]): Frame {
  const text = (of: (row: LogRow) => string | null): Column => ({ kind: 'text', values: rows.map(of) });
  return {
    rows: rows.length,
    columns: new Map<string, Column>([
      ['dataset', text(({ dataset }) => dataset)],
      ['source', text(({ source }) => source)],
      ['title', text(({ title }) => title)],
      ['licence', text(({ licence }) => licence)],
      ['design', text(({ design }) => design)],
      ['outcome', text(({ stage }) => (stage === null ? 'kept' : 'rejected'))],
      ['stage', text(({ stage }) => stage)],
      ['reason', text(({ reason }) => reason)],
      ['figure', { ...numberColumn(rows.map(({ figure }) => figure ?? Number.NaN)), whole: false } as Column],
      ['words', text(({ words }) => words)],
      ['folder', text(({ folder }) => folder)],
    ]),
  };
}
