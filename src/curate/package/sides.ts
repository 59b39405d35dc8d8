/**
 * Which datasets are for training and which for evaluation. Whole groups of near-duplicates go to one side, by a keyed
 * hash of their name, so that a dataset that joins the set later moves few others.
 */
import { createHmac } from 'node:crypto';
import type { PackedDataset } from './collection.ts';

export interface Sides {
  /** Names of folders, in the list's order. */
  readonly train: readonly string[];
  readonly evaluation: readonly string[];
}

/** @param share of the datasets for evaluation, rounded; a group that would exceed it is for training */
export function sidesOf(datasets: readonly PackedDataset[], share: number, seed: string): Sides {
  const groups = [...Map.groupBy(datasets, ({ group }) => group)].map(([group, members]) => ({
    members,
    rank: createHmac('sha256', seed).update(`evaluation ${group}`).digest('hex'),
  }));
  groups.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const most = Math.round(share * datasets.length);
  const chosen = new Set<PackedDataset>();
  for (const { members } of groups) {
    if (chosen.size + members.length > most) continue;
    for (const member of members) chosen.add(member);
  }
  const names = (wanted: boolean) =>
    datasets.filter((dataset) => chosen.has(dataset) === wanted).map(({ entry }) => entry.file_path);
  return { train: names(false), evaluation: names(true) };
}
