/** The Python that runs programs, and the folders of the host that it needs, at the paths where it expects them. */
import { execFile } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, UserError } from '../errors.ts';

export interface Interpreter {
  readonly python: string;
  /** `<prefix>/bin` comes first on PATH. */
  readonly prefix: string;
  /** Folders outside /usr, each one not within another. */
  readonly folders: readonly string[];
  readonly version: string;
}

const QUESTION = `
import json, os, sys
real = os.path.dirname(os.path.dirname(os.path.realpath(sys.executable)))
print(json.dumps({"prefix": sys.prefix, "version": sys.version.split()[0],
                  "folders": [sys.prefix, sys.base_prefix, sys.base_exec_prefix, real]}))
`;

/** @throws UserError when it cannot be started. */
export async function askInterpreter(python: string): Promise<Interpreter> {
  if (!isAbsolute(python)) {
    throw new UserError(`The sandbox's Python must be an absolute path, found ${JSON.stringify(python)}.`);
  }
  let answer: { prefix: string; version: string; folders: string[] };
  try {
    const { stdout } = await promisify(execFile)(python, ['-I', '-c', QUESTION], { env: {}, timeout: 60_000 });
    answer = JSON.parse(stdout);
  } catch (error) {
    throw new UserError(
      `The sandbox's Python does not start: ${python}: ${messageOf(error).split('\n')[0]}. ` +
        'Run ./dare doctor, which says what to set up; or set DARE_PYTHON to a working Python.',
    );
  }
  const { prefix, version } = answer;
  const outside = [...new Set(answer.folders)].filter((folder) => !isWithin(folder, '/usr'));
  const folders = outside.filter((folder) => !outside.some((other) => other !== folder && isWithin(folder, other)));
  return { python, prefix, folders, version };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
