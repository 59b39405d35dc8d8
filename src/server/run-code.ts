/** SandboxFusion's request -> a run; a run's outcome -> SandboxFusion's answer. Nothing here does anything. */
import { posix } from 'node:path';
import type { z } from 'zod';
import { RUN_CODE_REQUEST, type RunCodeRequest, type RunCodeResponse } from '../sandbox/fusion/protocol.ts';
import type { Spooled } from '../sandbox/fusion/read.ts';
import type { FileToSend } from '../sandbox/fusion/write.ts';
import { DEFAULT_LIMITS, type InputFile, type Outcome, type RunLimits } from '../sandbox.ts';

/** What clients of SandboxFusion get of each stream; upstream cuts there too, in silence. */
const OUTPUT_BYTES = 2 ** 20;

/** One entry of a 422's `detail`, as FastAPI words it. */
export interface Detail {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input?: unknown;
}

export interface Translated {
  readonly code: string;
  readonly stdin: string | null;
  readonly files: readonly InputFile[];
  /** Plain name -> the names by which it was asked for. */
  readonly outputs: ReadonlyMap<string, readonly string[]>;
  readonly limits: RunLimits;
  /** Whether the client understands `dare`. */
  readonly extended: boolean;
}

/** @param memoryBytes the limit of a run that names none */
export function translate(
  body: unknown,
  spooled: ReadonlyMap<string, Spooled>,
  memoryBytes: number,
): Translated | { readonly detail: readonly Detail[] } {
  const parsed = RUN_CODE_REQUEST.safeParse(body, { reportInput: true });
  if (!parsed.success) return { detail: parsed.error.issues.map(detailOf) };
  const request = parsed.data;
  const files = new Map<string, InputFile>();
  for (const [given, key] of Object.entries(request.files)) {
    if (key === null) continue;
    const name = posix.normalize(given);
    if (name.includes('/') || name === '..' || name === '.' || name.includes('\0') || Buffer.byteLength(name) > 255) {
      return { detail: [{ type: 'value_error', loc: ['body', 'files', given], msg: NOT_PLAIN, input: given }] };
    }
    files.set(name, { name, path: spooled.get(key)!.path });
  }
  const outputs = new Map<string, string[]>();
  for (const given of request.fetch_files) {
    // Another way of writing a name in the working directory; all else is refused by name in the answer.
    const name = given.startsWith('./') ? posix.normalize(given) : given;
    outputs.set(name, [...(outputs.get(name) ?? []), given]);
  }
  return {
    code: request.code,
    stdin: request.stdin === '' ? null : request.stdin,
    files: [...files.values()],
    outputs,
    limits: limitsOf(request, memoryBytes),
    extended: request.dare !== undefined,
  };
}

const NOT_PLAIN =
  'Expected a plain file name such as "train.csv": files go into the working directory itself, without folders';

function limitsOf(request: RunCodeRequest, memoryBytes: number): RunLimits {
  const given = Object.fromEntries(
    Object.entries(request.dare?.limits ?? {}).filter(([, value]) => value !== undefined),
  ) as Partial<RunLimits>;
  const memory = request.memory_limit_MB > 0 ? request.memory_limit_MB * 2 ** 20 : memoryBytes;
  return {
    ...DEFAULT_LIMITS,
    outputBytes: OUTPUT_BYTES,
    memoryBytes: memory,
    cpuSeconds: request.run_timeout * DEFAULT_LIMITS.processes,
    ...given,
    seconds: request.run_timeout,
  };
}

/** @returns the answer without its files, and those */
export function answer(
  outcome: Outcome,
  { outputs, limits, extended }: Pick<Translated, 'outputs' | 'limits' | 'extended'>,
  folder: string,
): { body: Omit<RunCodeResponse, 'files'>; files: FileToSend[] } {
  const common = { compile_result: null, executor_pod_name: null };
  if (outcome.kind === 'failed') {
    const { reason } = outcome;
    const body = {
      status: 'SandboxError' as const,
      message: reason,
      ...common,
      run_result: { status: 'Error' as const, execution_time: null, return_code: null, stdout: null, stderr: reason },
      ...(extended ? { dare: { kind: 'failed' as const, reason } } : {}),
    };
    return { body, files: [] };
  }
  const { kind, stdout, stderr, seconds, missing } = outcome;
  const ownCode = 'returnCode' in outcome ? outcome.returnCode : null;
  const limit = `${kind.replaceAll('-', ' ')}${limitIn(kind, limits)}`;
  const why = kind === 'finished' ? '' : `${ownCode === null ? 'stopped' : 'failed'}: ${limit}`;
  const timeout = kind === 'time-limit';
  const returnCode = timeout ? null : (ownCode ?? 137);
  const absent = missing.map(({ name, reason }) => `not fetched: ${JSON.stringify(name)}: ${reason}`);
  const body = {
    status: returnCode === 0 ? ('Success' as const) : ('Failed' as const),
    message: [...(why === '' ? [] : [why]), ...absent].join('\n'),
    ...common,
    run_result: {
      status: timeout ? ('TimeLimitExceeded' as const) : ('Finished' as const),
      execution_time: seconds,
      return_code: returnCode,
      stdout: stdout.text,
      // SandboxFusion has no word for these; whoever reads no further than run_result is to know why all the same.
      stderr: returnCode === ownCode || timeout || extended ? stderr.text : `${stderr.text}\n[${why}]\n`,
    },
    ...(extended
      ? {
          dare: {
            kind,
            returnCode: ownCode,
            seconds,
            stdout: sizeOf(stdout),
            stderr: sizeOf(stderr),
            missing: [...missing],
          },
        }
      : {}),
  };
  const files = outcome.files.flatMap(({ name, bytes }) =>
    (outputs.get(name) ?? []).map((asked) => ({ name: asked, path: `${folder}/${name}`, bytes })),
  );
  return { body, files };
}

function sizeOf({ bytes, cut }: { bytes: number; cut: boolean }) {
  return { bytes, cut };
}

function limitIn(kind: string, { seconds, memoryBytes }: RunLimits): string {
  if (kind === 'time-limit') return ` of ${seconds} s`;
  return kind === 'memory-limit' ? ` of ${Math.round(memoryBytes / 2 ** 20)} MiB` : '';
}

const WORDS: Readonly<Record<string, readonly [type: string, message: string]>> = {
  string: ['string_type', 'Input should be a valid string'],
  number: ['float_type', 'Input should be a valid number'],
  int: ['int_type', 'Input should be a valid integer'],
  array: ['list_type', 'Input should be a valid list'],
  record: ['dict_type', 'Input should be a valid dictionary'],
  object: ['model_attributes_type', 'Input should be a valid dictionary or object to extract fields from'],
};

function detailOf(issue: z.core.$ZodIssue): Detail {
  const loc = ['body', ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  const input = issue.input;
  const shown =
    typeof input === 'object' && input !== null
      ? {}
      : { input: typeof input === 'string' ? input.slice(0, 200) : input };
  if (issue.code === 'invalid_type') {
    if (input === undefined) return { type: 'missing', loc, msg: 'Field required' };
    const [type, msg] = WORDS[issue.expected] ?? ['type_error', issue.message];
    return { type, loc, msg, ...shown };
  }
  if (issue.code === 'invalid_value') {
    const expected = issue.values.map((value) => `'${String(value)}'`).join(' or ');
    const only = loc.at(-1) === 'language' ? `; this server runs no ${JSON.stringify(input)}` : '';
    return { type: 'enum', loc, msg: `Input should be ${expected}${only}`, ...shown };
  }
  return { type: 'value_error', loc, msg: issue.message, ...shown };
}
