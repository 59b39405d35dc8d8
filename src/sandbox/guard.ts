/**
 * Watches a running program for what no kernel limit tells us by itself: that its control group ran out of memory, its
 * processor time, and the number of its files; and where there are no control groups, its memory and its processes.
 */
import { statfsSync } from 'node:fs';
import type { RunLimits } from '../sandbox.ts';
import type { Cgroup, Cgroups } from './cgroups.ts';
import { cpuSecondsOf, memoryOf, processesOf } from './processes.ts';

const MILLISECONDS = { withCgroups: 200, byHand: 50 };

export type Breach = 'cpu-limit' | 'memory-limit' | 'file-count-limit' | 'process-limit';

export interface Guarded {
  readonly cgroups: Pick<Cgroups, 'memory' | 'processes' | 'cpu'>;
  readonly cgroup: Cgroup;
  readonly pidNamespace: number;
  readonly workFolder: number;
  readonly limits: RunLimits;
}

export interface Guard {
  /** What is over its limit now; where all processes are dead, what was when they died. */
  breach(): Breach | null;
  /** Bytes left of the disk limit. */
  freeBytes(): number;
  close(): void;
}

/** Takes what is used already for what the run began with: call it right before the program starts. */
export function openGuard(run: Guarded, stop: (breach: Breach) => void): Guard {
  const { cgroups, cgroup, pidNamespace, limits } = run;
  const disk = () => {
    const { blocks, bfree, bsize, files, ffree } = statfsSync(`/proc/self/fd/${run.workFolder}`);
    return { usedBytes: (blocks - bfree) * bsize, freeBytes: bfree * bsize, files: files - ffree };
  };
  const cpuSeconds = (pids: readonly number[]) => cgroup.cpuSeconds() ?? cpuSecondsOf(pids);
  const byHand = cgroups.memory === null || cgroups.processes === null || cgroups.cpu === null;
  const processes = () => (byHand ? processesOf(pidNamespace) : []);
  const before = { ...disk(), cpuSeconds: cpuSeconds(processes()) };

  const breach = (): Breach | null => {
    if (cgroup.outOfMemory() === 'own') return 'memory-limit';
    const { usedBytes, files } = disk();
    if (files - before.files > limits.fileCount) return 'file-count-limit';
    const pids = processes();
    if (cpuSeconds(pids) - before.cpuSeconds > limits.cpuSeconds) return 'cpu-limit';
    // For where RLIMIT_NPROC can't be set.
    if (cgroups.processes === null && pids.length > 2 * limits.processes + 8) return 'process-limit';
    if (cgroups.memory !== null) return null;
    const filled = Math.max(0, usedBytes - before.usedBytes);
    const over = (way: 'resident' | 'proportional') => memoryOf(pids, way) + filled > limits.memoryBytes;
    return over('resident') && over('proportional') ? 'memory-limit' : null;
  };

  const timer = setInterval(
    () => {
      try {
        const found = breach();
        if (found !== null) stop(found);
      } catch {
        // Something is gone that the end of the run will miss as well, and report.
      }
    },
    byHand ? MILLISECONDS.byHand : MILLISECONDS.withCgroups,
  );
  return { breach, freeBytes: () => disk().freeBytes, close: () => clearInterval(timer) };
}
