/**
 * Control groups, where we may write them: version 1 (a hierarchy for each controller) or version 2 (one for all). Each
 * run gets a group of its own, which limits the sum over all its processes, files in its tmpfs included, and counts
 * what they use.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../errors.ts';
import { pause, processTag, tagIsAlive } from './processes.ts';

export interface Cgroups {
  readonly memory: 'cgroup v1' | 'cgroup v2' | null;
  readonly processes: 'cgroup v1' | 'cgroup v2' | null;
  /** Processor time is counted, which limits nothing by itself. */
  readonly cpu: 'cgroup v1' | 'cgroup v2' | null;
  open(limits: { memoryBytes: number; processes: number }): Cgroup;
}

export interface Cgroup {
  add(pid: number): void;
  /** own: it reached its own limit; foreign: the kernel took a process of it for the machine's sake. */
  outOfMemory(): 'own' | 'foreign' | null;
  /** Whether a process or thread was refused. */
  outOfProcesses(): boolean;
  /** Processor seconds used so far; null where they are not counted. */
  cpuSeconds(): number | null;
  /** Removes it; its processes must be dead or dying. */
  close(): Promise<void>;
}

export const NO_CGROUPS: Cgroups = {
  memory: null,
  processes: null,
  cpu: null,
  open: () => ({
    add: () => {},
    outOfMemory: () => null,
    outOfProcesses: () => false,
    cpuSeconds: () => null,
    close: async () => {},
  }),
};

const PREFIX = 'dare-';
/** What a run's own connections may have on their way. */
const TCP_BYTES = 64 * 2 ** 20;

/** What this machine lets us use, and removes groups that a killed harness left. */
export function findCgroups(root = '/sys/fs/cgroup', ownGroups = readFileSync('/proc/self/cgroup', 'utf8')): Cgroups {
  const own = parseOwnGroups(ownGroups);
  if (existsSync(join(root, 'cgroup.controllers'))) return findVersion2(root, own.get('') ?? '/');
  const memory = findVersion1(root, 'memory', 'memory.limit_in_bytes', own);
  const pids = findVersion1(root, 'pids', 'pids.max', own);
  const cpu = findVersion1(root, 'cpuacct', 'cpuacct.usage', own);
  if (memory === null && pids === null && cpu === null) return NO_CGROUPS;
  return {
    memory: memory === null ? null : 'cgroup v1',
    processes: pids === null ? null : 'cgroup v1',
    cpu: cpu === null ? null : 'cgroup v1',
    open: (limits) => {
      const name = newName();
      const memoryGroup = memory === null ? null : makeGroup(memory, name);
      const pidsGroup = pids === null ? null : makeGroup(pids, name);
      const cpuGroup = cpu === null ? null : makeGroup(cpu, name);
      if (memoryGroup !== null) {
        write(memoryGroup, 'memory.limit_in_bytes', limits.memoryBytes);
        // Memory and swap together, where swap is accounted: a little more, or memory.failcnt would never move.
        if (existsSync(join(memoryGroup, 'memory.memsw.limit_in_bytes'))) {
          write(memoryGroup, 'memory.memsw.limit_in_bytes', limits.memoryBytes + 2 ** 20);
        }
        // Counted apart from the rest: without this, a loopback's connections could take all that the machine has for TCP.
        if (existsSync(join(memoryGroup, 'memory.kmem.tcp.limit_in_bytes'))) {
          write(memoryGroup, 'memory.kmem.tcp.limit_in_bytes', Math.min(limits.memoryBytes, TCP_BYTES));
        }
      }
      if (pidsGroup !== null) write(pidsGroup, 'pids.max', limits.processes);
      const groups = [memoryGroup, pidsGroup, cpuGroup].filter((group) => group !== null);
      return {
        add: (pid) => {
          for (const group of groups) write(group, 'cgroup.procs', pid);
        },
        outOfMemory: () => {
          if (memoryGroup === null || counter(memoryGroup, 'memory.oom_control', 'oom_kill') === 0) return null;
          return Number(readFileSync(join(memoryGroup, 'memory.failcnt'), 'utf8')) > 0 ? 'own' : 'foreign';
        },
        outOfProcesses: () => pidsGroup !== null && counter(pidsGroup, 'pids.events', 'max') > 0,
        cpuSeconds: () =>
          cpuGroup === null ? null : Number(readFileSync(join(cpuGroup, 'cpuacct.usage'), 'utf8')) / 1e9,
        close: () => removeAll(groups),
      };
    },
  };
}

