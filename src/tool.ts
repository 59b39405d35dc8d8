/** The one tool an agent has, `python_executor`: its specification, the check of a call, and what a model reads back. */
import { z } from 'zod';
import type { ToolCall, ToolSpec } from './model.ts';
import type { Outcome, RunLimits, Stream } from './sandbox.ts';

const RUN_CALL = z.object({
  code: z.string().describe('A complete Python script. Print what you want to see.'),
  files_to_load: z
    .array(z.string())
    .default([])
    .describe('Names of files to place in the working directory before the script starts.'),
  files_to_save: z
    .array(z.string())
    .default([])
    .describe('Names of files to keep from the working directory after the script ends.'),
});

/** The checked arguments of one call. */
export type RunCall = z.infer<typeof RUN_CALL>;

export const PYTHON_EXECUTOR: ToolSpec = {
  name: 'python_executor',
  description:
    'Runs a Python 3 script in an isolated sandbox without network. Each call starts from nothing: no variables or ' +
    'files are left from earlier calls, except the files that you name in files_to_load. Files that you name in ' +
    'files_to_save are kept for later calls, and prediction.csv must be saved this way to count. Returns the exit ' +
    'status, stdout and stderr. pandas, numpy, scipy, scikit-learn, statsmodels, lightgbm and xgboost are installed.',
  parameters: z.toJSONSchema(RUN_CALL, { io: 'input' }),
};

/** A plain file name: no folders, no control characters, nothing hidden from a listing. */
export function isPlainName(name: string): boolean {
  return name.length > 0 && Buffer.byteLength(name) <= 255 && !/[/\\\0-\x1f\x7f]/.test(name) && !/^\./.test(name);
}

/** The call as something to run, or words that tell the model what to change. */
export function parseCall(call: ToolCall): { run: RunCall } | { error: string } {
  const refuse = (why: string) => ({ error: `Error: the code was not run. ${why}` });
  if (call.name !== PYTHON_EXECUTOR.name) {
    return refuse(`There is no tool named ${JSON.stringify(call.name)}; the only tool is ${PYTHON_EXECUTOR.name}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(call.arguments);
  } catch (error) {
    return refuse(
      `The arguments are not valid JSON (${(error as Error).message}). Send an object like ` +
        `{"code": "...", "files_to_load": ["train.csv"], "files_to_save": ["prediction.csv"]}.`,
    );
  }
  const parsed = RUN_CALL.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const where = issue.path.length > 0 ? `"${issue.path.join('.')}"` : 'the arguments';
    return refuse(
      `Wrong arguments: ${where}: ${issue.message}. Expected {"code": string, "files_to_load": [file names], "files_to_save": [file names]}.`,
    );
  }
  const { code, files_to_load, files_to_save } = parsed.data;
  const odd = [...files_to_load, ...files_to_save].find((name) => !isPlainName(name));
  if (odd !== undefined) {
    return refuse(
      `${JSON.stringify(odd)} is not a plain file name. Use names without folders, such as "prediction.csv".`,
    );
  }
  return { run: { code, files_to_load: [...new Set(files_to_load)], files_to_save: [...new Set(files_to_save)] } };
}

/** What the model reads after a run: a small JSON object, in the order in which one would want to know. */
export function observationOf(outcome: Exclude<Outcome, { kind: 'failed' }>, limits: RunLimits): string {
  const status: Record<(typeof outcome)['kind'], string> = {
    finished: 'finished',
    'time-limit': `stopped: the time limit of ${limits.seconds} s was reached`,
    'cpu-limit': `stopped: the limit of ${limits.cpuSeconds} s of processor time, all processes together, was reached`,
    'memory-limit': `stopped: the memory limit of ${Math.round(limits.memoryBytes / 2 ** 20)} MiB was reached`,
    'output-limit': 'stopped: the program printed far more than is kept',
    'file-count-limit': `stopped: the limit of ${limits.fileCount} files was reached`,
    'process-limit': `failed: the limit of ${limits.processes} processes and threads at once was reached`,
    'disk-limit': `failed: the disk limit of ${megabytes(limits.diskBytes)} was reached`,
    'file-size-limit': `failed: the limit of ${megabytes(limits.fileBytes)} for one file was reached`,
    'open-files-limit': `failed: the limit of ${limits.openFiles} files open at once was reached`,
  };
  return JSON.stringify({
    status: status[outcome.kind],
    return_code: 'returnCode' in outcome ? outcome.returnCode : null,
    stdout: textOf(outcome.stdout),
    stderr: textOf(outcome.stderr),
    files_saved: outcome.files.map(({ name }) => name),
    ...(outcome.missing.length > 0
      ? { files_not_saved: Object.fromEntries(outcome.missing.map(({ name, reason }) => [name, reason])) }
      : {}),
  });
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e4) / 100} MB`;
}

function textOf(stream: Stream): string {
  return stream.text;
}

const OBSERVATION = z.object({
  return_code: z.number().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  files_saved: z.array(z.string()).default([]),
  files_not_saved: z.record(z.string(), z.string()).default({}),
});

/** What `observationOf` wrote, or undefined for anything else. */
export function readObservation(content: string): z.infer<typeof OBSERVATION> | undefined {
  try {
    return OBSERVATION.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}
