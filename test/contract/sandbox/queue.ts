/** Many runs at once, their order, and their ending from outside. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type MakeSandbox, openBench, processesWith } from './bench.ts';

const sleeper = (mark: string) => `
import subprocess, sys
print('started')
subprocess.run([sys.executable, '-c', 'import time; time.sleep(100)', '${mark}'])`;

export function queue(makeSandbox: MakeSandbox): void {
  describe('many runs', () => {
    const bench = openBench(makeSandbox);

    it('at once have each their own files and output', async () => {
      const numbers = Array.from({ length: 24 }, (_, index) => index);
      const outcomes = await Promise.all(
        numbers.map((number) =>
          bench.run('text = open("in.txt").read()\nopen("out-" + text, "w").write(text)\nprint(text)', {
            files: [bench.host('in.txt', String(number))],
            outputs: [`out-${number}`],
          }),
        ),
      );
      expect(outcomes.map(({ stdout }) => stdout.text)).toEqual(numbers.map((number) => `${number}\n`));
      expect(numbers.map((number) => bench.output(`out-${number}`).toString())).toEqual(numbers.map(String));
    });

    it('are never more at once than there are workers, nor fewer', async () => {
      // Long beside what sets a run up, also where the machine has much else to do.
      const code = 'import time\nstart = time.time()\ntime.sleep(2)\nprint(start, time.time())';
      const spans = await Promise.all(
        Array.from({ length: 6 }, async () => (await bench.print(code)).split(' ').map(Number) as [number, number]),
      );
      const atOnce = spans.map(([start]) => spans.filter(([from, to]) => from <= start && start < to).length);
      expect(Math.max(...atOnce)).toBe(2);
    });

    it('wait their turn, first come, first served, without their clock', async () => {
      await using sandbox = await makeSandbox({ workers: 1 });
      const code = 'import time\nprint(time.time())\ntime.sleep(0.7)';
      const outcomes = await Promise.all(
        Array.from({ length: 4 }, () => bench.run(code, { sandbox, limits: { seconds: 2 } })),
      );
      expect(outcomes.map(({ kind }) => kind)).toEqual(Array(4).fill('finished'));
      const starts = outcomes.map(({ stdout }) => Number(stdout.text));
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    });

    it('end when aborted, with all their processes', async () => {
      const mark = randomUUID();
      const stop = new AbortController();
      const run = bench.attempt(sleeper(mark), { signal: stop.signal });
      while (processesWith(mark).length === 0) await pause(10);
      const started = performance.now();
      stop.abort();
      expect(await run).toEqual({ kind: 'failed', reason: 'aborted' });
      expect(performance.now() - started).toBeLessThan(3000);
      expect(processesWith(mark)).toEqual([]);
    });

    it('end when aborted, however early', async () => {
      await using sandbox = await makeSandbox({ workers: 1 });
      for (let number = 0; number < 20; number += 1) {
        const stop = new AbortController();
        const run = bench.attempt('import time; time.sleep(60)', { sandbox, signal: stop.signal });
        await pause(number);
        stop.abort();
        expect(await run).toEqual({ kind: 'failed', reason: 'aborted' });
      }
      expect((await bench.run('print(1)', { sandbox })).stdout.text).toBe('1\n');
    });

    it('leave the queue when aborted, and do not hold up those behind', async () => {
      await using sandbox = await makeSandbox({ workers: 1 });
      const stop = new AbortController();
      const first = bench.run('import time; time.sleep(1)', { sandbox });
      const second = bench.attempt('open("ran", "w")', { sandbox, signal: stop.signal, outputs: ['ran'] });
      const third = bench.run('print(3)', { sandbox });
      stop.abort();
      expect(await second).toEqual({ kind: 'failed', reason: 'aborted' });
      expect((await first).kind).toBe('finished');
      expect((await third).stdout.text).toBe('3\n');
    });

    it('do not start when aborted before', async () => {
      const outcome = await bench.attempt('print(1)', { signal: AbortSignal.abort() });
      expect(outcome).toEqual({ kind: 'failed', reason: 'aborted' });
    });

    it('end when the sandbox is closed', async () => {
      const mark = randomUUID();
      const sandbox = await makeSandbox({ workers: 1 });
      const runs = [sleeper(mark), 'print(1)'].map((code) => bench.attempt(code, { sandbox }));
      while (processesWith(mark).length === 0) await pause(10);
      await sandbox[Symbol.asyncDispose]();
      expect((await Promise.all(runs)).map(({ kind }) => kind)).toEqual(['failed', 'failed']);
      expect(processesWith(mark)).toEqual([]);
    });
  });
}
