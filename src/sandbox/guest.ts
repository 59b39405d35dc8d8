/**
 * The other side of python/guest.py, which runs one program in a container or a machine of its own: what it is sent, and
 * how its answer is read. The transport is whoever's uses it. Nothing that comes back is trusted: it may be as large and
 * as wrong as a hostile program can make it.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../errors.ts';
import type { Outcome, OutputFile, RunLimits, RunRequest } from '../sandbox.ts';
import { Fault } from './fault.ts';
import { scriptName } from './files.ts';
import { isPlain, sizesOf } from './remote.ts';
import { limitMet } from './verdict.ts';

/** The program's source, as an argument of `python3 -I -S -c` or a file. */
export const GUEST = readFileSync(new URL('../../python/guest.py', import.meta.url), 'utf8');

export interface GuestOptions {
  /** The program's current folder. */
  readonly work: string;
  /** The user that the program is run as, where the guest is root. */
  readonly user?: number;
  /** Whether the guest itself is to see to the memory limit, on a machine that is there for it alone. */
  readonly machine?: boolean;
}

const STACK_BYTES = 8 * 2 ** 20;
const mostOutput = (limits: RunLimits) => Math.max(256 * 2 ** 20, 100 * limits.outputBytes);

const ENVIRONMENT = {
  HOME: '/tmp',
  USER: 'agent',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  ...Object.fromEntries(
    ['OMP', 'OPENBLAS', 'MKL', 'BLIS', 'NUMEXPR', 'VECLIB_MAXIMUM'].map((library) => [`${library}_NUM_THREADS`, '1']),
  ),
  MPLBACKEND: 'Agg',
  PYTHONHASHSEED: '0',
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONNOUSERSITE: '1',
};

/** What the guest reads, with its length. @throws Fault for an input that can't be read */
export async function orderOf(
  request: RunRequest,
  options: GuestOptions,
): Promise<{ bytes: number; chunks: () => AsyncGenerator<Buffer> }> {
  const { limits, code } = request;
  const files = await sizesOf(request.files);
  const stdin = request.stdin === undefined ? 0 : (await stat(request.stdin)).size;
  const script = scriptName(request);
  const whole = (value: number) => Math.ceil(value);
  const header = Buffer.from(
    `${JSON.stringify({
      ...options,
      files: [[script, Buffer.byteLength(code)], ...files.map(({ name, bytes }) => [name, bytes])],
      stdin,
      script,
      outputs: [...new Set(request.outputs)].filter(isPlain),
      seconds: limits.seconds,
      cpuSeconds: limits.cpuSeconds,
      fileCount: whole(limits.fileCount),
      outputBytes: whole(limits.outputBytes),
      mostOutput: mostOutput(limits),
      memoryBytes: whole(limits.memoryBytes),
      fileBytes: whole(limits.fileBytes),
      diskBytes: whole(limits.diskBytes),
      environment: ENVIRONMENT,
      // Soft and hard; null: as it is.
      rlimits: {
        RLIMIT_NOFILE: [whole(limits.openFiles), whole(limits.openFiles)],
        RLIMIT_FSIZE: [whole(limits.fileBytes), whole(limits.fileBytes)],
        RLIMIT_STACK: [STACK_BYTES, null],
        RLIMIT_CORE: [0, 0],
        ...(options.user === undefined ? {} : { RLIMIT_NPROC: [limits.processes, limits.processes] }),
      },
    })}\n`,
  );
  const bytes = header.length + Buffer.byteLength(code) + files.reduce((sum, file) => sum + file.bytes, 0) + stdin;
  async function* chunks(): AsyncGenerator<Buffer> {
    yield header;
    yield Buffer.from(code);
    for (const { path, bytes: size } of files) yield* contentOf(path, size);
    if (request.stdin !== undefined) yield* contentOf(request.stdin, stdin);
  }
  return { bytes, chunks };
}

