/** Which guarantees hold on this machine, and by what means, found by looking from the inside; for `dare doctor`. */
import { readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { messageOf, UserError } from '../errors.ts';
import { DEFAULT_LIMITS } from '../sandbox.ts';
import { openBubblewrap } from './bubblewrap.ts';
import { findCgroups } from './cgroups.ts';
import type { LocalOptions } from './local.ts';
import { countsByNamespace } from './processes.ts';

export interface Guarantee {
  readonly name: string;
  readonly holds: boolean;
  /** What makes it hold, or what was found instead. */
  readonly means: string;
  /** What to do about it: where it does not hold, or could hold better. */
  readonly hint?: string;
}

const NAMESPACES = ['user', 'mnt', 'pid', 'net', 'ipc', 'uts', 'cgroup'];

/** Prints what a program finds out about itself. */
const LOOK = `
import importlib.util, json, os, socket
status = dict(line.split(':\\t', 1) for line in open('/proc/self/status').read().splitlines() if ':\\t' in line)
def compiled(name):
    spec = importlib.util.find_spec(name)
    return spec is None or os.path.exists(importlib.util.cache_from_source(spec.origin))
print(json.dumps({
    'namespaces': {name: os.readlink(f'/proc/self/ns/{name}') for name in ${JSON.stringify(NAMESPACES)}},
    'capabilities': max(int(status[name], 16) for name in ('CapPrm', 'CapEff', 'CapInh', 'CapAmb', 'CapBnd')),
    'noNewPrivileges': status['NoNewPrivs'].strip() == '1',
    'filter': status['Seccomp'].strip() == '2',
    'hostUsers': [line.split()[1] for line in open('/proc/self/uid_map') if line.split()[0] == str(os.getuid())],
    'interfaces': [name for _, name in socket.if_nameindex()],
    'disk': os.statvfs('.').f_blocks * os.statvfs('.').f_frsize,
    'compiled': all(compiled(name) for name in ('numpy', 'pandas', 'sklearn')),
}))`;

interface Look {
  readonly namespaces: Record<string, string>;
  readonly capabilities: number;
  readonly noNewPrivileges: boolean;
  readonly filter: boolean;
  readonly hostUsers: readonly string[];
  readonly interfaces: readonly string[];
  readonly disk: number;
  readonly compiled: boolean;
}

/** Never throws: a machine without a sandbox has one guarantee that does not hold. */
export async function probe(options: LocalOptions): Promise<Guarantee[]> {
  try {
    return guaranteesOf(await look(options), options);
  } catch (error) {
    const means = 'no program can be run in isolation';
    return [{ name: 'isolation', holds: false, means, hint: messageOf(error) }];
  }
}

async function look(options: LocalOptions): Promise<Look> {
  await using sandbox = await openBubblewrap({ ...options, workers: 1 });
  const outcome = await sandbox.run({
    code: LOOK,
    files: [],
    outputs: [],
    outputFolder: options.scratch ?? tmpdir(),
    limits: { ...DEFAULT_LIMITS, diskBytes: 1e8 },
  });
  if (outcome.kind !== 'finished' || outcome.returnCode !== 0) {
    const why = outcome.kind === 'failed' ? outcome.reason : `${outcome.kind}: ${outcome.stderr.text}`;
    throw new UserError(`The sandbox opens, but a program in it could not look around: ${why}`);
  }
  return JSON.parse(outcome.stdout.text) as Look;
}

function guaranteesOf(found: Look, options: LocalOptions): Guarantee[] {
  const shared = NAMESPACES.filter((name) => found.namespaces[name] === readlinkSync(`/proc/self/ns/${name}`));
  const asRoot = found.hostUsers.includes('0');
  const ownUser = found.hostUsers.includes(String(process.getuid!()));
  const cgroups = options.controlGroups === 'none' ? null : findCgroups();
  const delegate =
    'Make control groups writable: as root they usually are; for a user, run within ' +
    '`systemd-run --user --scope -p Delegate=yes`; in a container, mount /sys/fs/cgroup for writing.';
  return [
    {
      name: 'isolation',
      holds: shared.length === 0,
      means:
        shared.length === 0
          ? `own ${NAMESPACES.join(', ')} namespaces (bubblewrap); read-only system`
          : `namespaces shared with the host: ${shared.join(', ')}`,
      ...(shared.length > 0 ? { hint: 'Use a kernel with all of these namespaces.' } : {}),
    },
    {
      name: 'no privileges',
      holds: found.capabilities === 0 && found.noNewPrivileges && !asRoot,
      means: asRoot
        ? 'programs run as root of this machine or container, without capabilities'
        : ownUser
          ? 'programs run as your own user, without capabilities, unable to gain any'
          : `programs run as user ${found.hostUsers.join()} of the host, who owns nothing, without capabilities`,
      ...(asRoot ? { hint: 'Install setpriv (util-linux), or start as another user than root.' } : {}),
    },
    {
      name: 'system call filter',
      holds: found.filter,
      means: found.filter ? 'seccomp' : `none is written for this processor (${process.arch})`,
      ...(found.filter ? {} : { hint: 'Use a machine with an x86-64 or arm64 processor.' }),
    },
    {
      name: 'no network',
      holds: found.interfaces.every((name) => name === 'lo'),
      means: `interfaces inside: ${found.interfaces.join(', ') || 'none'}`,
    },
    {
      name: 'memory limit',
      holds: true,
      means: cgroups?.memory ?? 'watched 20 times a second: a fast program may pass it for a moment',
      ...(cgroups?.memory ? {} : { hint: delegate }),
    },
    {
      name: 'process limit',
      holds: true,
      means:
        cgroups?.processes ??
        (countsByNamespace() ? 'RLIMIT_NPROC within the namespace' : 'watched, 20 times a second'),
      ...(cgroups?.processes ? {} : { hint: delegate }),
    },
    {
      name: 'processor time limit',
      holds: true,
      means: cgroups?.cpu ?? 'counted from /proc, 20 times a second',
    },
    {
      name: 'disk limit',
      holds: found.disk < 2e8,
      means: 'a tmpfs of limited size, gone with the run',
    },
    {
      name: 'libraries are compiled',
      holds: found.compiled,
      means: found.compiled ? 'bytecode is stored beside them' : 'every run compiles pandas and scikit-learn again',
      ...(found.compiled ? {} : { hint: `Run: ${options.python} -m compileall -q <its site-packages>` }),
    },
  ];
}
