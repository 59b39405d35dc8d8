/**
 * What is known of each dataset before any task is made of it: whether it may be used, whether it was there before, and
 * which tasks it could give. One after another, in the sources' order: which of two duplicates is the first does not
 * depend on which was quicker.
 */
import { InfrastructureError, messageOf, UserError } from '../errors.ts';
import type { RawDataset, Source } from './dataset.ts';
import type { Design, Designer } from './design.ts';
import type { Frame } from './frame.ts';
import type { Corpus } from './gates/corpus.ts';
import { gateDuplicate } from './gates/duplicates.ts';
import { gateFrame } from './gates/frame.ts';
import { gateRaw, type RawGateOptions } from './gates/licence.ts';
import { type Sketch, sketchOf } from './gates/sketch.ts';
import type { DatasetOutcome } from './outcome.ts';
import { isRejection, type Rejection, reject } from './rejection.ts';

export interface ExamineOptions {
  readonly designer: Designer;
  readonly gates: RawGateOptions;
  readonly signal?: AbortSignal;
}

export interface Candidate {
  readonly raw: RawDataset;
  readonly frame: Frame;
  /** The surest first. */
  readonly designs: readonly Design[];
  /** What is recorded of it, yet without tasks. */
  readonly outcome: DatasetOutcome;
}

/** With the sketch of its rows, where they were read and are in the corpus. */
export type Examined =
  | { readonly kind: 'rejected'; readonly outcome: DatasetOutcome; readonly sketch: Sketch | null }
  | { readonly kind: 'candidate'; readonly candidate: Candidate; readonly sketch: Sketch }
  /** Its rows could not be had for a reason that may pass. */
  | { readonly kind: 'owed'; readonly dataset: string; readonly why: string };

/**
 * @param done ids that are recorded already
 * @param corpus of all that was seen; each candidate is added to it
 */
export async function* examine(
  sources: readonly Source[],
  done: ReadonlySet<string>,
  corpus: Corpus,
  options: ExamineOptions,
): AsyncGenerator<Examined> {
  for (const source of sources) {
    for await (const listed of source.list(options.signal)) {
      if (done.has(listed.id)) continue;
      if ('rejection' in listed) {
        const origin = { ...UNKNOWN, id: listed.id, source: source.name, title: listed.id };
        const outcome = { ...NOTHING_YET, origin, rejection: listed.rejection.rejected };
        yield { kind: 'rejected', outcome, sketch: null };
      } else yield await examineOne(listed, corpus, options);
    }
  }
}

const NOTHING_YET = { rows: null, columns: null, rejection: null, pairs: [] } as const;
const UNKNOWN = { licence: { name: null, spdx: null, url: null }, author: null, url: null, version: '' } as const;

async function examineOne(raw: RawDataset, corpus: Corpus, options: ExamineOptions): Promise<Examined> {
  const { id, source, title, licence, author, url, version } = raw;
  const outcome: DatasetOutcome = { ...NOTHING_YET, origin: { id, source, title, licence, author, url, version } };
  const rejected = ({ rejected: rejection }: Rejection, size = {}, sketch: Sketch | null = null): Examined => ({
    kind: 'rejected',
    outcome: { ...outcome, ...size, rejection },
    sketch,
  });

  const refused = gateRaw(raw, options.gates);
  if (refused !== null) return rejected(refused);
  let frame: Frame | Rejection;
  try {
    frame = await load(raw, options.signal);
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    return { kind: 'owed', dataset: id, why: messageOf(error) };
  }
  if (isRejection(frame)) return rejected(frame);
  const size = { rows: frame.rows, columns: frame.columns.size };
  const sketch = sketchOf(frame);
  const gated = gateFrame(frame) ?? gateDuplicate(sketch, corpus);
  if (gated !== null) return rejected(gated, size);
  corpus.add({ id, side: 'corpus', sketch });
  const designs = await options.designer.design(raw, frame, options.signal);
  if (isRejection(designs)) return rejected(designs, size, sketch);
  return { kind: 'candidate', candidate: { raw, frame, designs, outcome: { ...outcome, ...size } }, sketch };
}

/** A file that cannot be read is its dataset's fault, not the curation's end. */
async function load(raw: RawDataset, signal?: AbortSignal): Promise<Frame | Rejection> {
  try {
    return await raw.load(signal);
  } catch (error) {
    if (error instanceof InfrastructureError || error instanceof UserError || signal?.aborted) throw error;
    return reject('source', 'not-readable', `Its rows could not be read: ${messageOf(error)}`);
  }
}
