/** The hostile programs: one file each beside this folder, whose first lines say what must become of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LIMITS, type Outcome, type RunLimits } from '../../../../src/sandbox.ts';

export interface Program {
  /** What it tries: its file's name. */
  readonly name: string;
  readonly code: string;
  /**
   * Any of these. `contained`: it ends by itself, having made its attempts, none of which worked; else an outcome's
   * kind, with the return code of `returnCode` where that has one.
   */
  readonly expect: readonly (Outcome['kind'] | 'contained')[];
  readonly returnCode: number | null;
  readonly limits: RunLimits;
  readonly outputs: readonly string[];
  /** Exactly these come out; null: any. */
  readonly saved: readonly string[] | null;
  /** Whether another run is to be there at the same time, which must not be harmed. */
  readonly neighbour: boolean;
  /** Whether only control groups can hold it: it takes memory that is no process's. */
  readonly needsControlGroups: boolean;
}

const FOLDER = join(import.meta.dirname, '..');
const KEYS = ['expect', 'return', 'limits', 'outputs', 'saved', 'neighbour', 'needs'];
const LIMITS: Partial<RunLimits> = { seconds: 40, memoryBytes: 300e6, diskBytes: 50e6, fileBytes: 20e6 };
const THOUSAND = Array.from({ length: 2000 }, (_, number) => `output-${number}`);

export const ATTACK = join(import.meta.dirname, 'attack.py');

export function readPrograms(): Program[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.py'))
    .map((name) => parse(name.slice(0, -'.py'.length), readFileSync(join(FOLDER, name), 'utf8')));
}

function parse(name: string, code: string): Program {
  const header = new Map<string, string>();
  for (const line of code.split('\n')) {
    const [, key, value] = /^# (\w+): (.+)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) break;
    if (!KEYS.includes(key)) throw new Error(`${name}.py: unknown key ${key}; known: ${KEYS.join(', ')}`);
    header.set(key, value);
  }
  const expect = header.get('expect');
  if (expect === undefined)
    throw new Error(`${name}.py: its first line must be "# expect: ...", found ${code.split('\n')[0]}`);
  const names = (key: string): string[] | null => {
    const value = header.get(key);
    if (value === undefined) return null;
    return value === 'thousand' ? THOUSAND : JSON.parse(value);
  };
  const limits = header
    .get('limits')
    ?.split(' ')
    .map((pair) => [pair.split('=')[0], Number(pair.split('=')[1])]);
  return {
    ...{ name, code },
    expect: expect.split('|') as Program['expect'],
    returnCode: header.has('return') ? Number(header.get('return')) : null,
    limits: { ...DEFAULT_LIMITS, ...LIMITS, ...Object.fromEntries(limits ?? []) },
    outputs: names('outputs') ?? [],
    saved: names('saved'),
    neighbour: header.get('neighbour') === 'yes',
    needsControlGroups: header.get('needs') === 'control groups',
  };
}
