/**
 * Which datasets must never be trained on: those of evaluation benchmarks, known by their content. The released
 * evaluation set is known from a file of hashes beside this one (bench/sketch-evaluation.ts writes it), so that it is
 * recognised where its data are not; any other benchmark is read when it is named.
 */
import { readFileSync } from 'node:fs';
import type { Benchmark } from '../bench.ts';
import type { Task, TaskFile } from '../task.ts';
import { type ContentSketch, hashTables, sharesRows, sketchOf } from './content-sketch.ts';

const RELEASED = new URL('released-evaluation.txt', import.meta.url);
const BASE = 36;

/** One line a dataset: row hashes, a bar, table hashes. */
export function releasedSketches(): ContentSketch[] {
  const lines = readFileSync(RELEASED, 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [rows, tables] = line
      .split('|')
      .map((part) => part.split(' ').flatMap((word) => (word === '' ? [] : [parseInt(word, BASE)])));
    return { name: 'a dataset of the released evaluation set', rows: rows!, tables: tables! };
  });
}

/** What `releasedSketches` reads; without any name, in an order that says nothing. */
export function writtenSketches(sketches: readonly ContentSketch[]): string {
  const words = (hashes: readonly number[]) => hashes.map((hash) => hash.toString(BASE)).join(' ');
  const lines = sketches.map(({ rows, tables }) => `${words(rows)}|${words(tables)}`);
  return `${lines.sort().join('\n')}\n`;
}

/** Every file that an agent gets for any of a dataset's tasks. */
export function filesByDataset(tasks: readonly Task[]): ReadonlyMap<string, readonly TaskFile[]> {
  return new Map(
    Array.from(
      Map.groupBy(tasks, ({ dataset }) => dataset),
      ([dataset, own]) => {
        const files = own.flatMap((task) => task.files);
        return [dataset, [...new Map(files.map((file) => [file.path, file])).values()]];
      },
    ),
  );
}

/** @param onDataset called as each dataset is done */
export async function sketchBenchmark({ name, tasks }: Benchmark, onDataset: () => void): Promise<ContentSketch[]> {
  const sketches: ContentSketch[] = [];
  for (const [dataset, files] of filesByDataset(tasks)) {
    sketches.push(sketchOf(`${name}: ${dataset}`, await hashTables(files)));
    onDataset();
  }
  return sketches;
}

/**
 * Sketched data in groups that hold some of the same rows: one table is often published as several datasets, and a
 * split must not run through it. @returns by name its group's name, which is the first of its members' names
 */
export function groupsByContent(sketches: readonly ContentSketch[]): ReadonlyMap<string, string> {
  const group = new Map(sketches.map(({ name }) => [name, name]));
  const members = new Map(sketches.map(({ name }) => [name, [name]]));
  for (const [one, other] of pairsInCommon(sketches)) {
    const [first, second] = [group.get(one)!, group.get(other)!].sort() as [string, string];
    if (first === second) continue;
    for (const member of members.get(second)!) group.set(member, first);
    members.get(first)!.push(...members.get(second)!);
  }
  return group;
}

/** Pairs of sketches that share rows, found through their hashes rather than each with each. */
function pairsInCommon(sketches: readonly ContentSketch[]): [string, string][] {
  const holders = new Map<number, ContentSketch[]>();
  for (const sketch of sketches) {
    for (const hash of [...sketch.rows, ...sketch.tables]) holders.set(hash, [...(holders.get(hash) ?? []), sketch]);
  }
  return sketches.flatMap((sketch) => {
    const near = new Set([...sketch.rows, ...sketch.tables].flatMap((hash) => holders.get(hash)!));
    near.delete(sketch);
    const hashed = { rows: new Set(sketch.rows), tables: new Set(sketch.tables) };
    return [...near].flatMap((other): [string, string][] =>
      sharesRows(hashed, [other]) === null ? [] : [[sketch.name, other.name]],
    );
  });
}
