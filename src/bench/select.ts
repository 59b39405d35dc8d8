/** Which tasks of a benchmark a command is about. */
import type { Benchmark } from '../bench.ts';
import { UserError } from '../errors.ts';
import { type Family, KINDS, type Task, VARIANTS, type Variant } from '../task.ts';

export interface Selection {
  /** A family's name, or a short one: see FAMILY_WORDS. Several with commas. */
  readonly family?: string | undefined;
  /** `if`, `mm`, `xf`, `cf`; several with commas. */
  readonly variant?: string | undefined;
  /** A pattern (`*` any characters, `?` one) that must match a whole task id or dataset name. */
  readonly task?: string | undefined;
  /** The first so many of those selected. */
  readonly limit?: number | undefined;
}

const FAMILY_WORDS: Readonly<Record<string, Family>> = {
  class: 'classification',
  classification: 'classification',
  reg: 'regression',
  regression: 'regression',
  time: 'time_series_analysis',
  time_series_analysis: 'time_series_analysis',
};

const VARIANT_WORDS: Readonly<Record<string, Variant>> = Object.fromEntries(
  VARIANTS.map((variant) => [variant, variant]),
);

/** At least one task, in the benchmark's order. @throws UserError for unknown words, or when nothing is left. */
export function selectTasks(benchmark: Benchmark, { family, variant, task, limit }: Selection): Task[] {
  const families = chosen('--family', family, FAMILY_WORDS);
  const variants = chosen('--variant', variant, VARIANT_WORDS);
  const named = task === undefined ? null : globMatcher(task);
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new UserError(`--limit: expected a whole number above 0, found ${limit}.`);
  }
  const selected = benchmark.tasks.filter(
    (one) =>
      (families === null || families.has(one.family)) &&
      (variants === null || variants.has(one.variant)) &&
      (named === null || named(one.id) || named(one.dataset)),
  );
  if (selected.length === 0) throw new UserError(nothingSelected(benchmark, { family, variant, task }));
  return selected.slice(0, limit);
}

/** How many tasks of each kind; kinds without any are left out. */
export function countByKind(tasks: readonly Task[]): Record<string, number> {
  const counts = KINDS.map((kind) => [kind, tasks.filter((task) => task.kind === kind).length] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** `*` stands for any characters (also `/`), `?` for one. */
export function globMatcher(pattern: string): (name: string) => boolean {
  const source = pattern
    .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 'su');
  return (name) => expression.test(name);
}

function chosen<T>(option: string, text: string | undefined, words: Readonly<Record<string, T>>): Set<T> | null {
  if (text === undefined) return null;
  const given = text.split(',').map((word) => word.trim().toLowerCase());
  return new Set(
    given.map((word) => {
      if (Object.hasOwn(words, word)) return words[word]!;
      const list = Object.keys(words).join(', ');
      throw new UserError(`${option}: expected one of ${list} (several with commas), found ${JSON.stringify(word)}.`);
    }),
  );
}

function nothingSelected({ path, tasks, unusable }: Benchmark, { family, variant, task }: Selection): string {
  if (tasks.length === 0) {
    const first = unusable[0];
    const why = first === undefined ? 'its list is empty' : `${first.dataset}: ${first.reason}`;
    return `${path} has no usable task (${why}). See all reasons with: dare tasks --bench ${JSON.stringify(path)}`;
  }
  const asked = Object.entries({ '--family': family, '--variant': variant, '--task': task })
    .filter(([, value]) => value !== undefined)
    .map(([option, value]) => `${option} ${value}`);
  const kinds = Object.entries(countByKind(tasks)).map(([kind, count]) => `${count} ${kind}`);
  return `No task of ${path} fits ${asked.join(' ')}. It has ${kinds.join(', ')}; the first is ${JSON.stringify(tasks[0]!.id)}.`;
}
