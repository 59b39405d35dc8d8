/**
 * A workspace: one attempt's folder and its one tool, held open between calls. The loop in agent.ts drives it for
 * models; an episode server can hold one per session. It knows nothing of models and nothing of truth.
 *
 * Every run is stateless: named files are copied in, the script runs, named files are copied back out. A name resolves
 * to the file saved last under it, else to the task's own file.
 */
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from './errors.ts';
import type { ToolCall, ToolMessage, ToolSpec } from './model.ts';
import type { InputFile, Outcome, RunLimits, Sandbox } from './sandbox.ts';
import { SUBMISSION, type Task } from './task.ts';
import { observationOf, PYTHON_EXECUTOR, parseCall, type RunCall } from './tool.ts';

/** What one tool call came to; the evidence that diagnosis reads. */
export interface CallRecord {
  readonly callId: string;
  /** refused: the call never ran (wrong name, arguments or files); `detail` is what the model was told. */
  readonly kind: 'refused' | Exclude<Outcome['kind'], 'failed'>;
  readonly detail?: string;
  readonly returnCode?: number;
  readonly seconds: number;
  readonly load: readonly string[];
  readonly save: readonly string[];
  /** Requested outputs that the run did not leave. */
  readonly missing: readonly string[];
}

export interface Workspace {
  readonly task: Task;
  readonly tools: readonly ToolSpec[];
  readonly calls: readonly CallRecord[];
  /** Names that a call may load now. */
  names(): readonly string[];
  /**
   * Carries out one tool call. What the model did wrong comes back as words it can act on.
   * @throws InfrastructureError when our own sandbox failed.
   */
  call(call: ToolCall, signal: AbortSignal): Promise<ToolMessage>;
  /** Hands in a file from outside the sandbox (the oracle's only way). */
  place(name: string, content: Uint8Array): Promise<void>;
  /** Absolute path of the submission, or null. */
  submission(): Promise<string | null>;
}

export interface WorkspaceOptions {
  readonly task: Task;
  readonly sandbox: Sandbox;
  readonly limits: RunLimits;
  /** An empty folder of this attempt's own; saved files go here. */
  readonly folder: string;
}

export async function openWorkspace({ task, sandbox, limits, folder }: WorkspaceOptions): Promise<Workspace> {
  const incoming = join(folder, '.incoming');
  await mkdir(folder, { recursive: true });
  const files = new Map<string, InputFile>(task.files.map((file) => [file.name, file]));
  const calls: CallRecord[] = [];

  const refuse = (call: ToolCall, detail: string, run?: RunCall): string => {
    const { files_to_load: load = [], files_to_save: save = [] } = run ?? {};
    calls.push({ callId: call.id, kind: 'refused', detail, seconds: 0, load, save, missing: [] });
    return detail;
  };

  const perform = async (call: ToolCall, signal: AbortSignal): Promise<string> => {
    const parsed = parseCall(call);
    if ('error' in parsed) return refuse(call, parsed.error);
    const run = parsed.run;
    const absent = run.files_to_load.filter((name) => !files.has(name));
    if (absent.length > 0) {
      const have = [...files.keys()].map((name) => JSON.stringify(name)).join(', ');
      const which = absent.map((name) => JSON.stringify(name)).join(', ');
      return refuse(
        call,
        `Error: the code was not run. files_to_load names ${which}, which the folder does not have. It has: ${have}.`,
        run,
      );
    }
    await mkdir(incoming, { recursive: true });
    const outcome = await sandbox.run({
      code: run.code,
      files: run.files_to_load.map((name) => files.get(name)!),
      outputs: run.files_to_save,
      outputFolder: incoming,
      limits,
      signal,
    });
    if (outcome.kind === 'failed') throw new InfrastructureError(`the sandbox failed: ${outcome.reason}`);
    for (const { name } of outcome.files) {
      await rename(join(incoming, name), join(folder, name));
      files.set(name, { name, path: join(folder, name) });
    }
    calls.push({
      callId: call.id,
      kind: outcome.kind,
      ...('returnCode' in outcome ? { returnCode: outcome.returnCode } : {}),
      seconds: outcome.seconds,
      load: run.files_to_load,
      save: run.files_to_save,
      missing: outcome.missing.map(({ name }) => name),
    });
    return observationOf(outcome, limits);
  };

  return {
    task,
    tools: [PYTHON_EXECUTOR],
    calls,
    names: () => [...files.keys()],
    call: async (call, signal) => ({
      role: 'tool',
      callId: call.id,
      name: call.name,
      content: await perform(call, signal),
    }),
    place: async (name, content) => {
      await writeFile(join(folder, name), content);
      files.set(name, { name, path: join(folder, name) });
    },
    submission: async () => {
      const path = join(folder, SUBMISSION);
      const found = await stat(path).catch(() => null);
      return found?.isFile() ? path : null;
    },
  };
}
