/**
 * One call of an episode: a workspace of its own on the files that there are by now, so that what it saves counts whole
 * or not at all. A workspace knows nothing of truth; neither does this.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToolCall } from '../../model.ts';
import type { RunLimits, Sandbox } from '../../sandbox.ts';
import { type CallRecord, openWorkspace } from '../../workspace.ts';
import type { Live } from './live.ts';

export interface CarriedOut {
  readonly content: string;
  readonly record: CallRecord;
  readonly saved: readonly string[];
  /** Wall seconds that the sandbox had it, waiting for a place included. */
  readonly sandboxSeconds: number;
}

/** @throws InfrastructureError when our own sandbox failed; nothing is left of the call then. */
export async function carryOut(
  live: Live,
  call: ToolCall,
  options: {
    number: number;
    sandbox: Sandbox;
    limits: RunLimits;
    /** Bytes of files that may be kept of it. */
    room: number;
    signal: AbortSignal;
  },
): Promise<CarriedOut> {
  const { number, room, limits, signal } = options;
  const folder = live.journal.filesOf(number);
  const watched = watch(options.sandbox, room);
  try {
    const task = { ...live.task, files: [...live.files.values()] };
    const workspace = await openWorkspace({ task, sandbox: watched.sandbox, limits, folder });
    const { content } = await workspace.call(call, signal);
    const record = workspace.calls[0]!;
    const saved = record.kind === 'refused' ? [] : record.save.filter((name) => !record.missing.includes(name));
    if (saved.length === 0) await rm(folder, { recursive: true, force: true });
    return { content, record, saved, sandboxSeconds: watched.seconds() };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The sandbox with a clock, and with room for so many bytes of files; beyond it, none of a run's are kept. */
function watch(sandbox: Sandbox, room: number): { sandbox: Sandbox; seconds: () => number } {
  let seconds = 0;
  const run: Sandbox['run'] = async (request) => {
    const started = performance.now();
    const outcome = await sandbox.run(request);
    seconds = (performance.now() - started) / 1000;
    if (outcome.kind === 'failed') return outcome;
    const bytes = outcome.files.reduce((sum, file) => sum + file.bytes, 0);
    if (bytes <= room) return outcome;
    for (const { name } of outcome.files) await rm(join(request.outputFolder, name), { force: true });
    const reason = `not kept: with it, the files that were saved would have more than is allowed for one task`;
    return {
      ...outcome,
      files: [],
      missing: [...outcome.missing, ...outcome.files.map(({ name }) => ({ name, reason }))],
    };
  };
  return { sandbox: { ...sandbox, run }, seconds: () => seconds };
}
