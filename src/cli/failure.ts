/** What a user reads of an error, and the exit code it ends with. Prints nothing. */
import { CommanderError } from 'commander';
import { codeOf, FatalProviderError, messageOf, UserError } from '../errors.ts';

/** What the machine refused, in words; the path or the system call follows. */
const MACHINE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space there, or choose another folder',
  EDQUOT: 'the disk quota is used up. Free some space there, or choose another folder',
  EACCES: 'permission denied. Choose a folder that you may read and write, or change its rights',
  EPERM: 'not permitted. Choose a folder that you may read and write, or change its rights',
  EROFS: 'the file system is read-only. Choose another folder',
  ENOTDIR: 'a part of this path is a file where a folder was expected. Choose another path',
  EISDIR: 'this is a folder where a file was expected. Choose another path',
  EMFILE: 'too many open files. Raise the limit (ulimit -n) or lower --concurrency',
};

export function explain(error: unknown): { message: string; code: number } {
  if (error instanceof CommanderError) return { message: usage(error.message), code: 2 };
  if (error instanceof UserError || error instanceof FatalProviderError) return { message: error.message, code: 2 };
  const machine = MACHINE[codeOf(error) ?? ''];
  if (machine !== undefined) return { message: `${placeOf(error as NodeJS.ErrnoException)}: ${machine}.`, code: 2 };
  const text = messageOf(error).replaceAll(/\s*\n\s*/g, ' ');
  return { message: `internal error: ${text} (set DARE_DEBUG=1 for the stack)`, code: 1 };
}

/** commander's message as one line: `dare: unknown option '--x' (Did you mean --y?). See dare --help.` */
function usage(message: string): string {
  const line = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  return `dare: ${line.replace(/\.$/, '')}. See dare --help.`;
}

function placeOf(error: NodeJS.ErrnoException): string {
  if (error.path !== undefined) return error.path;
  return error.syscall === undefined ? 'a file' : `a file (${error.syscall})`;
}
