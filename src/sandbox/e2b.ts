/**
 * The sandbox by E2B: a new micro virtual machine for each run, without internet. In it python/guest.py runs as root, and
 * the program as a user that owns nothing. The machine is the isolation and its memory the memory limit.
 */
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { AuthenticationError, CommandExitError, Sandbox as Machine, NotFoundError, type SandboxOpts } from 'e2b';
import { messageOf } from '../errors.ts';
import type { Outcome, RunRequest, Sandbox } from '../sandbox.ts';
import { Fault } from './fault.ts';
import { GUEST, orderOf, readAnswer } from './guest.ts';
import { askEnvironment } from './remote.ts';
import { openRuns } from './runs.ts';
import { openSlots } from './slots.ts';

export interface E2bOptions {
  /** A template with Python 3.9 or later and the libraries, as `python3` on root's PATH. */
  readonly template: string;
  readonly apiKey: string;
  /** Machines at once. Default: 16; accounts have a limit of their own. */
  readonly workers?: number;
  /** Where the API and the machines are reached, for an E2B that is not the company's. */
  readonly addresses?: Pick<SandboxOpts, 'apiUrl' | 'sandboxUrl'>;
}

const FOLDER = '/opt/sandbox';
const NOBODY = 65_534;
/** Of a machine's life beyond the program's own time; it ends then even if nobody is left to end it. */
const SPARE_SECONDS = 300;

/** @throws UserError when no machine can be had, with what to do */
export async function openE2b(options: E2bOptions): Promise<Sandbox> {
  const slots = openSlots(Array.from({ length: options.workers ?? 16 }, (_, number) => number));
  const { run, close } = openRuns((request, signal) =>
    slots.use(signal, async () => {
      try {
        return await runMachine(options, request, signal);
      } catch (error) {
        // A machine leaves nothing, so the run can be made again on another one.
        if (signal.aborted || (error instanceof Fault && error.kind === 'final')) throw error;
        return await runMachine(options, request, signal);
      }
    }),
  );
  try {
    const environment = await askEnvironment(run, `The E2B template ${options.template}`, tmpdir());
    return { name: 'e2b', environment, run, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function runMachine(options: E2bOptions, request: RunRequest, signal: AbortSignal): Promise<Outcome> {
  const { template, apiKey, addresses } = options;
  const seconds = request.limits.seconds + SPARE_SECONDS;
  const order = await orderOf(request, { work: '/work', user: NOBODY, machine: true });
  const machine = await Machine.create(template, {
    ...addresses,
    apiKey,
    timeoutMs: seconds * 1000,
    allowInternetAccess: false,
    signal,
  }).catch((error: unknown) => {
    throw new Fault(whyNot(error, template), error instanceof AuthenticationError ? 'final' : 'passing');
  });
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(async () => {
    // It ends by itself when its time is over.
    await machine.kill().catch(() => {});
  });
  const files = { user: 'root', signal } as const;
  const content = Readable.toWeb(Readable.from(order.chunks(), { objectMode: false })) as ReadableStream;
  await Promise.all([
    machine.files.write(`${FOLDER}/guest.py`, GUEST, { ...files, useOctetStream: true }),
    machine.files.write(`${FOLDER}/order`, content, { ...files, useOctetStream: true }),
  ]);
  // The shell's words are for us; the program's own go into the answer.
  await machine.commands
    .run(`exec python3 -I -S ${FOLDER}/guest.py ${FOLDER}/order ${FOLDER}/answer`, {
      user: 'root',
      cwd: '/',
      timeoutMs: seconds * 1000,
      signal,
    })
    .catch((error: unknown) => {
      const words = error instanceof CommandExitError ? error.stderr.trim().split('\n').at(-1) : messageOf(error);
      throw new Fault(`the program in the machine failed: ${words}`);
    });
  const answer = await machine.files.read(`${FOLDER}/answer`, { ...files, format: 'stream' });
  return await readAnswer(answer, request, () => {});
}

function whyNot(error: unknown, template: string): string {
  if (error instanceof AuthenticationError) return 'E2B refuses the key: set E2B_API_KEY to a valid one';
  if (error instanceof NotFoundError) return `E2B knows no template ${template}`;
  return `E2B gave no machine: ${messageOf(error)}`;
}
