/**
 * SandboxFusion's `POST /run_code`, as far as clients depend on it, and one addition: whoever sends `dare` gets `dare`
 * back, which tells all that SandboxFusion's own fields cannot (which limit stopped a run, what was cut, why a file is
 * missing). Other servers ignore the one, other clients never see the other.
 */
import { z } from 'zod';

const LIMITS = z
  .object({
    cpuSeconds: z.number().positive(),
    memoryBytes: z.int().positive(),
    openFiles: z.int().positive(),
    fileCount: z.int().positive(),
    processes: z.int().positive(),
    fileBytes: z.int().positive(),
    diskBytes: z.int().positive(),
    outputBytes: z
      .int()
      .positive()
      .max(16 * 2 ** 20),
  })
  .partial();

/** A day; the timers of Node know no more than 24 of them. */
const MOST_SECONDS = 86_400;

export const RUN_CODE_REQUEST = z.object({
  code: z.string().describe('A complete Python script.'),
  language: z.enum(['python']).describe('Only Python.'),
  run_timeout: z
    .number()
    .positive()
    .max(MOST_SECONDS)
    .default(10)
    .describe('Seconds, from the first line of the code.'),
  compile_timeout: z.number().default(10).describe('Without meaning: Python is not compiled.'),
  memory_limit_MB: z.int().default(-1).describe('MiB of all processes together; 0 or less: the default of the server.'),
  stdin: z.string().nullable().default(null).describe('What the code reads from its standard input.'),
  files: z
    .record(z.string(), z.string().nullable())
    .default({})
    .describe('Name to base64 content, put into the working directory before the start; null: left out.'),
  fetch_files: z
    .array(z.string())
    .default([])
    .describe(
      'Names of files to send back from the working directory after the end. Those that are not there are left out.',
    ),
  dare: z
    .object({ limits: LIMITS.default({}) })
    .optional()
    .describe('Ask for `dare` in the answer; with limits beyond SandboxFusion’s.'),
});

const STREAM = z.object({ bytes: z.int(), cut: z.boolean() });

const DARE_ENDED = z.object({
  kind: z.string().describe('finished, time-limit, memory-limit, disk-limit, …'),
  returnCode: z.int().nullable().describe('null for a program that was stopped.'),
  seconds: z.number(),
  stdout: STREAM,
  stderr: STREAM,
  missing: z.array(z.object({ name: z.string(), reason: z.string() })),
});

const DARE_FAILED = z.object({ kind: z.literal('failed'), reason: z.string() });

const RUN_RESULT = z.object({
  status: z.enum(['Finished', 'Error', 'TimeLimitExceeded']),
  execution_time: z.number().nullable(),
  return_code: z.int().nullable().describe('128 + n after signal n; null after the time limit.'),
  stdout: z.string().nullable(),
  stderr: z.string().nullable(),
});

export const RUN_CODE_RESPONSE = z.object({
  status: z.enum(['Success', 'Failed', 'SandboxError']),
  message: z.string().describe('Why a run was stopped or failed on our side, and why files are missing.'),
  compile_result: z.unknown().describe('Always null.'),
  run_result: RUN_RESULT.nullable(),
  executor_pod_name: z.string().nullish(),
  files: z.record(z.string(), z.string()).default({}).describe('Name to base64 content.'),
  dare: z.union([DARE_FAILED, DARE_ENDED]).optional(),
});

export const HEALTH = z.object({
  status: z.enum(['ok', 'draining']),
  version: z.string(),
  environment: z.string().describe('Identity of the Python environment.'),
  sandbox: z.string(),
  workers: z.int(),
  running: z.int(),
  waiting: z.int(),
  most_waiting: z.int(),
  body_bytes: z.int().describe('The largest request that is taken.'),
});

export type RunCodeRequest = z.infer<typeof RUN_CODE_REQUEST>;
export type RunCodeResponse = z.infer<typeof RUN_CODE_RESPONSE>;
