/** Which outcome an end is, from what the kernel told and what the program saw. That both happen is tested by the contract suite. */
import { describe, expect, it } from 'vitest';
import { NO_CGROUPS } from '../../src/sandbox/cgroups.ts';
import { type Ending, verdictOf } from '../../src/sandbox/verdict.ts';

const none = NO_CGROUPS.open({ memoryBytes: 0, processes: 0 });
const refused = { ...none, outOfProcesses: () => true };
const ofMemory = (whose: 'own' | 'foreign') => ({ ...none, outOfMemory: () => whose });

function verdict(ending: Partial<Ending> & { code?: number }) {
  const { code = 1, ...rest } = ending;
  return verdictOf({
    ...{ stopped: null, exit: { code, signal: null }, cgroup: none, breach: null },
    ...{ freeBytes: 1e9, stderr: '', countsRefusals: true, killsItself: true },
    ...rest,
  });
}
const traceback = (line: string) =>
  `Traceback (most recent call last):\n  File "main.py", line 1, in <module>\n${line}\n`;

describe('the verdict', () => {
  it('is finished for a program that ended with 0, whatever limit it met', () => {
    const met = { cgroup: refused, freeBytes: 0, stderr: traceback('OSError: [Errno 24] Too many open files') };
    expect(verdict({ code: 0, ...met })).toEqual({ kind: 'finished', returnCode: 0 });
  });

  it.each([
    ['open-files-limit', { stderr: traceback("OSError: [Errno 24] Too many open files: 'a.csv'") }],
    ['file-size-limit', { stderr: traceback('OSError: [Errno 27] File too large') }],
    ['file-size-limit', { code: 153 }],
    ['disk-limit', { stderr: traceback('OSError: [Errno 28] No space left on device') }],
    ['disk-limit', { code: 135, freeBytes: 4096 }],
    ['process-limit', { cgroup: refused, stderr: traceback('subprocess.CalledProcessError: status 2.') }],
    ['process-limit', { countsRefusals: false, stderr: traceback("RuntimeError: can't start new thread") }],
    [
      'process-limit',
      {
        countsRefusals: false,
        stderr: traceback('BlockingIOError: [Errno 11] Resource temporarily unavailable'),
      },
    ],
  ] as const)('is %s, by %j', (kind, ending) => {
    expect(verdict(ending)).toEqual({ kind, returnCode: 'code' in ending ? ending.code : 1 });
  });

  it('goes by the exception that ended the program, not by one that it had handled', () => {
    const stderr = `${traceback('OSError: [Errno 28] No space left on device')}
During handling of the above exception, another exception occurred:

${traceback("KeyError: 'price'")}`;
    expect(verdict({ stderr })).toEqual({ kind: 'finished', returnCode: 1 });
  });

  it('takes a call that would block for a refused process only where the kernel does not tell', () => {
    const stderr = traceback('BlockingIOError: [Errno 11] Resource temporarily unavailable');
    expect(verdict({ stderr })).toEqual({ kind: 'finished', returnCode: 1 });
  });

  it('puts memory before the time that killing took, and what was stopped before what was met', () => {
    expect(verdict({ cgroup: ofMemory('own'), stopped: 'time-limit' })).toEqual({ kind: 'memory-limit' });
    expect(verdict({ stopped: 'time-limit', code: 137, freeBytes: 0 })).toEqual({ kind: 'time-limit' });
    expect(verdict({ breach: 'file-count-limit', code: 0 })).toEqual({ kind: 'file-count-limit' });
    expect(verdict({ stopped: 'process-limit' })).toEqual({ kind: 'process-limit', returnCode: 137 });
  });

  it('is none for what was not the program’s doing', () => {
    expect(() => verdict({ stopped: 'aborted' })).toThrow('aborted');
    expect(() => verdict({ cgroup: ofMemory('foreign') })).toThrow(/machine ran out of memory/);
    expect(() => verdict({ exit: { code: null, signal: 'SIGKILL' } })).toThrow(/killed by SIGKILL/);
  });

  it('of a SIGKILL that was not ours is to be had again, until it is taken for the program’s own', () => {
    expect(() => verdict({ code: 137, killsItself: false })).toThrow(/killed, and not by us/);
    expect(verdict({ code: 137, killsItself: true })).toEqual({ kind: 'finished', returnCode: 137 });
    expect(verdict({ code: 137, killsItself: false, cgroup: ofMemory('own') })).toEqual({ kind: 'memory-limit' });
    expect(verdict({ code: 137, killsItself: false, stopped: 'time-limit' })).toEqual({ kind: 'time-limit' });
  });
});
