/** The programs of python/deviations that run in the sandbox, with their block of parameters set. */
import { readFileSync } from 'node:fs';
import { assignment, type PythonValue } from '../reference/python.ts';

const FOLDER = new URL('../../python/deviations/', import.meta.url);
const PARAMETERS = /^# Parameters\n[\s\S]*?^# End of parameters\n/m;

/** @param name of the file, without `.py`. @param parameters all that its block names */
export function program(name: string, parameters: Readonly<Record<string, PythonValue>>): string {
  return programAt(FOLDER, name, parameters);
}

/** Of another folder. */
export function programAt(folder: URL, name: string, parameters: Readonly<Record<string, PythonValue>>): string {
  const source = readFileSync(new URL(`${name}.py`, folder), 'utf8');
  const values = Object.entries(parameters).map(([key, value]) => assignment(key, value));
  return source.replace(PARAMETERS, () => `${values.join('\n')}\n`);
}