async function* contentOf(path: string, bytes: number): AsyncGenerator<Buffer> {
  await using file = await open(path);
  for (let left = bytes; left > 0; ) {
    const piece = Buffer.allocUnsafe(Math.min(left, 2 ** 18));
    const { bytesRead } = await file.read(piece, 0, piece.length);
    if (bytesRead === 0) throw new Fault(`${path} became shorter while it was sent`, 'final');
    left -= bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

const STREAM = z.object({ text: z.string(), bytes: z.int(), cut: z.boolean() });
const RESULT = z.object({
  kind: z.enum(['finished', 'time-limit', 'cpu-limit', 'memory-limit', 'output-limit', 'file-count-limit']),
  freeBytes: z.int(),
  returnCode: z.int(),
  seconds: z.number(),
  stdout: STREAM,
  stderr: STREAM,
  files: z.array(z.tuple([z.string(), z.int().min(0)])),
  missing: z.array(z.tuple([z.string(), z.string()])),
});

/**
 * Reads the guest's answer, and stores the outputs.
 * @throws Fault when it is none
 */
export async function readAnswer(
  chunks: AsyncIterable<Uint8Array>,
  request: RunRequest,
  onStarted: () => void,
): Promise<Exclude<Outcome, { kind: 'failed' }>> {
  const { limits, outputFolder } = request;
  const source = reader(chunks);
  // A character may take six bytes in JSON.
  const longest = 12 * limits.outputBytes + 1e6;
  if (!z.object({ started: z.literal(true) }).safeParse(json(await source.line(longest))).success) {
    throw new Fault('the program in the container said something else than that it started');
  }
  onStarted();
  const parsed = RESULT.safeParse(json(await source.line(longest)));
  if (!parsed.success) throw new Fault('the answer from the container is broken');
  const { kind, returnCode, seconds, stdout, stderr, freeBytes, files: sent, missing: told } = parsed.data;
  const asked = new Set(request.outputs);
  const files: OutputFile[] = [];
  let total = 0;
  for (const [name, bytes] of sent) {
    total += bytes;
    if (!asked.has(name) || !isPlain(name) || bytes > limits.fileBytes || total > limits.diskBytes) {
      throw new Fault(`the container sent a file that it should not: ${JSON.stringify(name)}`);
    }
    await store(source.exactly(bytes), outputFolder, name);
    files.push({ name, bytes });
  }
  const reasons = new Map(told);
  const missing = [...asked]
    .filter((name) => !files.some((file) => file.name === name))
    .map((name) => ({
      name,
      reason: isPlain(name) ? (reasons.get(name) ?? 'it was not sent') : 'not a plain file name',
    }));
  const ended = { stdout, stderr, seconds, files, missing };
  if (kind !== 'finished') return { kind, ...ended };
  return {
    kind: limitMet({ freeBytes, stderr: stderr.text, refused: null }, returnCode) ?? kind,
    returnCode,
    ...ended,
  };
}

async function store(chunks: AsyncIterable<Uint8Array>, folder: string, name: string): Promise<void> {
  const partial = join(folder, `.${randomUUID()}.partial`);
  try {
    {
      await using file = await open(partial, 'wx', 0o644);
      for await (const chunk of chunks) await file.writev([chunk]);
    }
    await rename(partial, join(folder, name));
  } catch (error) {
    await rm(partial, { force: true });
    if (error instanceof Fault) throw error;
    throw new Fault(`${JSON.stringify(name)} could not be stored: ${messageOf(error)}`, 'final');
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Lines and counted bytes from one stream. */
function reader(chunks: AsyncIterable<Uint8Array>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let buffered: Buffer = Buffer.alloc(0);
  const more = async (): Promise<Buffer> => {
    const { done, value } = await iterator.next();
    if (done) throw new Fault('the answer from the container ended too early');
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  };
  return {
    line: async (longest: number): Promise<string> => {
      const parts: Buffer[] = [];
      let length = 0;
      for (;;) {
        const end = buffered.indexOf(0x0a);
        parts.push(end === -1 ? buffered : buffered.subarray(0, end));
        length += parts.at(-1)!.length;
        if (length > longest) throw new Fault('the answer from the container is too long');
        if (end !== -1) {
          buffered = buffered.subarray(end + 1);
          return Buffer.concat(parts).toString();
        }
        buffered = await more();
      }
    },
    exactly: async function* (bytes: number): AsyncGenerator<Buffer> {
      for (let left = bytes; left > 0; ) {
        if (buffered.length === 0) buffered = await more();
        const part = buffered.subarray(0, left);
        buffered = buffered.subarray(part.length);
        left -= part.length;
        yield part;
      }
    },
  };
}
