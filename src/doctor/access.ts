/** Looks at what is there to evaluate with: API keys (by name, never by value) and benchmark data. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PROVIDERS } from '../model/providers.ts';
import type { Finding } from './finding.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export function examineProviders(env: Environment): Finding[] {
  return Object.entries(PROVIDERS).map(([name, { credentials, baseUrl }]): Finding => {
    const variables = credentials.match(/[A-Z][A-Z0-9_]{5,}/g) ?? [];
    const set = variables.filter((variable) => env[variable]?.trim());
    if (set.length > 0) return { name, state: 'good', found: `${set.join(', ')} set` };
    const local = baseUrl !== null && /\/\/(127\.0\.0\.1|localhost)\b/.test(baseUrl);
    if (local) return { name, state: 'good', found: `no key needed; expected at ${baseUrl}` };
    return { name, state: 'note', found: 'no key set', todo: `To use it, set ${credentials.replace(/,$/, '')}.` };
  });
}

/** `root` is the clone's folder; the released data are looked for beside it, unless DARE_EVAL names a folder. */
export async function examineData(root: string, env: Environment): Promise<Finding[]> {
  const released = env.DARE_EVAL || join(root, '../shared/dare-eval');
  return Promise.all([
    benchmark(
      'shipped benchmark',
      join(root, 'examples/bench'),
      'bad',
      'This clone is incomplete: git checkout examples',
    ),
    benchmark(
      'released data',
      released,
      'note',
      'Only for evaluating on them: set DARE_EVAL to the folder that has them.',
    ),
  ]);
}

async function benchmark(name: string, path: string, otherwise: 'note' | 'bad', todo: string): Promise<Finding> {
  const found = await stat(join(path, 'question_list.json')).catch(() => null);
  if (found?.isFile()) return { name, state: 'good', found: path };
  return { name, state: otherwise, found: `no benchmark at ${path}`, todo };
}
