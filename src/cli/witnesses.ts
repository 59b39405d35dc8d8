/** Reads many attempts' code at once, each text once, and keeps what was read. */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type AttemptCode, linesOfLast } from '../audit/attempt-code.ts';
import { type CodeFacts, columnKinds, compareWithPlan, readCode, type Script, witnessHash } from '../audit/witness.ts';
import type { DataFacts, Witness } from '../audit.ts';
import { hashOf } from '../hash.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../sandbox.ts';
import { replaceFile } from '../store/files.ts';
import type { Task } from '../task.ts';
import type { Auditing } from './auditing.ts';

export type WitnessOf = (task: Task, code: AttemptCode | null, data: DataFacts) => Witness | null;

/** Scripts a run of the sandbox. */
const PER_RUN = 1000;

/** What is read depends on the code and on what is known of the types of the task's columns, and on nothing else. */
type Read = Omit<Script, 'id'>;

export async function readWitnesses(
  auditing: Pick<Auditing, 'sandbox' | 'cache' | 'outputs' | 'each'>,
  codes: Iterable<readonly [Task, AttemptCode]>,
): Promise<WitnessOf> {
  const { sandbox, cache, outputs } = auditing;
  const given = [...codes];
  const tasks = [...new Set(given.map(([task]) => task))];
  const measured = await auditing.each(
    tasks,
    'tasks measured',
    async (task) => [task, await outputs.facts(task)] as const,
  );
  const data = new Map(measured.done);
  const readOf = (task: Task, code: AttemptCode): Read => {
    const known = data.get(task);
    return { code, kinds: known === undefined ? {} : columnKinds(task, known) };
  };
  const reads = given.map(([task, code]) => readOf(task, code));
  const named = new Map(reads.map((read) => [hashOf(read), read]));
  const facts = new Map<string, CodeFacts>();
  const folder = join(cache, 'code', sandbox.environment, witnessHash().slice(0, 16));
  await mkdir(folder, { recursive: true });
  const all = [...named.keys()].sort();
  for (let at = 0; at < all.length; at += PER_RUN) {
    const some = all.slice(at, at + PER_RUN);
    for (const [id, found] of await readSome(sandbox, some, named, folder)) facts.set(id, found);
  }
  const compared = new Map<string, Witness>();
  return (task, code, data) => {
    const id = code === null ? null : hashOf(readOf(task, code));
    const found = id === null ? undefined : facts.get(id);
    if (found === undefined) return null;
    const key = `${task.hash} ${id}`;
    const witness = compared.get(key) ?? linesOfLast(compareWithPlan(found, task, data), code!);
    compared.set(key, witness);
    return witness;
  };
}

/** Kept together, as they are read together: an audit of the same attempts reads nothing again. */
async function readSome(
  sandbox: Sandbox,
  ids: readonly string[],
  named: ReadonlyMap<string, Read>,
  folder: string,
): Promise<Iterable<readonly [string, CodeFacts]>> {
  const path = join(folder, `${hashOf(ids).slice(0, 32)}.zst`);
  if (existsSync(path)) {
    try {
      const text = zstdDecompressSync(await readFile(path)).toString('utf8');
      return JSON.parse(text) as [string, CodeFacts][];
    } catch {
      // A torn file is read anew.
    }
  }
  const scripts = ids.map((id) => ({ id, ...named.get(id)! }));
  const found = [...(await readCode(sandbox, DEFAULT_LIMITS, scripts))];
  await replaceFile(path, zstdCompressSync(JSON.stringify(found)));
  return found;
}
