/** Scores a submission: read, line up with the truth, measure each target. The rules are docs/scoring.md. */
import { type Stats, statSync } from 'node:fs';
import { codeOf, InfrastructureError, messageOf } from '../errors.ts';
import { NO_PREDICTION, type Problem, type Score } from '../score.ts';
import type { Column } from './column.ts';
import { join } from './join.ts';
import { macroF1 } from './macro-f1.ts';
import { closeness, equality, failed, type Measure, pairwiseSum, rSquared, type Side } from './measure.ts';
import { keysRefused, noKeys, rowsDiffer } from './reason.ts';
import { UnreadableTable } from './row-scanner.ts';
import { readTable, type Table } from './table.ts';
import type { Truth } from './truth.ts';

/**
 * What the file at `path` is worth. null, or a path with nothing at it, is no prediction.
 * @throws InfrastructureError when a file that is there cannot be read for a reason that is not the file's own
 */
export async function scoreSubmission(path: string | null, truth: Truth): Promise<Score> {
  const found = path === null ? null : statOf(path);
  if (path === null || found === null) return NO_PREDICTION;
  const zero = ({ words, rule }: Problem): Score => ({ value: 0, exists: true, perTarget: {}, reason: words, rule });
  const unreadable = (why: string) => zero({ rule: 'unreadable', words: `the prediction cannot be read: ${why}` });
  if (!found.isFile()) return unreadable('it is not a regular file');
  let table: Table;
  try {
    table = readTable(path, () => [...truth.keyNames, ...truth.targets]);
  } catch (error) {
    if (error instanceof UnreadableTable) return unreadable(error.message);
    throw new InfrastructureError(`the prediction ${path} cannot be read: ${messageOf(error)}`);
  }
  const missing = truth.keyNames.filter((name) => !table.columns.has(name));
  if (missing.length > 0) return zero(noKeys(missing, table.names));
  const collisions = nameCollisions(truth, table);
  if (collisions === 'all') {
    return zero({ rule: 'truth', words: 'the truth has columns whose names collide when tables are merged' });
  }
  const keys = truth.keyNames.map((name) => table.columns.get(name)!);
  const joined = join(truth.keys, keys);
  if ('refused' in joined) return zero(keysRefused(truth, keys, joined.refused));
  if (joined.rows === null) return zero(rowsDiffer(truth, keys, joined));

  const measures = truth.targets.map((target): [string, Measure] => {
    const prediction = table.columns.get(target);
    if (prediction === undefined) {
      return [target, failed('target-missing', `the prediction has no such column (it has ${listed(table.names)})`)];
    }
    if (collisions.includes(target)) return [target, failed('truth', `the truth also has a column ${target}_p`)];
    const side = (column: Column, rows: Int32Array): Side => ({ column, rows });
    return [
      target,
      measureFor(truth)(
        side(truth.columns.get(target)!, joined.rows!.truth),
        side(prediction, joined.rows!.prediction),
      ),
    ];
  });
  return summary(measures);
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return null;
    throw new InfrastructureError(`the prediction cannot be read: ${messageOf(error)}`);
  }
}

function measureFor({ family, variant }: Truth): (truth: Side, prediction: Side) => Measure {
  if (family === 'classification') return variant === 'if' ? equality : macroF1;
  return variant === 'if' ? closeness : rSquared;
}

function summary(measures: readonly (readonly [string, Measure])[]): Score {
  const perTarget: Record<string, number | null> = {};
  for (const [target, { value }] of measures) perTarget[target] = Number.isNaN(value) ? null : value;
  const values = Float64Array.from(Object.values(perTarget), (value) => value ?? Number.NaN);
  const mean = pairwiseSum(values) / values.length;
  if (Number.isNaN(mean)) return { value: null, exists: true, perTarget, reason: 'undefined' };
  const problems = measures.flatMap(([target, { problem }]) => (problem === null ? [] : [{ target, ...problem }]));
  if (problems.length === 0) return { value: mean, exists: true, perTarget, reason: null };
  const reason = problems.map(({ target, words }) => `target ${target}: ${words}`).join('; ');
  return { value: mean, exists: true, perTarget, reason, rule: problems[0]!.rule };
}

/**
 * pandas tells the two sides' targets apart by `_t` and `_p`. It refuses to merge when the truth has a `y_t` besides the
 * target `y`, and a `y_p` there leaves the prediction's `y` without a name of its own.
 */
export function nameCollisions(truth: Truth, prediction: Table): 'all' | string[] {
  const shared = truth.targets.filter((target) => prediction.columns.has(target));
  const kept = truth.names.filter((name) => !shared.includes(name));
  if (shared.some((target) => kept.includes(`${target}_t`))) return 'all';
  return shared.filter((target) => kept.includes(`${target}_p`));
}

const listed = (names: readonly string[]): string => names.slice(0, 10).join(', ') + (names.length > 10 ? ' …' : '');