/** Controllers' names (empty for version 2) to the group that we are in. */
function parseOwnGroups(text: string): Map<string, string> {
  const lines = text.split('\n').map((line) => /^\d+:([^:]*):(.*)$/.exec(line));
  return new Map(lines.flatMap((found) => (found ? found[1]!.split(',').map((name) => [name, found[2]!]) : [])));
}

/** The group within which we may make groups: our own, else the hierarchy's top. */
function findVersion1(root: string, controller: string, file: string, own: Map<string, string>): string | null {
  const group = own.get(controller);
  if (group === undefined) return null;
  for (const parent of [join(root, controller, group), join(root, controller)]) {
    sweep(parent);
    if (canLimit(parent, [file])) return parent;
  }
  return null;
}

function findVersion2(root: string, group: string): Cgroups {
  // Groups with processes can't give controllers to children, except the top: so our own, or one above.
  const candidates: string[] = [];
  for (let path = group; ; path = join(path, '..')) {
    candidates.push(join(root, path));
    if (path === '/' || path === '.') break;
  }
  for (const parent of candidates) {
    sweep(parent);
    try {
      write(parent, 'cgroup.subtree_control', '+memory +pids');
    } catch {
      // Perhaps they are given already.
    }
    if (!canLimit(parent, ['memory.max', 'pids.max'])) continue;
    return {
      memory: 'cgroup v2',
      processes: 'cgroup v2',
      cpu: 'cgroup v2',
      open: (limits) => {
        const path = makeGroup(parent, newName());
        write(path, 'memory.max', limits.memoryBytes);
        if (existsSync(join(path, 'memory.swap.max'))) write(path, 'memory.swap.max', 0);
        if (existsSync(join(path, 'memory.oom.group'))) write(path, 'memory.oom.group', 1);
        write(path, 'pids.max', limits.processes);
        return {
          add: (pid) => write(path, 'cgroup.procs', pid),
          outOfMemory: () => {
            if (counter(path, 'memory.events', 'oom_kill') === 0) return null;
            return counter(path, 'memory.events', 'oom') > 0 ? 'own' : 'foreign';
          },
          outOfProcesses: () => counter(path, 'pids.events', 'max') > 0,
          cpuSeconds: () => counter(path, 'cpu.stat', 'usage_usec') / 1e6,
          close: () => removeAll([path]),
        };
      },
    };
  }
  return NO_CGROUPS;
}

let made = 0;

function newName(): string {
  made += 1;
  return `${PREFIX}${processTag()}-${made}`;
}

function makeGroup(parent: string, name: string): string {
  const path = join(parent, name);
  mkdirSync(path);
  return path;
}

function canLimit(parent: string, files: readonly string[]): boolean {
  const path = join(parent, newName());
  try {
    mkdirSync(path);
  } catch {
    return false;
  }
  try {
    if (!files.every((file) => existsSync(join(path, file)))) return false;
    // Moving a process in needs more rights than making a group: also over the group that holds both ends.
    accessSync(join(parent, 'cgroup.procs'), constants.W_OK);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(path);
  }
}

/** Removes the groups of processes that are no more. Theirs died with them. */
function sweep(parent: string): void {
  let names: string[];
  try {
    names = readdirSync(parent);
  } catch {
    return;
  }
  for (const name of names) {
    const tag = /^dare-(\d+-\d+)-\d+$/.exec(name)?.[1];
    if (tag === undefined || tagIsAlive(tag)) continue;
    try {
      rmdirSync(join(parent, name));
    } catch {
      // Another harness was faster, or something in it is still dying: the next one removes it.
    }
  }
}

/** A process leaves its group a moment after it is seen to be dead. One that stays is empty, and swept later. */
async function removeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      try {
        rmdirSync(path);
        break;
      } catch (error) {
        if (codeOf(error) !== 'EBUSY') break;
        await pause(Math.min(10, 1 + attempt));
      }
    }
  }
}

function write(group: string, file: string, value: string | number): void {
  writeFileSync(join(group, file), String(value));
}

function counter(group: string, file: string, name: string): number {
  const text = readFileSync(join(group, file), 'utf8');
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}
