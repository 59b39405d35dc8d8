/** bubblewrap's command line: what a program sees of the machine. All that is not named here is not there. */
import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InterpreterIdentity, ProgramIdentity } from './identity.ts';
import type { Interpreter } from './interpreter.ts';

/** The program's current folder. One tmpfs of limited size holds it, /tmp and /dev/shm. */
export const WORK_FOLDER = '/tmp/work';
/** The script's name, unless a file of the run's has it. */
export const USUAL_SCRIPT = 'main.py';
/** Libraries may want to write a little while they are loaded. */
const INTERPRETER_TMPFS_BYTES = 64e6;

/** Our few files for the inside: python/sandbox/ of this repository. */
const OWN_FOLDER = join(import.meta.dirname, '../../python/sandbox');
const OWN_FOLDER_INSIDE = '/opt/sandbox';
const OWN_ETC = ['passwd', 'group', 'nsswitch.conf', 'hosts'];
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'];

/** Descriptors that bubblewrap and the bootstrap get, beyond 0, 1 and 2. */
export const DESCRIPTORS = { info: 3, unblock: 4, seccomp: 5, channel: 6, options: 7 } as const;

/** The part that is the same for all runs, read by bubblewrap from a file: its command line stays short and mute. */
export function constantOptions(interpreter: Interpreter, withFilter: boolean): Buffer {
  const options = [
    ...['--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--die-with-parent', '--new-session', '--hostname', 'sandbox'],
    ...(withFilter ? ['--seccomp', String(DESCRIPTORS.seccomp)] : []),
    ...['--ro-bind', '/usr', '/usr', ...['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].flatMap(likeHost)],
    ...['--proc', '/proc'],
    // To the host's root user, files in here would be open for writing, capabilities or not.
    ...['--tmpfs', '/proc/sys', '--remount-ro', '/proc/sys'],
    ...['--perms', '0755', '--dir', '/dev'],
    ...DEVICES.flatMap((name) => ['--dev-bind', `/dev/${name}`, `/dev/${name}`]),
    ...symlink('/proc/self/fd', '/dev/fd'),
    ...['stdin', 'stdout', 'stderr'].flatMap((name, index) => symlink(`/proc/self/fd/${index}`, `/dev/${name}`)),
    ...symlink('/tmp', '/dev/shm'),
    ...readOnly(OWN_FOLDER, OWN_FOLDER_INSIDE),
    ...OWN_ETC.flatMap((name) => symlink(`${OWN_FOLDER_INSIDE}/${name}`, `/etc/${name}`)),
    ...symlink('/usr/share/zoneinfo/UTC', '/etc/localtime'),
    ...['/etc/alternatives', '/etc/ld.so.cache', '/etc/fonts'].filter(existsSync).flatMap((path) => readOnly(path)),
    ...interpreter.folders.flatMap((path) => readOnly(path)),
    ...['--remount-ro', '/', '--chdir', '/tmp', '--clearenv'],
    ...Object.entries(environmentOf(interpreter)).flatMap(([name, value]) => ['--setenv', name, value]),
  ];
  return Buffer.from(options.map((option) => `${option}\0`).join(''));
}

/** @param tmpfsBytes the size of all that is writable. */
export function commandLine(
  interpreter: Interpreter,
  identity: ProgramIdentity,
  { tmpfsBytes, script }: { tmpfsBytes: number; script: string },
): string[] {
  return [
    ...beginning(identity.options, tmpfsBytes),
    // bubblewrap's own process, which is the program's user where we are not root: its memory could be written to.
    ...['--tmpfs', '/proc/1', '--remount-ro', '/proc/1'],
    ...['--', ...identity.command, interpreter.python, `${WORK_FOLDER}/${script}`],
  ];
}

/** For the warm interpreter, which is the first process of its namespace, so that all its runs end with it. */
export function interpreterCommandLine(interpreter: Interpreter, identity: InterpreterIdentity): string[] {
  return [
    ...beginning(identity.options, INTERPRETER_TMPFS_BYTES),
    ...['--as-pid-1', '--', interpreter.python, `${WORK_FOLDER}/${USUAL_SCRIPT}`],
  ];
}

/** What all our command lines begin with. */
export const FIRST_ARGUMENTS = [
  ...['--unshare-user', '--info-fd', String(DESCRIPTORS.info), '--userns-block-fd', String(DESCRIPTORS.unblock)],
  ...['--cap-drop', 'ALL'],
];

function beginning(identity: readonly string[], tmpfsBytes: number): string[] {
  return [
    ...FIRST_ARGUMENTS,
    ...identity,
    ...['--perms', '1777', '--size', String(tmpfsBytes), '--tmpfs', '/tmp', '--args', String(DESCRIPTORS.options)],
  ];
}

/** All the environment variables there are: one machine's, one hour's and one core's like another's. */
function environmentOf({ prefix }: Interpreter): Record<string, string> {
  const libraries = ['OMP', 'OPENBLAS', 'MKL', 'BLIS', 'NUMEXPR', 'VECLIB_MAXIMUM'];
  return {
    HOME: '/tmp',
    USER: 'agent',
    PATH: [...new Set([`${prefix}/bin`, '/usr/local/bin', '/usr/bin', '/bin'])].join(':'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    ...Object.fromEntries(libraries.map((library) => [`${library}_NUM_THREADS`, '1'])),
    MPLBACKEND: 'Agg',
    PYTHONHASHSEED: '0',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONNOUSERSITE: '1',
    // Where Python finds our sitecustomize, which removes it.
    PYTHONPATH: OWN_FOLDER_INSIDE,
  };
}

function likeHost(path: string): string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isSymbolicLink() ? symlink(readlinkSync(path), path) : ['--ro-bind', path, path];
}

function symlink(target: string, path: string): string[] {
  return [...parents(path), '--symlink', target, path];
}

function readOnly(from: string, to = from): string[] {
  return [...parents(to), '--ro-bind', from, to];
}

/** Made by name, for bubblewrap would make them for its own user only. /tmp is there already. */
function parents(path: string): string[] {
  const folder = dirname(path);
  if (folder === '/' || folder === '/tmp') return [];
  return [...parents(folder), '--perms', '0755', '--dir', folder];
}
