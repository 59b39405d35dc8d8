/**
 * The sandbox by Docker: a new container for each run, without network, privileges or anything writable but memory. In
 * it runs python/guest.py as the first process, out of the program's reach, and talks over the container's own streams.
 * What isolates is the engine; what is asked of it is `containerOf`.
 */
import { availableParallelism, tmpdir } from 'node:os';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Docker, { type Container, type ContainerCreateOptions } from 'dockerode';
import { codeOf, messageOf, UserError } from '../errors.ts';
import type { Outcome, RunLimits, RunRequest, Sandbox } from '../sandbox.ts';
import { Fault } from './fault.ts';
import { GUEST, orderOf, readAnswer } from './guest.ts';
import { askEnvironment } from './remote.ts';
import { openRuns } from './runs.ts';
import { openSlots } from './slots.ts';
import { keepEnds } from './stream.ts';

export interface DockerOptions {
  /** An image with Python 3.9 or later and the libraries, as `python3` on its PATH. It must be there already. */
  readonly image: string;
  /** Runs at once. Default: as many as there are cores. */
  readonly workers?: number;
  /** Where the engine listens. Default: as the docker command finds it (DOCKER_HOST, …). */
  readonly socketPath?: string;
}

const WORK = '/work';
/** The user nobody, by the number that it has nearly everywhere. */
const NOBODY = '65534:65534';
const LABEL = 'dare.sandbox';
/** Beside the program's files: inputs, and what a file system keeps of its own. */
const SPARE_FILES = 5000;
/** For all beside the program's own time. */
const SPARE_SECONDS = 60;
const LOOK_MILLISECONDS = 500;

