/**
 * The second witness: what an agent's code itself shows, read by Python's own parser in the sandbox (python/audit/), and
 * set against the stated steps. Nothing of the code is run. What is not shown plainly is unclear; nobody is accused of it.
 *
 * It does not say whether an answer is right, nor what a deviation would have changed: that is the output's part.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataFacts, Instruction, StepComparison, Witness } from '../audit.ts';
import { INSTRUCTIONS } from '../audit.ts';
import { InfrastructureError } from '../errors.ts';
import { hashOf } from '../hash.ts';
import type { RunLimits, Sandbox } from '../sandbox.ts';
import type { Task } from '../task.ts';
import type { CodeFacts } from './code-facts.ts';
import { encode, features, impute, scale, types } from './compare-columns.ts';
import { model, output, seed, targets } from './compare-model.ts';
import { filter, join as joinStep, missingWords } from './compare-rows.ts';
import { type Compare, readingOf, summary, unclear } from './reading.ts';

export type { CodeFacts } from './code-facts.ts';

const FOLDER = fileURLToPath(new URL('../../python/audit/', import.meta.url));
const MAIN = 'witness.py';

export interface Script {
  readonly id: string;
  /** One script, or the scripts of an attempt's calls in order: a later one may read files that an earlier one wrote. */
  readonly code: string | readonly string[];
  /** What the task says its columns hold (`columnKinds`): for code that goes by the columns' types. */
  readonly kinds?: Readonly<Record<string, 'number' | 'text'>>;
}

/**
 * Reads many scripts in one run of the sandbox. A script that cannot be read has facts that say so.
 * @throws InfrastructureError when the run itself fails.
 */
export async function readCode(
  sandbox: Sandbox,
  limits: RunLimits,
  scripts: readonly Script[],
): Promise<Map<string, CodeFacts>> {
  if (scripts.length === 0) return new Map();
  const folder = await mkdtemp(join(tmpdir(), 'dare-witness-'));
  try {
    const given = scripts.map(({ code, kinds }) => ({
      calls: typeof code === 'string' ? [code] : code,
      types: kinds ?? {},
    }));
    const path = join(folder, 'scripts.json');
    await writeFile(path, JSON.stringify(given));
    const modules = readdirSync(FOLDER).filter((name) => name.endsWith('.py') && name !== MAIN);
    const outcome = await sandbox.run({
      code: readFileSync(join(FOLDER, MAIN), 'utf8'),
      files: [{ name: 'scripts.json', path }, ...modules.map((name) => ({ name, path: join(FOLDER, name) }))],
      outputs: ['facts.json'],
      outputFolder: folder,
      limits,
    });
    if (outcome.kind === 'failed') throw new InfrastructureError(`the sandbox failed: ${outcome.reason}`);
    if (outcome.missing.length > 0) {
      const last = outcome.stderr.text.trim().split('\n').at(-1) || outcome.kind;
      throw new InfrastructureError(`reading ${scripts.length} scripts left no facts: ${last}`);
    }
    const facts = JSON.parse(await readFile(join(folder, 'facts.json'), 'utf8')) as CodeFacts[];
    return new Map(scripts.map(({ id }, index) => [id, facts[index]!]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Columns whose ranges say that they hold numbers or text; the others are left out.
 * @param data what the files hold: a column that bad rows made text, as whoever reads the file meets it, is left out
 */
export function columnKinds(task: Task, data?: DataFacts): Record<string, 'number' | 'text'> {
  const found: Record<string, 'number' | 'text'> = {};
  for (const [column, range] of Object.entries(task.parameters.workflow?.ranges ?? {})) {
    if (data?.columns[column]?.retyped) continue;
    if (range.kind === 'numeric') found[column] = 'number';
    else if (range.values.every((value) => typeof value === 'string')) found[column] = 'text';
  }
  return found;
}

/** A hash of the programs that read code: facts are valid for these, the code and the Python environment. */
export function witnessHash(): string {
  const modules = readdirSync(FOLDER).filter((name) => name.endsWith('.py'));
  return hashOf(Object.fromEntries(modules.map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')])));
}

const COMPARISONS: Readonly<Record<Instruction, Compare>> = {
  join: joinStep,
  'missing-words': missingWords,
  filter,
  types,
  features,
  impute,
  scale,
  encode,
  model,
  seed,
  targets,
  output,
};

/**
 * Sets code and stated steps side by side, one comparison for each instruction.
 * @param data what the task's files hold: with it, steps that could not be judged from code alone are (nothing is missing
 *   in a column that is not imputed; no cell holds a word that the reader takes for a missing value).
 */
export function compareWithPlan(facts: CodeFacts, task: Task, data?: DataFacts): Witness {
  if (facts.problem !== null) return { readable: false, problem: facts.problem, steps: [] };
  const reading = readingOf(facts, task, data);
  const steps = INSTRUCTIONS.map((instruction): StepComparison => {
    const { stated, found } = COMPARISONS[instruction](reading);
    return { instruction, stated, ...summary(reading.blocked === null ? found : [unclear(reading.blocked)]) };
  });
  return { readable: true, problem: null, steps };
}
