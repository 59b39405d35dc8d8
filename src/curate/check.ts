/**
 * A packaged benchmark put through its gates again, from its files alone: whatever a stranger gets must still be what was
 * kept. Works on any benchmark in the published layout; those that were not made here fail where they always did.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Benchmark } from '../bench.ts';
import { UserError } from '../errors.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Task } from '../task.ts';
import { probeShape } from './gates/probe.ts';
import { gateShape } from './gates/shape.ts';
import { readPair } from './package/read-pair.ts';
import { proveWorkflow } from './prove/prove.ts';
import { randomOf } from './random.ts';
import { isRejection } from './rejection.ts';
import { questionDifferences } from './write/check-question.ts';

export interface CheckedPair {
  readonly name: string;
  /** Reason codes with their words; none when all gates let it through. */
  readonly problems: readonly { readonly reason: string; readonly words: string }[];
  /** Instruction coverage as it is now; null where it was not measured. */
  readonly coverage: number | null;
}

export interface CheckOptions {
  readonly sandbox: Sandbox;
  readonly signal?: AbortSignal;
}

/** @param tasks those of one dataset. @throws InfrastructureError for failures of ours */
export async function checkPair(
  benchmark: Benchmark,
  tasks: readonly Task[],
  { sandbox, signal }: CheckOptions,
): Promise<CheckedPair> {
  const { dataset, family } = tasks[0]!;
  const problems: CheckedPair['problems'][number][] = [];
  for (const task of tasks) {
    const [difference] = questionDifferences(task);
    if (difference !== undefined) problems.push({ reason: 'question-not-read-back', words: difference });
  }
  const shape = await readPair(join(benchmark.path, 'databases', dataset));
  const gated = gateShape(shape, await probeShape(shape, sandbox, signal));
  if (gated !== null) problems.push(gated.rejected);
  const task = tasks.find(({ variant }) => variant === 'if');
  if (task === undefined) return { name: dataset, problems, coverage: null };
  const key = benchmark.answerKey(task);
  const proof = await proveWorkflow({
    family,
    trainRows: shape.train.rows,
    make: async () => ({ task, key }),
    sandbox,
    random: randomOf('check', dataset),
    draws: 1,
    ...(signal ? { signal } : {}),
  });
  if (!isRejection(proof)) return { name: dataset, problems, coverage: proof.share };
  return { name: dataset, problems: [...problems, proof.rejected], coverage: proof.rejected.figure };
}

/** Files that are not what SHA256SUMS says. @throws UserError where there is none */
export async function changedFiles(folder: string): Promise<string[]> {
  const sums = join(folder, 'SHA256SUMS');
  if (!existsSync(sums)) {
    throw new UserError(`Expected the checksums that \`dare curate\` leaves, in ${sums}, but there is no such file.`);
  }
  const changed: string[] = [];
  for (const line of readFileSync(sums, 'utf8').split('\n').filter(Boolean)) {
    const [sum, path] = [line.slice(0, 64), line.slice(66)];
    const found = await hashOfFile(join(folder, path));
    if (found !== sum) changed.push(found === null ? `${path} is missing` : `${path} was changed`);
  }
  return changed;
}

async function hashOfFile(path: string): Promise<string | null> {
  if (!existsSync(path)) return null;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