/** @throws UserError when the engine can't be used, with what to do */
export async function openDocker({
  image,
  workers = availableParallelism(),
  socketPath,
}: DockerOptions): Promise<Sandbox> {
  const docker = new Docker(socketPath === undefined ? {} : { socketPath });
  await docker
    .getImage(image)
    .inspect()
    .catch((error: unknown) => {
      throw new UserError(whyNot(error, image));
    });
  await removeLeftovers(docker);
  const slots = openSlots(Array.from({ length: workers }, (_, number) => number));
  const { run, close } = openRuns((request, signal) =>
    slots.use(signal, async () => {
      try {
        return await runContainer(docker, image, request, signal);
      } catch (error) {
        // A container leaves nothing, so the run can be made again in another one.
        if (signal.aborted || (error instanceof Fault && error.kind === 'final')) throw error;
        return await runContainer(docker, image, request, signal);
      }
    }),
  );
  try {
    const environment = await askEnvironment(run, `The Docker image ${image}`, tmpdir());
    return { name: 'docker', environment, run, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** All that a program is kept from is asked for here. */
export function containerOf(
  image: string,
  { limits, inputBytes }: { limits: RunLimits; inputBytes: number },
): ContainerCreateOptions {
  const memory = Math.ceil(limits.memoryBytes);
  const tmpfs = (bytes: number, more: string) =>
    `rw,exec,nosuid,nodev,size=${Math.ceil(bytes)},nr_inodes=${Math.ceil(limits.fileCount) + SPARE_FILES},${more}`;
  return {
    Image: image,
    // python/guest.py and nothing that the image would start by itself.
    Entrypoint: ['python3', '-I', '-S', '-c', GUEST],
    Cmd: [],
    User: NOBODY,
    WorkingDir: '/',
    Hostname: 'sandbox',
    Env: ['LANG=C.UTF-8'],
    Labels: { [LABEL]: '' },
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    NetworkDisabled: true,
    HostConfig: {
      NetworkMode: 'none',
      IpcMode: 'private',
      ReadonlyRootfs: true,
      Tmpfs: {
        [WORK]: tmpfs(limits.diskBytes + inputBytes, 'mode=0755,uid=65534,gid=65534'),
        '/tmp': tmpfs(limits.diskBytes, 'mode=1777'),
      },
      ShmSize: Math.ceil(limits.diskBytes),
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: memory,
      MemorySwap: memory,
      // Of which the guest is one.
      PidsLimit: limits.processes + 1,
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}

async function runContainer(docker: Docker, image: string, request: RunRequest, signal: AbortSignal): Promise<Outcome> {
  const order = await orderOf(request, { work: WORK });
  await using cleanup = new AsyncDisposableStack();
  const wanted = containerOf(image, { limits: request.limits, inputBytes: order.bytes });
  // Else dockerode sends all of it a second time, in the address.
  const container = await docker.createContainer({ _query: {}, _body: wanted } as ContainerCreateOptions);
  cleanup.defer(() => remove(container));
  // A socket, whatever its declared type.
  const stream = (await container.attach({
    stream: true,
    stdin: true,
    stdout: true,
    stderr: true,
    hijack: true,
  })) as Duplex;
  cleanup.defer(() => void stream.destroy());
  // Whoever reads or writes hears of it; before that, nobody listens.
  stream.on('error', () => {});
  const abort = () => stream.destroy(new Fault('aborted', 'final'));
  signal.addEventListener('abort', abort, { once: true });
  cleanup.defer(() => signal.removeEventListener('abort', abort));
  signal.throwIfAborted();
  const complaint = keepEnds(4000);
  await container.start();

  const silence = () => stream.destroy(new Fault('the container did not answer in time'));
  let timer = setTimeout(silence, SPARE_SECONDS * 1000);
  cleanup.defer(() => clearTimeout(timer));
  const sent = pipeline(order.chunks(), stream, { end: false });
  // A guest that died early breaks the pipe; its own words tell why.
  sent.catch(() => {});
  const memory = watchMemory(container, () => void stream.write('{"stop": "memory-limit"}\n'));
  cleanup.defer(memory.close);
  try {
    const outcome = await readAnswer(stdoutOf(stream, complaint.add), request, () => {
      clearTimeout(timer);
      timer = setTimeout(silence, (request.limits.seconds + SPARE_SECONDS) * 1000);
    });
    // The kernel may have ended the program before anyone looked.
    if (outcome.kind !== 'finished' || outcome.returnCode !== 137 || !(await memory.isOut())) return outcome;
    const { returnCode: _, ...ended } = outcome;
    return { ...ended, kind: 'memory-limit' };
  } catch (error) {
    signal.throwIfAborted();
    if (await memory.isOut()) return lostToMemory(request);
    await sent.catch((reason: unknown) => {
      if (reason instanceof Fault) throw reason;
    });
    const words = complaint.read().text.trim().split('\n').at(-1);
    throw words && error instanceof Fault ? new Fault(`${error.message} (${words})`, error.kind) : error;
  }
}

/** stdout's part of what a container without a terminal says; the engine puts eight bytes before each piece. */
async function* stdoutOf(stream: AsyncIterable<Buffer>, onStderr: (bytes: Buffer) => void): AsyncGenerator<Buffer> {
  let buffered: Buffer = Buffer.alloc(0);
  let left = 0;
  let isStdout = true;
  for await (const chunk of stream) {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    while (buffered.length > 0) {
      if (left === 0) {
        if (buffered.length < 8) break;
        isStdout = buffered[0] === 1;
        left = buffered.readUInt32BE(4);
        buffered = buffered.subarray(8);
      }
      const part = buffered.subarray(0, left);
      buffered = buffered.subarray(part.length);
      left -= part.length;
      if (part.length === 0) continue;
      if (isStdout) yield part;
      else onStderr(part);
    }
  }
}

/** The kernel chose the guest itself, and with it all that it knew. */
function lostToMemory({ limits, outputs }: RunRequest): Outcome {
  const none = { text: '', bytes: 0, cut: false };
  const missing = outputs.map((name) => ({ name, reason: 'the container ended for its memory' }));
  return { kind: 'memory-limit', stdout: none, stderr: none, seconds: limits.seconds, files: [], missing };
}

/** Tells once when the engine says that a process was ended for the container's memory, be it the program's own or not. */
function watchMemory(container: Container, onOut: () => void): { isOut(): Promise<boolean>; close(): void } {
  const isOut = async (): Promise<boolean> => {
    const state = await container.inspect().catch(() => null);
    return state?.State.OOMKilled ?? false;
  };
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const look = async (): Promise<void> => {
    if (await isOut()) onOut();
    else if (!closed) wait();
  };
  const wait = () => {
    timer = setTimeout(() => void look(), LOOK_MILLISECONDS);
  };
  wait();
  return {
    isOut,
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** One that ended by itself is removed by the engine, which may be at it. */
async function remove(container: Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch((error: { statusCode?: number }) => {
    if (error.statusCode !== 404 && error.statusCode !== 409)
      throw new Fault(`a container was left: ${messageOf(error)}`);
  });
}

/** Containers of harnesses that were killed: their guests ended with the stream, but nobody was there to remove them. */
async function removeLeftovers(docker: Docker): Promise<void> {
  await docker.pruneContainers({ filters: { label: [LABEL], until: ['1h'] } }).catch(() => {});
}

function whyNot(error: unknown, image: string): string {
  if ((error as { statusCode?: number }).statusCode === 404) {
    return `There is no Docker image ${image} here. Fetch or build it: docker pull ${image}.`;
  }
  return (
    `The Docker engine can't be used (${codeOf(error) ?? messageOf(error)}). Start it, set DOCKER_HOST to where it ` +
    'listens, and see that you may use it (docker info).'
  );
}
