/** Gate on a frame beside all the others: is it in the corpus, or in an evaluation set, already? */
import type { Rejection } from '../rejection.ts';
import type { Corpus, Near } from './corpus.ts';
import type { Sketch } from './sketch.ts';
import { rejectAt } from './table.ts';
import { THRESHOLDS } from './thresholds.ts';

/** @returns the rejection, or null when it is new; whoever keeps it adds it to the corpus */
export function gateDuplicate(sketch: Sketch, corpus: Corpus): Rejection | null {
  const near = corpus.near(sketch, THRESHOLDS.similarity);
  const [found] = [...near.filter(({ side }) => side === 'evaluation'), ...near];
  if (found === undefined) return null;
  const words = `${wordsOf(found)} ${found.id}.`;
  if (found.side === 'evaluation') return rejectAt('in-evaluation-set', words, found.similarity);
  return rejectAt(found.by === 'content' ? 'duplicate-content' : 'near-duplicate', words, found.similarity);
}

function wordsOf({ by, similarity }: Near): string {
  if (by === 'content') return 'It holds the same cells as';
  const what = { rows: 'rows', columns: 'columns', cells: 'numbers' }[by];
  return `About ${Math.round(100 * similarity)} % of the ${what} of the smaller one are shared with`;
}
