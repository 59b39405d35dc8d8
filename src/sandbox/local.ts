/**
 * What the sandboxes of this machine have in common: runs wait for a place, are made again where the failure was
 * ours, end when aborted, and all end when the sandbox is closed. How a process comes to be is the launcher's affair.
 */
import { availableParallelism, tmpdir } from 'node:os';
import { UserError } from '../errors.ts';
import { DEFAULT_LIMITS, type Outcome, type RunRequest, type Sandbox } from '../sandbox.ts';
import { FIRST_ARGUMENTS } from './arguments.ts';
import { findCgroups, NO_CGROUPS } from './cgroups.ts';
import { Fault } from './fault.ts';
import { askInterpreter } from './interpreter.ts';
import type { Ground, Launcher } from './launch.ts';
import { countsByNamespace, killOrphans } from './processes.ts';
import { openRuns } from './runs.ts';
import { seccompFilter } from './seccomp.ts';
import { openSlots } from './slots.ts';
import { supervise } from './supervise.ts';

/** As in python/sandbox/sitecustomize.py. */
const STDIN_NAME = '.dare-stdin';

export interface LocalOptions {
  /** Absolute path of the environment's Python. */
  readonly python: string;
  /** The environment's identity, such as the hash of its lock. */
  readonly environment: string;
  /** Runs at once. Default: as many as there are cores. */
  readonly workers?: number;
  /** An existing folder for a moment's use when opening. Default: the system's temporary one. */
  readonly scratch?: string;
  /** Default: bwrap, as PATH finds it. */
  readonly bubblewrap?: string;
  /** none: leave control groups alone even where they are writable. */
  readonly controlGroups?: 'found' | 'none';
}

/** To make one run, as long as it fails for reasons of ours. */
const ATTEMPTS = 3;

/**
 * Opens a sandbox, and runs an empty program in it.
 * @throws UserError when this machine can't isolate programs, with what to do
 */
export async function openLocal(
  name: string,
  options: LocalOptions,
  openLauncher: (ground: Ground) => Promise<Launcher>,
): Promise<Sandbox> {
  const { environment, workers = availableParallelism(), scratch = tmpdir(), bubblewrap = 'bwrap' } = options;
  const interpreter = await askInterpreter(options.python);
  const cgroups = options.controlGroups === 'none' ? NO_CGROUPS : findCgroups();
  const supervision = { cgroups, countsByNamespace: countsByNamespace() };
  killOrphans([bubblewrap, ...FIRST_ARGUMENTS]);
  const filter = seccompFilter(cgroups.memory !== null);
  const launcher = await openLauncher({ bubblewrap, interpreter, filter, workers, scratch });
  const slots = openSlots(Array.from({ length: workers }, (_, number) => number));
  const runs = openRuns((given, signal) => {
    const request = withStdin(given);
    return slots.use(signal, async (slot) => {
      let kills = 0;
      for (let number = 1; ; number += 1) {
        try {
          const killsItself = kills === ATTEMPTS - 1;
          return await supervise(supervision, launcher, slot, request, signal, { number, killsItself });
        } catch (error) {
          const kind = error instanceof Fault ? error.kind : 'passing';
          // A run leaves nothing, so it can be made again.
          if (signal.aborted || number === ATTEMPTS || kind === 'final') throw error;
          if (kind === 'killed') kills += 1;
        }
      }
    });
  });
  const close = async (): Promise<void> => {
    await runs.close();
    await launcher.close();
  };

  const first = await runs.run({ code: '', files: [], outputs: [], outputFolder: scratch, limits: DEFAULT_LIMITS });
  if (first.kind !== 'finished' || first.returnCode !== 0) {
    await close();
    throw new UserError(whyNot(first));
  }
  return { name, environment, run: runs.run, [Symbol.asyncDispose]: close };
}

/** Standard input goes in as a file, which sitecustomize.py opens and removes before the program starts. */
function withStdin(request: RunRequest): RunRequest {
  if (request.stdin === undefined) return request;
  return { ...request, files: [...request.files, { name: STDIN_NAME, path: request.stdin }] };
}

/** What to do about a machine on which the empty program does not run. */
function whyNot(outcome: Outcome): string {
  const reason =
    outcome.kind === 'failed' ? outcome.reason : `an empty program ended with ${outcome.kind}: ${outcome.stderr.text}`;
  const start = `The sandbox can't be opened: ${reason.trim()}.`;
  if (/ENOENT/.test(reason) && /started/.test(reason)) {
    return `${start} Install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap).`;
  }
  if (/namespace|uid_map|setgroups|Operation not permitted|EPERM|EACCES|Permission denied/i.test(reason)) {
    return (
      `${start} Programs are isolated by user namespaces, which this machine does not allow here. ` +
      'On Ubuntu 23.10 and later: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0. On older Debian: ' +
      'sysctl -w kernel.unprivileged_userns_clone=1. In a Docker container: start it with ' +
      '--security-opt seccomp=unconfined --security-opt apparmor=unconfined --cap-add SYS_ADMIN.'
    );
  }
  return `${start} Run ./dare doctor, which says what is missing.`;
}
