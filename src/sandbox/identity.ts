/**
 * Who a program is on the host. Started by root, it runs as a user that owns nothing; started by anyone else, as that
 * user, without any capability. Inside it is always `agent`, 1000.
 *
 * Root maps two users into the namespace: itself, which binds folders that only root may enter (a home's cache), and
 * the program's, which `setpriv` switches to with every capability gone before Python starts.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export interface Identity {
  /** bubblewrap's options. */
  readonly options: readonly string[];
  /** Lets a namespace that was just made have these users. */
  map(pid: number): void;
}

export interface ProgramIdentity extends Identity {
  /** The program's user on the host, which its files are given to; null: our own. */
  readonly hostUser: number | null;
  /** Goes before the program's command line. */
  readonly command: readonly string[];
}

export interface InterpreterIdentity extends Identity {
  /** The users that programs may be, the first and how many; null: only our own. */
  readonly users: readonly [first: number, count: number] | null;
}

const AGENT = '1000';
/** Not given to anyone by convention: between systemd's ranges for users of the host and for services. */
const FIRST_USER = 60_600;
const USERS = 500;
const SETPRIV = '/usr/bin/setpriv';

/** @param slot tells apart the runs that are there at once. */
export function identityOf(slot: number): ProgramIdentity {
  const user = FIRST_USER + (slot % USERS);
  if (process.geteuid!() !== 0 || !haveUsers(user, 1) || !existsSync(SETPRIV)) {
    return { ...ourselves(), hostUser: null, command: [] };
  }
  return {
    hostUser: user,
    options: adding('CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'),
    command: [
      ...[SETPRIV, '--reuid', AGENT, '--regid', AGENT, '--clear-groups'],
      ...['--inh-caps=-all', '--bounding-set=-all', '--'],
    ],
    map: (pid) => writeMaps(pid, `0 0 1\n${AGENT} ${user} 1\n`),
  };
}

/**
 * The warm interpreter's own, which makes namespaces and mounts within its own, and gives each program its user there:
 * it needs the power for that, but has it over nothing else.
 */
export function identityOfInterpreter(): InterpreterIdentity {
  const may = adding(
    ...['CAP_SYS_ADMIN', 'CAP_SYS_CHROOT', 'CAP_SYS_PTRACE', 'CAP_NET_ADMIN'],
    ...['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP', 'CAP_SETFCAP'],
  );
  if (process.geteuid!() !== 0 || !haveUsers(FIRST_USER, USERS)) {
    const { options, map } = ourselves();
    return { users: null, options: [...options, ...may], map };
  }
  return {
    users: [FIRST_USER, USERS],
    options: may,
    map: (pid) => writeMaps(pid, `0 0 1\n${FIRST_USER} ${FIRST_USER} ${USERS}\n`),
  };
}

function adding(...capabilities: string[]): string[] {
  return capabilities.flatMap((capability) => ['--cap-add', capability]);
}

function ourselves(): Identity {
  return {
    options: ['--uid', AGENT, '--gid', AGENT],
    map: (pid) => {
      // The kernel asks this of everyone but root before a group may be mapped.
      writeFileSync(`/proc/${pid}/setgroups`, 'deny');
      writeFileSync(`/proc/${pid}/uid_map`, `${AGENT} ${process.geteuid!()} 1\n`);
      writeFileSync(`/proc/${pid}/gid_map`, `${AGENT} ${process.getegid!()} 1\n`);
    },
  };
}

function writeMaps(pid: number, map: string): void {
  writeFileSync(`/proc/${pid}/uid_map`, map);
  writeFileSync(`/proc/${pid}/gid_map`, map);
}

/** Whether these users exist where we are: a container may have only some. */
function haveUsers(first: number, count: number): boolean {
  return ['uid_map', 'gid_map'].every((file) =>
    readFileSync(`/proc/self/${file}`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .some(([inside, , size]) => first >= inside! && first + count <= inside! + size!),
  );
}
