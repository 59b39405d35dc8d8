/** Small facts about processes, read from /proc. */
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { release } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

export { pause };

/** A name for this process that no later process gets: its id and the time of its start. */
export function processTag(): string {
  return `${process.pid}-${startOf('self')}`;
}

export function tagIsAlive(tag: string): boolean {
  const [pid, start] = tag.split('-');
  return startOf(pid!) === start;
}

/** State and start time, the third and the 22nd field: after the command's name, which may hold anything. */
function statOf(pid: string | number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function startOf(pid: string): string | null {
  return statOf(pid)?.[19] ?? null;
}

/** Whether there was such a process, or for a negative number such a group, to kill. */
export function tryKill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/**
 * Kills a bubblewrap, which leads a process group, and what it made: until that is in a session of its own, it is in the
 * group, and may wait for ever for a word of bubblewrap's.
 * @param first the first process of its namespaces; 0 while it is not known
 */
export function killTogether(bubblewrap: ChildProcess, first: number): void {
  if (bubblewrap.pid !== undefined) tryKill(-bubblewrap.pid);
  if (first > 0) tryKill(first);
}

/** Waits for the end of a process that is not our child. The first of a namespace ends after all others in it. */
export async function processEnd(pid: number): Promise<void> {
  for (let wait = 0; ; wait = Math.min(wait + 1, 20)) {
    const state = statOf(pid)?.[0];
    if (state === undefined || state === 'Z' || state === 'X') return;
    await pause(wait);
  }
}

/**
 * The host's id of a process that calls itself `inner` in the namespace that its parent, by the host's id, is in.
 * @throws Error when there is none
 */
export function hostPidOf(parent: number, inner: number): number {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').map(Number);
  const level = namespacedPids(parent).length - 1;
  const found = children.find((pid) => pid > 0 && namespacedPids(pid)[level] === inner);
  if (found === undefined) throw new Error(`process ${parent} has no child ${inner}`);
  return found;
}

/** A process' ids, from our own namespace inwards. */
function namespacedPids(pid: number): number[] {
  return (/^NSpid:\s+(.*)$/m.exec(textOf(pid, 'status'))?.[1] ?? '').split(/\s+/).map(Number);
}

/** The number that a process' pid namespace goes by. */
export function pidNamespaceOf(pid: number): number {
  return Number(/\d+/.exec(readlinkSync(`/proc/${pid}/ns/pid`))?.[0]);
}

/** All the processes of a pid namespace, by its number. */
export function processesOf(namespace: number): number[] {
  const wanted = `pid:[${namespace}]`;
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    try {
      return readlinkSync(`/proc/${pid}/ns/pid`) === wanted ? [pid] : [];
    } catch {
      return [];
    }
  });
}

/**
 * Kills what bubblewrap made and left waiting. A harness that is killed takes bubblewrap along, or has it fail; but the
 * process in the new namespaces, which waits for bubblewrap's word, would then wait for ever.
 * @param beginning of bubblewrap's command line, which that process has as well
 */
export function killOrphans(beginning: readonly string[]): void {
  const wanted = `${beginning.join('\0')}\0`;
  const isBubblewrap = (pid: number) => textOf(pid, 'cmdline').startsWith(wanted);
  for (const pid of readdirSync('/proc').map(Number)) {
    if (!Number.isInteger(pid) || !isBubblewrap(pid)) continue;
    const parent = Number(statOf(pid)?.[1]);
    const isInside = userNamespaceOf(pid) !== userNamespaceOf(parent);
    if (parent > 0 && isInside && !isBubblewrap(parent)) tryKill(pid);
  }
}

/** Null where it can't be known. */
function userNamespaceOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/user`);
  } catch {
    return null;
  }
}

function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // It ended meanwhile.
  }
}

/** Memory in use, in bytes: pages shared among them counted once for each (fast), or shared out (slow). */
export function memoryOf(pids: readonly number[], way: 'resident' | 'proportional'): number {
  let bytes = 0;
  for (const pid of pids) {
    try {
      if (way === 'resident') {
        bytes += Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
      } else {
        const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
        bytes += Number(kilobytes ?? 0) * 1024;
      }
    } catch {
      // It ended meanwhile.
    }
  }
  return bytes;
}

/** Processor seconds that processes have used, with those of their children that ended and were waited for. */
export function cpuSecondsOf(pids: readonly number[]): number {
  let ticks = 0;
  // The 14th to the 17th field: user and system time, own and of children, in hundredths of a second.
  for (const pid of pids) for (const field of statOf(pid)?.slice(11, 15) ?? []) ticks += Number(field);
  return ticks / 100;
}

/** Whether RLIMIT_NPROC counts within a user namespace only: since Linux 5.14; before, all that the user runs. */
export function countsByNamespace(version = release()): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 14);
}
