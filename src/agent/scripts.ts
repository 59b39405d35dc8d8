/**
 * The scripts of agents without a language model: real files under python/agents, with a block of parameters that is
 * written for each task, and modules of ours (`from read import read`) put in their place, so that one text runs alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hashOf } from '../hash.ts';
import { assignment, type PythonValue } from '../reference/python.ts';

const FOLDER = new URL('../../python/agents/', import.meta.url);
const PARAMETERS = /^# Parameters\n([\s\S]*?)^# End of parameters\n/m;

/**
 * A script with its parameters set. Those that the script does not have are left out.
 * @param name of the file, without `.py`
 */
export function script(name: string, parameters: Readonly<Record<string, PythonValue>>): string {
  const source = readSource(name);
  const block = PARAMETERS.exec(source);
  if (!block) throw new Error(`python/agents/${name}.py has no block of parameters.`);
  const names = Array.from(block[1]!.matchAll(/^(\w+) = /gm), ([, parameter]) => parameter!);
  const values = names.map((parameter) => {
    const value = parameters[parameter];
    if (value === undefined) throw new Error(`python/agents/${name}.py needs ${parameter}.`);
    return assignment(parameter, value);
  });
  return withModules(
    source.replace(PARAMETERS, () => `${values.join('\n')}\n`),
    new Set(),
  );
}

/** A hash of all the scripts: what the agents that play them do. */
export function scriptsHash(): string {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.py'));
  return hashOf(Object.fromEntries(files.map((file) => [file, readFileSync(new URL(file, FOLDER), 'utf8')])));
}

/** Puts each module where it is first imported; what was imported before is not imported again. */
function withModules(source: string, seen: Set<string>): string {
  return source.replace(/^(?:from (\w+) )?import .+\n/gm, (line: string, module: string | undefined) => {
    if (seen.has(line)) return '';
    seen.add(line);
    if (module === undefined || !ourModules().has(module)) return line;
    if (seen.has(module)) return '';
    seen.add(module);
    return `${withModules(readSource(module).replace(/^""".*"""\n+/, ''), seen)}\n\n`;
  });
}

function ourModules(): ReadonlySet<string> {
  return new Set(readdirSync(FOLDER).map((file) => file.replace(/\.py$/, '')));
}

function readSource(name: string): string {
  return readFileSync(fileURLToPath(new URL(`${name}.py`, FOLDER)), 'utf8');
}
