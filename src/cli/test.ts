/**
 * `dare test`: everything that must hold before a change lands. Each static check counts as one, each vitest test as
 * one; the last line printed is `N passed, N failed`, which CI reads.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { interruptible } from './interrupt.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What is run, in words and as a package's own program. */
const CHECKS: readonly { readonly name: string; readonly program: string; readonly words: readonly string[] }[] = [
  { name: 'types', program: 'tsc', words: [] },
  { name: 'types of the page', program: 'tsc', words: ['-p', 'viewer'] },
  { name: 'style', program: 'biome', words: ['check', '--error-on-warnings', '.'] },
  { name: 'dependency rules', program: 'depcruise', words: ['src', '--config', '.dependency-cruiser.mjs'] },
  { name: 'nothing unused', program: 'knip', words: ['--no-progress'] },
];

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

interface Options {
  readonly fast?: boolean;
  readonly long?: boolean;
  readonly trainers?: boolean;
}

/** The part of vitest's JSON report that is counted. */
interface VitestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

export function define(command: Command): void {
  command
    .argument('[words...]', 'for vitest: parts of file names; after --, any of its options')
    .option('--fast', 'without the tests that install things or run whole benchmarks')
    .option('--long', 'also what takes many minutes: two hundred tasks made by curation, and checked')
    .option(
      '--trainers',
      'also with real trainers (TRL, verl, LLaMA-Factory, axolotl, verifiers, OpenEnv), in Python environments made for it',
    )
    .action((words: string[], options: Options) => interruptible(() => test(words, options)));
}

async function test(
  words: readonly string[],
  { fast = false, long = false, trainers = false }: Options,
): Promise<void> {
  const environment = {
    ...(fast ? { DARE_TEST_FAST: '1' } : {}),
    ...(long ? { DARE_TEST_LONG: '1' } : {}),
    ...(trainers ? await (await import('./trainers.ts')).provideTrainers(process.env) : {}),
  };
  const statics = await runChecks();
  const tests = await runTests(words, environment);
  const count = (key: keyof Count) => statics[key] + tests[key];
  if (count('skipped') > 0) process.stdout.write(`${count('skipped')} skipped, each with its reason in its name\n`);
  process.stdout.write(`${count('passed')} passed, ${count('failed')} failed\n`);
  process.exitCode = count('failed') > 0 ? 1 : 0;
}

async function runChecks(): Promise<Count> {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, program, words } of CHECKS) {
    const started = performance.now();
    const { code, output } = await run(program, words, 'pipe');
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)\n`);
    if (code !== 0) process.stdout.write(`${output.trimEnd()}\n`);
    count[code === 0 ? 'passed' : 'failed'] += 1;
  }
  return count;
}

/** vitest shows its own progress; its JSON report is what is counted. */
async function runTests(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'dare-test-'));
  try {
    const report = join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { code } = await run('vitest', ['run', ...reporters, ...words], 'inherit', environment);
    return countTests(code, report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countTests(code: number, report: string): Count {
  const count = { passed: 0, failed: 0, skipped: 0 };
  let files: VitestReport['testResults'] = [];
  try {
    files = (JSON.parse(readFileSync(report, 'utf8')) as VitestReport).testResults;
  } catch {
    process.stdout.write('vitest left no report.\n');
  }
  for (const { status, assertionResults } of files) {
    for (const test of assertionResults) {
      if (test.status === 'passed' || test.status === 'failed') count[test.status] += 1;
      else count.skipped += 1;
    }
    // A file that could not be loaded has no tests to count.
    if (status === 'failed' && assertionResults.every((test) => test.status !== 'failed')) count.failed += 1;
  }
  if (count.failed === 0 && count.passed === 0) process.stdout.write('No test was run.\n');
  // An error outside any test, or no test at all, is a failure too.
  if (count.failed === 0 && (code !== 0 || count.passed === 0)) count.failed += 1;
  return count;
}

function run(
  program: string,
  words: readonly string[],
  output: 'pipe' | 'inherit',
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, 'node_modules/.bin', program), words, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', output, output],
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}
