/** Looks at the machine: size, disks, what the kernel lets us do. Changes nothing. */
import { access, constants, readFile, statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { findCgroups } from '../sandbox/cgroups.ts';
import type { Finding } from './finding.ts';

/** `folders` are the places that grow, with the free bytes that each should have. */
export async function examineMachine(
  folders: readonly { name: string; path: string; bytes: number }[],
): Promise<Finding[]> {
  return [size(), ...(await Promise.all(folders.map(disk))), await userNamespaces(), controlGroups()];
}

function size(): Finding {
  const memory = totalmem();
  const found = `${availableParallelism()} cores, ${gigabytes(memory)} of memory (${gigabytes(freemem())} free)`;
  if (memory >= 4e9) return { name: 'cores, memory', state: 'good', found };
  return { name: 'cores, memory', state: 'note', found, todo: 'Run few attempts at once (--concurrency 1).' };
}

async function disk({ name, path, bytes }: { name: string; path: string; bytes: number }): Promise<Finding> {
  const place = await existing(path);
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const found = `${gigabytes(free)} free at ${path}`;
  const writable = await access(place, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable) return { name, state: 'bad', found: `${path} is not writable`, todo: 'Make it writable for you.' };
  if (free >= bytes) return { name, state: 'good', found };
  return { name, state: 'note', found, todo: `Free some space there: ${gigabytes(bytes)} is a comfortable amount.` };
}

/** The nearest folder of a path that is there. */
async function existing(path: string): Promise<string> {
  return access(path).then(
    () => path,
    () => existing(dirname(path)),
  );
}

const SWITCHES = [
  {
    file: '/proc/sys/kernel/unprivileged_userns_clone',
    off: '0',
    todo: 'sysctl -w kernel.unprivileged_userns_clone=1',
  },
  {
    file: '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
    off: '1',
    todo: 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  },
  { file: '/proc/sys/user/max_user_namespaces', off: '0', todo: 'sysctl -w user.max_user_namespaces=10000' },
];

/** What the kernel is set to; whether a program really gets namespaces is tried elsewhere (isolation). */
async function userNamespaces(): Promise<Finding> {
  const name = 'user namespaces';
  for (const { file, off, todo } of SWITCHES) {
    const value = await readFile(file, 'utf8').catch(() => null);
    if (value?.trim() === off) {
      const found = `${file} is ${off}`;
      return { name, state: process.getuid?.() === 0 ? 'note' : 'bad', found, todo: `As root: ${todo}` };
    }
  }
  return { name, state: 'good', found: 'allowed by the kernel’s settings' };
}

function controlGroups(): Finding {
  const name = 'control groups';
  const { memory, processes } = findCgroups();
  const writable = [memory && `memory by ${memory}`, processes && `processes by ${processes}`].filter(Boolean);
  if (writable.length === 2) return { name, state: 'good', found: `writable: ${writable.join(', ')}` };
  const found =
    writable.length === 0 ? 'none writable: limits are kept by a watchdog' : `writable: ${writable.join()} only`;
  const todo = 'To have the kernel keep the limits: run as root, or within systemd-run --user --scope -p Delegate=yes.';
  return { name, state: 'note', found, todo };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
