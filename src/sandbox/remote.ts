/** What sandboxes on other machines have in common: the checks that the local one makes while it copies. */
import { stat } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.ts';
import { DEFAULT_LIMITS, type InputFile, type Sandbox } from '../sandbox.ts';
import { Fault } from './fault.ts';

/** A name in the work folder itself. */
export function isPlain(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name) && Buffer.byteLength(name) <= 255;
}

export interface SizedFile extends InputFile {
  readonly bytes: number;
}

/** @throws Fault naming an input that is not a readable file */
export function sizesOf(files: readonly InputFile[]): Promise<SizedFile[]> {
  return Promise.all(
    files.map(async ({ name, path }) => {
      if (!isPlain(name)) throw new Fault(`${JSON.stringify(name)} is not a plain file name`, 'final');
      const found = await stat(path).catch((error: unknown) => {
        throw new Fault(`the input ${JSON.stringify(name)} can't be read: ${messageOf(error)}`, 'final');
      });
      if (!found.isFile()) throw new Fault(`the input ${JSON.stringify(name)} is not a file: ${path}`, 'final');
      return { name, path, bytes: found.size };
    }),
  );
}

const QUESTION = `
import hashlib, importlib.metadata, platform, sys
packages = sorted({f"{package.metadata['Name']}=={package.version}" for package in importlib.metadata.distributions()})
print(hashlib.sha256(repr([sys.version, platform.machine(), packages]).encode()).hexdigest()[:16])
`;

/**
 * Identity of a Python environment that has none of its own: its interpreter, machine and packages.
 * @param where what to name in an error
 * @param imports modules that must be there
 * @throws UserError when no program can be run there
 */
export async function askEnvironment(
  run: Sandbox['run'],
  where: string,
  folder: string,
  imports: readonly string[] = [],
): Promise<string> {
  const limits = { ...DEFAULT_LIMITS, seconds: 60 };
  const code = [...imports.map((name) => `import ${name}`), QUESTION].join('\n');
  const outcome = await run({ code, files: [], outputs: [], outputFolder: folder, limits });
  if (outcome.kind === 'failed') throw new UserError(`${where} can't be used: ${outcome.reason}.`);
  const hash = outcome.stdout.text.trim();
  if (outcome.kind === 'finished' && /^[0-9a-f]{16}$/.test(hash)) return `python-${hash}`;
  const words = outcome.stderr.text.trim().split('\n').at(-1) || `it ended with ${outcome.kind}`;
  throw new UserError(`${where} can't be used: a small Python program did not run there: ${words}.`);
}
