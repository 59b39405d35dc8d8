/**
 * One run of one program, from its namespaces to its outcome; how its process comes to be is the launcher's affair:
 *
 * 1. The launcher makes namespaces, whose first process waits; we give it a control group, and let it go on.
 * 2. Our sitecustomize makes the work folder within Python, says that it is ready and waits.
 * 3. We open that folder from outside, copy the files in and send the limits: here the program and its clock start.
 * 4. Its end, or ours for it: killing the first process of the namespace kills all that it ever forked.
 * 5. When all are dead and the pipes are dry, outputs are copied out of the folder, which then ceases to be.
 */
import { closeSync } from 'node:fs';
import type { Outcome, RunLimits, RunRequest } from '../sandbox.ts';
import type { Cgroups } from './cgroups.ts';
import { bringIn, bringOut, openWorkFolder, scriptName, sizeFor } from './files.ts';
import { openGuard } from './guard.ts';
import type { Launcher } from './launch.ts';
import { processEnd } from './processes.ts';
import { type Stop, verdictOf } from './verdict.ts';

export interface Supervision {
  readonly cgroups: Cgroups;
  /** Whether RLIMIT_NPROC can limit a run. */
  readonly countsByNamespace: boolean;
}

/** Beyond this much output a program is stopped; it could go on for ever. */
const mostOutput = (limits: RunLimits) => Math.max(256 * 2 ** 20, 100 * limits.outputBytes);
const SETUP_SECONDS = 60;
const STACK_BYTES = 8 * 2 ** 20;
/** Libraries reserve address space that they never use. */
const SPARE_ADDRESSES = 16 * 2 ** 30;
const SPARE_PROCESSES = 16;
/** Not 0, which only keeps files from being written: a core would still go to a handler that the host has for them. */
const CORE_BYTES = 1;

/**
 * @param attempt its number, from 1, and whether another SIGKILL would be the program's own
 * @throws Fault, and what else may fail on our side
 */
export async function supervise(
  { cgroups, countsByNamespace }: Supervision,
  launcher: Launcher,
  slot: number,
  request: RunRequest,
  signal: AbortSignal,
  attempt: { number: number; killsItself: boolean },
): Promise<Outcome> {
  const { limits } = request;
  const script = { name: scriptName(request), code: request.code };
  const tmpfsBytes = await sizeFor(request);
  await using cleanup = new AsyncDisposableStack();
  // The first process of the namespace is ours, the program's own is the second.
  const cgroup = cgroups.open({ memoryBytes: limits.memoryBytes, processes: limits.processes + 1 });
  cleanup.defer(() => cgroup.close());
  const run = launcher.launch({
    slot,
    tmpfsBytes,
    script: script.name,
    inputs: request.files.map(({ name }) => name),
    outputBytes: limits.outputBytes,
    again: attempt.number > 1,
  });
  cleanup.defer(() => run.close());
  let stopped: Stop | null = null;
  const stop = (why: Stop): void => {
    stopped ??= why;
    run.kill();
  };
  const abort = () => stop('aborted');
  signal.addEventListener('abort', abort, { once: true });
  cleanup.defer(() => signal.removeEventListener('abort', abort));
  if (signal.aborted) abort();
  const setup = setTimeout(run.kill, SETUP_SECONDS * 1000);
  cleanup.defer(() => clearTimeout(setup));

  const { first, root, pidNamespace, hostUser } = await run.made;
  cgroup.add(root);
  run.goOn();
  await run.ready;
  const workFolder = openWorkFolder(first);
  cleanup.defer(() => closeSync(workFolder));
  await bringIn(workFolder, request.files, script, hostUser);
  clearTimeout(setup);

  const guard = openGuard({ cgroups, cgroup, pidNamespace, workFolder, limits }, stop);
  cleanup.defer(guard.close);
  const started = performance.now();
  run.start(rlimits(limits, cgroups, countsByNamespace));
  const clock = setTimeout(() => stop('time-limit'), limits.seconds * 1000);
  cleanup.defer(() => clearTimeout(clock));
  run.onOutput(() => {
    if (run.stdout.bytes() + run.stderr.bytes() > mostOutput(limits)) stop('output-limit');
  });
  const exit = await run.exited;
  const seconds = (performance.now() - started) / 1000;
  await processEnd(first);
  await Promise.all([run.stdout.ended, run.stderr.ended]);
  const [stdout, stderr] = [run.stdout.read(), run.stderr.read()];
  const verdict = verdictOf({
    ...{ stopped, exit, cgroup, breach: guard.breach(), freeBytes: guard.freeBytes(), stderr: stderr.text },
    countsRefusals: cgroups.processes !== null,
    killsItself: attempt.killsItself,
  });
  return { ...verdict, stdout, stderr, seconds, ...(await bringOut(workFolder, request)) };
}

/** One line for sitecustomize.py: open files, file size, processes, address space, stack, core; -1: none. */
function rlimits(limits: RunLimits, cgroups: Cgroups, countsByNamespace: boolean): string {
  // A control group comes first where there is one: it leaves a trace.
  const processes = limits.processes + (cgroups.processes === null ? 1 : SPARE_PROCESSES);
  const values = [
    limits.openFiles,
    limits.fileBytes,
    countsByNamespace ? processes : -1,
    cgroups.memory === null ? limits.memoryBytes + SPARE_ADDRESSES : -1,
    STACK_BYTES,
    CORE_BYTES,
  ];
  return `${values.map(Math.ceil).join(' ')}\n`;
}
