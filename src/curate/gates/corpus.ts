/**
 * All frames that were seen, as sketches, and which of them is nearest to another. An inverted index from hashes to
 * frames answers in a fraction of a millisecond among thousands. Saved as JSON lines, one a frame.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { codeOf, UserError } from '../../errors.ts';
import { replaceFile } from '../../store/files.ts';
import { ASPECTS, type Aspect, containment, type Sketch } from './sketch.ts';

/** Where a frame belongs: `evaluation` sets must stay unseen. */
export type Side = 'corpus' | 'evaluation';

export interface Entry {
  readonly id: string;
  readonly side: Side;
  readonly sketch: Sketch;
}

export interface Near {
  readonly id: string;
  readonly side: Side;
  /** In what they are alike; `content`: the same cells altogether. */
  readonly by: 'content' | Aspect;
  /** Share of the smaller one's rows, columns or telling cells that the other has, in (0, 1]. */
  readonly similarity: number;
}

export interface Corpus {
  readonly size: number;
  /** One that has the id already is replaced. */
  add(entry: Entry): void;
  /** All that are alike by at least so much, the likest first; of equal ones the earlier added. */
  near(sketch: Sketch, least: number): Near[];
  nearest(sketch: Sketch): Near | null;
  /** Ids that hang together by at least so much, directly or through others; in the order of adding. */
  groups(least: number): string[][];
  save(path: string): Promise<void>;
}

/** @param path of a saved corpus; one that is not there yet is empty. @throws UserError when it is not a corpus */
export async function openCorpus(path?: string): Promise<Corpus> {
  const corpus = makeCorpus();
  for (const entry of path === undefined ? [] : await readEntries(path)) corpus.add(entry);
  return corpus;
}

function makeCorpus(): Corpus {
  const entries: (Entry | null)[] = [];
  const places = new Map<string, number>();
  const contents: Index = new Map();
  const index: Record<Aspect, Index> = { rows: new Map(), columns: new Map(), cells: new Map() };

  const near = (sketch: Sketch, least: number): Near[] => {
    const best = new Map<number, Near>();
    const offer = (place: number, by: Near['by'], similarity: number): void => {
      const { id, side } = entries[place]!;
      if (similarity < least || similarity <= (best.get(place)?.similarity ?? 0)) return;
      best.set(place, { id, side, by, similarity });
    };
    for (const place of placesOf(contents, sketch.content)) if (entries[place]) offer(place, 'content', 1);
    for (const aspect of ASPECTS) {
      const met = new Set(sketch[aspect].smallest.flatMap((hash) => placesOf(index[aspect], hash)));
      for (const place of met) {
        const entry = entries[place];
        if (entry) offer(place, aspect, containment(sketch[aspect], entry.sketch[aspect]) ?? 0);
      }
    }
    return [...best]
      .sort(([one, a], [other, b]) => b.similarity - a.similarity || one - other)
      .map(([, found]) => found);
  };

  return {
    get size() {
      return places.size;
    },
    add: (entry) => {
      const before = places.get(entry.id);
      // What the index has of it leads nowhere.
      if (before !== undefined) entries[before] = null;
      const place = entries.push(entry) - 1;
      places.set(entry.id, place);
      put(contents, entry.sketch.content, place);
      for (const aspect of ASPECTS) for (const hash of entry.sketch[aspect].smallest) put(index[aspect], hash, place);
    },
    near,
    nearest: (sketch) => near(sketch, Number.MIN_VALUE)[0] ?? null,
    groups: (least) =>
      groupsOf(
        entries.filter((entry) => entry !== null),
        (sketch) => near(sketch, least),
      ),
    save: (path) => {
      const lines = entries.filter((entry) => entry !== null).map((entry) => `${JSON.stringify(entry)}\n`);
      return replaceFile(path, lines.join(''));
    },
  };
}

/** From hashes to places; mostly to one, which then stands without a list. */
type Index = Map<number, number | number[]>;

function put(index: Index, hash: number, place: number): void {
  const known = index.get(hash);
  if (known === undefined) index.set(hash, place);
  else if (typeof known === 'number') index.set(hash, [known, place]);
  else known.push(place);
}

function placesOf(index: Index, hash: number): readonly number[] {
  const known = index.get(hash) ?? [];
  return typeof known === 'number' ? [known] : known;
}

function groupsOf(entries: readonly Entry[], near: (sketch: Sketch) => readonly Near[]): string[][] {
  const parent = new Map(entries.map(({ id }) => [id, id]));
  const rootOf = (id: string): string => {
    let root = id;
    while (parent.get(root) !== root) root = parent.get(root)!;
    parent.set(id, root);
    return root;
  };
  for (const { id, sketch } of entries) for (const other of near(sketch)) parent.set(rootOf(other.id), rootOf(id));
  return [...Map.groupBy(parent.keys(), rootOf).values()];
}

const SAMPLE = z.object({ smallest: z.array(z.number()), count: z.int().min(0) });
const ENTRY: z.ZodType<Entry> = z.object({
  id: z.string(),
  side: z.enum(['corpus', 'evaluation']),
  sketch: z.object({ content: z.number(), rows: SAMPLE, columns: SAMPLE, cells: SAMPLE }),
});

async function readEntries(path: string): Promise<Entry[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line, at) => {
    let value: unknown = null;
    try {
      value = JSON.parse(line);
    } catch {
      // Said below, as of any other line that is none.
    }
    const parsed = ENTRY.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new UserError(
      `Line ${at + 1} of ${path} is no sketch of a dataset. The file can be made again: delete it and curate anew.`,
    );
  });
}
