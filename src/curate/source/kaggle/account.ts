/** The user's account with Kaggle, from where its own command line keeps it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../errors.ts';
import type { Credentials } from '../fetch.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export const SIGN_IN =
  'Make a token at kaggle.com/settings and set KAGGLE_API_TOKEN, or KAGGLE_USERNAME and KAGGLE_KEY, or keep its kaggle.json in ~/.kaggle.';

const FILE = z.object({ username: z.string().min(1), key: z.string().min(1) });

/**
 * In the order in which Kaggle's own tools look: a token of the environment, a user and key of the environment, the
 * token's file, `kaggle.json`.
 * @throws UserError when there is none, or a file of it is broken
 */
export function accountOf(env: Environment, origin: string): Credentials {
  const token = env.KAGGLE_API_TOKEN?.trim() ?? '';
  // It may be in a file that the variable names.
  if (token !== '') return bearer(origin, contentOf(token)?.trim() ?? token);
  const user = env.KAGGLE_USERNAME?.trim() ?? '';
  const key = env.KAGGLE_KEY?.trim() ?? '';
  if (user !== '' && key !== '') return basic(origin, user, key);
  for (const folder of foldersOf(env)) {
    const kept = contentOf(join(folder, 'access_token'))?.trim() ?? '';
    if (kept !== '') return bearer(origin, kept);
    const path = join(folder, 'kaggle.json');
    const text = contentOf(path);
    if (text === null) continue;
    const file = FILE.safeParse(parsed(text));
    if (file.success) return basic(origin, file.data.username, file.data.key);
    throw new UserError(`${path}: expected {"username": …, "key": …}, found something else. ${SIGN_IN}`);
  }
  throw new UserError(`Kaggle wants an account, and there is none in the environment or in ~/.kaggle. ${SIGN_IN}`);
}

function foldersOf(env: Environment): readonly string[] {
  if (env.KAGGLE_CONFIG_DIR !== undefined && env.KAGGLE_CONFIG_DIR !== '') return [env.KAGGLE_CONFIG_DIR];
  const home = env.HOME ?? env.USERPROFILE ?? '';
  const config = env.XDG_CONFIG_HOME ?? (home === '' ? '' : join(home, '.config'));
  return [...(home === '' ? [] : [join(home, '.kaggle')]), ...(config === '' ? [] : [join(config, 'kaggle')])];
}

function bearer(origin: string, token: string): Credentials {
  return { origin, header: `Bearer ${token}`, secret: token };
}

function basic(origin: string, user: string, key: string): Credentials {
  return { origin, header: `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`, secret: key };
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
