/**
 * Which outcome the end of a program is. What the kernel tells decides where it tells anything: that a process was
 * refused, that the disk is full, which signal ended the program. An error number that only the program saw is taken
 * from the exception it ended with.
 */
import type { ErrorLimit, StoppingLimit } from '../sandbox.ts';
import type { Cgroup } from './cgroups.ts';
import { Fault } from './fault.ts';
import type { Breach } from './guard.ts';
import type { Exit } from './launch.ts';

export type Stop = StoppingLimit | Breach | 'aborted';

export interface Ending {
  /** Why we stopped the program, if we did. */
  readonly stopped: Stop | null;
  readonly exit: Exit;
  readonly cgroup: Cgroup;
  /** What was over its limit when all were dead. */
  readonly breach: Breach | null;
  readonly freeBytes: number;
  /** The end of stderr. */
  readonly stderr: string;
  /** Whether a refused process leaves its trace in the control group. */
  readonly countsRefusals: boolean;
  /** All attempts before ended by a SIGKILL as well, and no other would follow. */
  readonly killsItself: boolean;
}

export type Verdict =
  | { readonly kind: 'finished' | ErrorLimit; readonly returnCode: number }
  | { readonly kind: StoppingLimit };

const KILLED = 128 + 9;
/** The signal for a file beyond its size. */
const SIGXFSZ = 25;
/** Less than a write of any library's buffer. */
const FULL_BYTES = 65_536;

/** @throws Fault when the program did not end by itself, nor by its limits */
export function verdictOf(ending: Ending): Verdict {
  const { stopped, cgroup, exit, breach } = ending;
  if (stopped === 'aborted') throw new Fault('aborted', 'final');
  const memory = cgroup.outOfMemory();
  if (memory === 'own') return { kind: 'memory-limit' };
  const limit = stopped ?? breach;
  if (limit === 'process-limit') return { kind: limit, returnCode: KILLED };
  if (limit !== null) return { kind: limit };
  if (memory === 'foreign') throw new Fault('the machine ran out of memory, and the kernel killed the program for it');
  if (exit.signal !== null) throw new Fault(`the sandbox was killed by ${exit.signal}, which was not us`);
  const returnCode = exit.code ?? 1;
  // Perhaps by itself: then it is again, each time. Who sends a SIGKILL is told to nobody.
  if (returnCode === KILLED && !ending.killsItself) throw new Fault('the program was killed, and not by us', 'killed');
  const refused = ending.countsRefusals ? cgroup.outOfProcesses() : null;
  return { kind: limitMet({ ...ending, refused }, returnCode) ?? 'finished', returnCode };
}

/**
 * The limit for which a program ended badly.
 * @param refused whether it was refused a process; null: the kernel does not tell
 */
export function limitMet(
  { freeBytes, stderr, refused }: Pick<Ending, 'freeBytes' | 'stderr'> & { readonly refused: boolean | null },
  returnCode: number,
): ErrorLimit | null {
  if (returnCode === 0) return null;
  const exception = lastException(stderr);
  const number = /\[Errno (\d+)\]/.exec(exception)?.[1];
  if (number === '24') return 'open-files-limit';
  if (number === '27' || returnCode === 128 + SIGXFSZ) return 'file-size-limit';
  if (number === '28') return 'disk-limit';
  if (refused ?? (number === '11' || /can't start new thread/.test(exception))) return 'process-limit';
  return freeBytes < FULL_BYTES ? 'disk-limit' : null;
}

/** The line that Python prints last for an exception that nobody caught; empty where there is none. */
function lastException(stderr: string): string {
  return stderr.split('\n').findLast((line) => /^[A-Za-z_][\w.]*: /.test(line)) ?? '';
}
