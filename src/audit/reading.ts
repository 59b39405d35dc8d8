/** What the comparisons of code with stated steps share: findings, and which rows are which. */
import type { DataFacts, StepComparison } from '../audit.ts';
import { errorFreeName } from '../reference.ts';
import type { Task, Workflow } from '../task.ts';
import type { BaseFact, CodeFacts, FitFact, Kept, RowOperation } from './code-facts.ts';

export interface Reading {
  readonly facts: CodeFacts;
  readonly task: Task;
  readonly workflow: Workflow;
  readonly data: DataFacts | undefined;
  readonly fits: readonly FitFact[];
  /** Why nothing can be said of the steps, although the code was read. */
  readonly blocked: string | null;
}

export type Found = Pick<StepComparison, 'verdict' | 'found' | 'lines'>;
export type Compare = (reading: Reading) => { readonly stated: string; readonly found: readonly Found[] };

export const follows = (found: string, ...lines: readonly number[]): Found => ({ verdict: 'follows', found, lines });
export const breaks = (found: string, ...lines: readonly number[]): Found => ({ verdict: 'breaks', found, lines });
export const unclear = (found: string, ...lines: readonly number[]): Found => ({ verdict: 'unclear', found, lines });

/** That something is not done to a column: it breaks a step only where all that is done is known. */
export const absent = (fit: FitFact, found: string, ...lines: readonly number[]): Found =>
  fit.doubt === null ? breaks(found, ...lines) : unclear(fit.doubt, fit.line);

/** One finding of several: what breaks outweighs what is unclear, which outweighs what follows. */
export function summary(found: readonly Found[]): Found {
  const verdict = (['breaks', 'unclear', 'follows'] as const).find((one) => found.some((each) => each.verdict === one));
  if (verdict === undefined) return unclear('the code does not show it');
  const telling = found.filter((each) => each.verdict === verdict);
  const words = [...new Set(telling.map((each) => each.found))];
  const more = words.length > 4 ? [`and ${words.length - 3} more`] : [];
  return {
    verdict,
    found: [...words.slice(0, more.length > 0 ? 3 : 4), ...more].join('; '),
    lines: [...new Set(telling.flatMap((each) => each.lines))].filter((line) => line > 0).sort((a, b) => a - b),
  };
}

export function readingOf(facts: CodeFacts, task: Task, data: DataFacts | undefined): Reading {
  const { workflow } = task.parameters;
  if (!workflow) throw new Error(`${task.id} states no workflow: only IF tasks have steps to compare with.`);
  const blocked =
    facts.fits.length === 0
      ? 'the code does not show whose answers are predicted'
      : facts.ambiguous
        ? 'several models answer, and the code does not show which one is written'
        : null;
  return { facts, task, workflow, data, fits: facts.fits, blocked };
}

export const quoted = (names: readonly string[], most = 5): string =>
  [...names.slice(0, most).map((name) => JSON.stringify(name)), ...(names.length > most ? ['…'] : [])].join(', ');

export type Role = 'train' | 'validation' | 'both' | 'unknown';

/** The files that rows were read from; null among them: one that is not known. */
export function readsOf(facts: CodeFacts, rows: number | null): (BaseFact & { kind: 'read' })[] | null {
  if (rows === null) return null;
  const { base } = facts.rows[rows]!;
  if (base.kind === 'read') return [base];
  if (base.kind === 'made') return null;
  const parts = base.parts.map((part) => readsOf(facts, part));
  return parts.includes(null) ? null : (parts as (BaseFact & { kind: 'read' })[][]).flat();
}

/** Whose rows they are: of the training file, of the file to predict, or of both put together. */
export function roleOf({ facts, task }: Reading, rows: number | null): Role {
  const { trainFile, validationFile } = task.parameters;
  const reads = readsOf(facts, rows);
  if (reads === null || reads.length === 0) return 'unknown';
  const roles = new Set(
    reads.map(({ file }): Role => {
      if (file === trainFile || file === errorFreeName(trainFile)) return 'train';
      return file === validationFile ? 'validation' : 'unknown';
    }),
  );
  if (roles.has('unknown')) return 'unknown';
  return roles.size === 1 ? [...roles][0]! : 'both';
}

/** All that was done to rows since they were read, what was done to the parts of a join first. */
export function operationsOf(facts: CodeFacts, rows: number): readonly RowOperation[] {
  const { base, operations } = facts.rows[rows]!;
  if (base.kind !== 'join') return operations;
  return [...base.parts.flatMap((part) => operationsOf(facts, part)), ...operations];
}

/**
 * Rows on which a transformer learnt, beside those on which the model did: the same, or what is different, in words.
 * Missing targets dropped before or after make no difference that the code shows.
 */
export function differenceOf(reading: Reading, fit: number, rows: number): Found | null {
  if (fit === rows) return null;
  const { facts } = reading;
  const role = roleOf(reading, fit);
  if (role === 'both') return breaks('fitted on the rows to predict as well');
  if (role === 'validation') return breaks('fitted on the rows to predict');
  if (role === 'unknown') return unclear('fitted on rows that the code does not show plainly');
  const own = operationsOf(facts, fit);
  const model = operationsOf(facts, rows);
  if (own.some(isUnclear) || model.some(isUnclear))
    return unclear('fitted on rows that the code does not show plainly');
  const parts = (operations: readonly RowOperation[]) => operations.filter(({ kind }) => kind === 'part').length;
  if (parts(own) > parts(model)) return breaks('fitted on a part of the training rows');
  if (parts(own) < parts(model)) return unclear('fitted on more rows than the model');
  const filters = (operations: readonly RowOperation[]) =>
    canonical(operations.flatMap((one) => (one.kind === 'filter' ? one.kept : [])));
  if (filters(own) !== filters(model)) {
    const kept = own.filter(({ kind }) => kind === 'filter').length;
    if (kept < model.filter(({ kind }) => kind === 'filter').length)
      return breaks('fitted before the rows are filtered');
    return unclear('fitted on rows that are filtered otherwise');
  }
  const drops = (operations: readonly RowOperation[]) =>
    JSON.stringify(
      operations.flatMap((one) =>
        one.kind === 'drop-missing' && !onlyTargets(reading, one.columns) ? [one.columns] : [],
      ),
    );
  return drops(own) === drops(model) ? null : unclear('fitted before or after rows with missing values are dropped');
}

export function onlyTargets({ task }: Reading, columns: readonly string[] | null): boolean {
  return columns?.every((column) => task.parameters.targets.includes(column)) ?? false;
}

export const isUnclear = ({ kind }: RowOperation): boolean => kind === 'unclear';

const canonical = (kept: readonly Kept[]): string => JSON.stringify(kept.map((one) => JSON.stringify(one)).sort());
