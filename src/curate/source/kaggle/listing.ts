/**
 * All datasets of some tags, past the end of a listing. The service ends each listing at page 500, so it is asked by tag,
 * licence group and size band, and a band that reaches the end is cut in two. Bands share their border, since the
 * service does not say to which side a size belongs; what comes twice is dropped by whoever reads.
 */
import { z } from 'zod';
import type { Journal } from '../journal.ts';
import { refusedListing } from '../remote.ts';
import type { KaggleApi } from './api.ts';

const LICENCE_GROUPS = ['cc', 'gpl', 'odb', 'other'] as const;
/** The service gives no further page. */
const LAST_PAGE = 500;

export interface Tag {
  readonly name: string;
  /** As the service numbers it. */
  readonly id: number;
}

/** The tags of the three families. */
export const TAGS: readonly Tag[] = [
  { name: 'classification', id: 13302 },
  { name: 'regression', id: 14203 },
  { name: 'time series analysis', id: 13209 },
];

interface Partition {
  readonly tag: Tag;
  readonly licence: (typeof LICENCE_GROUPS)[number];
  readonly minBytes: number;
  readonly maxBytes: number;
}

/** A dataset's entry as the service gave it, or a partition that it would not give whole. */
export type Item = { readonly entry: unknown } | { readonly cut: Partition };

const PAGE = z.array(z.unknown());

/**
 * @param lastPage where listings end, for services that end elsewhere
 * @throws UserError when the service forbids, InfrastructureError when it fails
 */
export async function* listAll(
  api: KaggleApi,
  journal: Journal,
  options: { maxBytes: number; tags?: readonly Tag[]; lastPage?: number; signal?: AbortSignal | undefined },
): AsyncGenerator<Item> {
  const { maxBytes, tags = TAGS, lastPage = LAST_PAGE, signal } = options;
  for (const tag of tags) {
    for (const licence of LICENCE_GROUPS) yield* listPartition({ tag, licence, minBytes: 0, maxBytes });
  }

  async function* listPartition(partition: Partition): AsyncGenerator<Item> {
    const middle = partition.minBytes + Math.floor((partition.maxBytes - partition.minBytes) / 2);
    // The last page first: where there is one, the band is cut at once instead of after 500 requests.
    const overflows = (await page(partition, lastPage)).length > 0;
    if (overflows && middle > partition.minBytes) {
      yield* listPartition({ ...partition, maxBytes: middle });
      yield* listPartition({ ...partition, minBytes: middle });
      return;
    }
    for (let number = 1; number <= lastPage; number += 1) {
      const entries = await page(partition, number);
      if (entries.length === 0) return;
      for (const entry of entries) yield { entry };
    }
    if (overflows) yield { cut: partition };
  }

  async function page({ tag, licence, ...band }: Partition, number: number): Promise<readonly unknown[]> {
    const parameters = {
      ...{ tagids: `${tag.id}`, license: licence, filetype: 'csv', sortBy: 'updated' },
      ...{ minSize: `${band.minBytes}`, maxSize: `${band.maxBytes}`, page: `${number}` },
    };
    const name = new URLSearchParams(parameters).toString();
    const before = journal.recall(name, PAGE);
    if (before !== undefined) return before;
    const told = await api.list(parameters, signal);
    if (!told.ok) return refusedListing(told);
    await journal.keep(name, told.value);
    return told.value;
  }
}
