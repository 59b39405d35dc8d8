/** `dare doctor`: what is present, what holds, and what to do about each gap. Exit code 1 if something won't work. */
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { examineData, examineProviders } from '../doctor/access.ts';
import type { Diagnosis, Finding } from '../doctor/finding.ts';
import { examineMachine } from '../doctor/machine.ts';
import { examineSetUp } from '../doctor/set-up.ts';
import { trySandbox } from '../doctor/trials.ts';
import { messageOf } from '../errors.ts';
import { type Guarantee, probe } from '../sandbox/probe.ts';
import { cacheFolder, openSandbox } from '../wire.ts';
import { programVersion } from './version.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export function define(command: Command): void {
  command.option('--json', 'print one JSON object').action(async ({ json }: { json?: boolean }) => {
    const diagnoses = await diagnose(process.env);
    const problems = diagnoses.flatMap(({ findings }) => findings).filter(({ state }) => state === 'bad').length;
    process.stdout.write(json ? asJson(diagnoses, problems) : asText(diagnoses, problems));
    process.exitCode = problems > 0 ? 1 : 0;
  });
}

async function diagnose(env: NodeJS.ProcessEnv): Promise<Diagnosis[]> {
  const places = [
    { name: 'cache', path: cacheFolder(env), bytes: 2e9 },
    { name: 'this clone', path: ROOT, bytes: 1e9 },
    { name: 'temporary files', path: tmpdir(), bytes: 1e9 },
  ];
  return [
    { section: 'Set-up', findings: await examineSetUp(ROOT, env) },
    { section: 'Machine', findings: await examineMachine(places) },
    { section: 'Sandbox, as it is made', findings: await sandboxIsMade(env) },
    { section: 'Sandbox, as tried now', findings: await sandboxIsTried(env) },
    { section: 'Data', findings: await examineData(ROOT, env) },
    { section: 'Model providers', findings: examineProviders(env) },
  ];
}

async function sandboxIsMade({
  DARE_PYTHON: python,
  DARE_PYTHON_LOCK: environment,
}: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (!python || !environment) return [];
  return (await probe({ python, environment })).map(findingOf);
}

function findingOf({ name, holds, means, hint }: Guarantee): Finding {
  const state = holds ? (hint === undefined ? 'good' : 'note') : 'bad';
  return { name, state, found: means, ...(hint === undefined ? {} : { todo: hint }) };
}

async function sandboxIsTried(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  try {
    await using sandbox = await openSandbox(env, { workers: 1 });
    return await trySandbox(sandbox);
  } catch (error) {
    return [{ name: 'a run', state: 'bad', found: 'the sandbox does not open', todo: messageOf(error) }];
  }
}

function asJson(diagnoses: readonly Diagnosis[], problems: number): string {
  return `${JSON.stringify({ version: programVersion(), problems, diagnoses }, null, 2)}\n`;
}

const MARKS = {
  good: { word: 'ok', style: 'green' },
  note: { word: 'note', style: 'yellow' },
  bad: { word: 'BAD', style: 'red' },
} as const;

function asText(diagnoses: readonly Diagnosis[], problems: number): string {
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const width = Math.max(...diagnoses.flatMap(({ findings }) => findings.map(({ name }) => name.length)));
  const lines = diagnoses.flatMap(({ section, findings }) => [
    '',
    paint('bold', section),
    ...findings.flatMap(({ name, state, found, todo }) => {
      const { word, style } = MARKS[state];
      const line = `  ${paint(style, word.padEnd(4))}  ${name.padEnd(width)}  ${found}`;
      return todo === undefined ? [line] : [line, `  ${' '.repeat(width + 6)}  -> ${todo}`];
    }),
  ]);
  const verdict =
    problems === 0
      ? 'Everything needed is there.'
      : `${problems} ${problems === 1 ? 'thing needs' : 'things need'} attention (BAD).`;
  return [`dare ${programVersion()}`, ...lines, '', verdict, ''].join('\n');
}
