/** Limits, each with its own outcome. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type MakeSandbox, openBench, processesWith } from './bench.ts';

export function limits(makeSandbox: MakeSandbox): void {
  describe('limits', () => {
    const bench = openBench(makeSandbox);

    it('of processor time stops a program, with what it printed and wrote until then', async () => {
      const code = 'print("before")\nopen("partial.csv", "w").write("a\\n")\nwhile True: pass';
      const outcome = await bench.run(code, { limits: { cpuSeconds: 0.5 }, outputs: ['partial.csv'] });
      expect(outcome).toMatchObject({
        kind: 'cpu-limit',
        stdout: { text: 'before\n' },
        files: [{ name: 'partial.csv' }],
      });
      expect(outcome.seconds).toBeGreaterThanOrEqual(0.4);
    });

    it('of processor time counts all processes together, those that ended as well', async () => {
      const code = `
import os, time
while True:
    children = []
    for _ in range(4):
        children.append(os.fork())
        if children[-1] == 0:
            end = time.process_time() + 0.1
            while time.process_time() < end: pass
            os._exit(0)
    for pid in children: os.waitpid(pid, 0)`;
      expect(await bench.run(code, { limits: { cpuSeconds: 1 } })).toMatchObject({ kind: 'cpu-limit' });
    });

    it('of processor time does not count waiting', async () => {
      const code = 'import time\ntime.sleep(1.5)\nprint("slept")';
      expect(await bench.print(code, { limits: { cpuSeconds: 1 } })).toBe('slept');
    });

    it('of time leaves what was printed and written until then', async () => {
      const code = `
import time
print("before")
open("partial.csv", "w").write("a\\n")
time.sleep(60)`;
      const outcome = await bench.run(code, { limits: { seconds: 1 }, outputs: ['partial.csv'] });
      expect(outcome).toMatchObject({
        kind: 'time-limit',
        stdout: { text: 'before\n' },
        files: [{ name: 'partial.csv' }],
      });
      expect(outcome.seconds).toBeGreaterThanOrEqual(1);
      expect(outcome.seconds).toBeLessThan(3);
    });

    it('of time stops a program that ignores every signal', async () => {
      const code = `
import signal
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: pass`;
      expect(await bench.run(code, { limits: { seconds: 1 } })).toMatchObject({ kind: 'time-limit' });
    });

    it('of time stops a program whose main process waits for another', async () => {
      const mark = randomUUID();
      const code = `
import subprocess, sys
subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)', '${mark}'])`;
      expect(await bench.run(code, { limits: { seconds: 1 } })).toMatchObject({ kind: 'time-limit' });
      expect(processesWith(mark)).toEqual([]);
    });

    it('of memory is an outcome of its own', async () => {
      const code = 'print("start")\nkeep = []\nwhile True: keep.append(bytearray(b"x" * 10_000_000))';
      const outcome = await bench.run(code, { limits: { memoryBytes: 300e6 } });
      expect(outcome).toMatchObject({ kind: 'memory-limit', stdout: { text: 'start\n' } });
    });

    it('of memory counts all processes together', async () => {
      const code = `
import os, time
for _ in range(6):
    if os.fork() == 0:
        keep = bytearray(b'x' * 100_000_000)
        time.sleep(30)
        os._exit(0)
time.sleep(30)`;
      const outcome = await bench.run(code, { limits: { memoryBytes: 300e6, seconds: 20 } });
      expect(outcome.kind).toBe('memory-limit');
      expect(outcome.seconds).toBeLessThan(15);
    });

    it('of memory stops a program whose child reached it, even when the program goes on', async () => {
      const code = `
import os, time
if os.fork() == 0:
    keep = []
    while True: keep.append(bytearray(b'x' * 10_000_000))
time.sleep(40)
print('went on')`;
      const outcome = await bench.run(code, { limits: { memoryBytes: 300e6 } });
      expect(outcome).toMatchObject({ kind: 'memory-limit', stdout: { text: '' } });
    });

    it('of memory does not count pages that processes share', async () => {
      const code = `
import os, time
keep = bytearray(b'x' * 100_000_000)
children = []
for _ in range(8):
    pid = os.fork()
    if pid == 0:
        time.sleep(0.5)
        os._exit(0)
    children.append(pid)
for pid in children: os.waitpid(pid, 0)
print('shared')`;
      expect(await bench.print(code, { limits: { memoryBytes: 400e6 } })).toBe('shared');
    });

    it('of processes holds against a fork bomb, and the next run is unharmed', async () => {
      const code = `
import os
while True:
    try: os.fork()
    except OSError: pass`;
      const outcome = await bench.run(code, { limits: { seconds: 2, processes: 32 } });
      expect(outcome.kind).not.toBe('finished');
      expect(await bench.print('print("next")')).toBe('next');
    });

    it('of processes is an error that the program can see', async () => {
      const code = `
import os, time
made = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        made += 1
except BlockingIOError:
    print(made)`;
      const made = Number(await bench.print(code, { limits: { processes: 20 } }));
      expect(made).toBeGreaterThanOrEqual(15);
      expect(made).toBeLessThanOrEqual(21);
    });

    it.each([
      ['process-limit', 'forks', 'import os, time\nwhile os.fork(): pass\ntime.sleep(30)', { processes: 12 }],
      [
        'process-limit',
        'starts threads',
        `
import threading, time
while True: threading.Thread(target=time.sleep, args=(30,), daemon=True).start()`,
        { processes: 12 },
      ],
      ['disk-limit', 'fills it', 'open("fill.bin", "wb").write(b"x" * 9_000_000)', { diskBytes: 5e6 }],
      [
        'disk-limit',
        'fills it and cleans up',
        `
import tempfile
with tempfile.TemporaryDirectory() as folder:
    open(folder + '/fill.bin', 'wb').write(b'x' * 9_000_000)`,
        { diskBytes: 5e6 },
      ],
      [
        'disk-limit',
        'fills it through a mapping',
        `
import mmap
with open('fill.bin', 'wb+') as file:
    file.truncate(20_000_000)
    memory = mmap.mmap(file.fileno(), 0)
    for at in range(0, 20_000_000, 4096): memory[at] = 1`,
        { diskBytes: 5e6 },
      ],
      ['file-size-limit', 'writes a huge file', 'open("huge.bin", "wb").write(b"x" * 6_000_000)', { fileBytes: 5e6 }],
      [
        'file-size-limit',
        'is killed for one',
        `
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
open('huge.bin', 'wb').write(b'x' * 6_000_000)`,
        { fileBytes: 5e6 },
      ],
      ['open-files-limit', 'opens files', 'files = [open("/dev/null") for _ in range(200)]', { openFiles: 100 }],
    ] as const)('of errors: %s, for a program that %s, with its return code', async (kind, _, code, limits) => {
      const outcome = await bench.run(code, { limits });
      expect(outcome, outcome.stderr.text).toMatchObject({ kind, returnCode: expect.any(Number) });
      expect(outcome).not.toMatchObject({ returnCode: 0 });
    });

    it.each([
      ['process', 'import os, time\nfor _ in range(40):\n    if os.fork() == 0: time.sleep(30)', { processes: 12 }],
      ['disk', 'open("fill.bin", "wb").write(b"x" * 9_000_000)', { diskBytes: 5e6 }],
      ['file size', 'open("huge.bin", "wb").write(b"x" * 6_000_000)', { fileBytes: 5e6 }],
      ['open files', 'files = [open("/dev/null") for _ in range(200)]', { openFiles: 100 }],
    ] as const)('of errors: a program that handled the one of its %s limit is finished', async (_, code, limits) => {
      const handled = `try:\n${code.replaceAll(/^/gm, '    ')}\nexcept OSError: print('handled')`;
      expect(await bench.print(handled, { limits })).toBe('handled');
    });

    it('of errors: a program that failed for another reason is finished', async () => {
      const outcome = await bench.run('open("a.bin", "wb").write(b"x" * 100_000)\nopen("absent.csv")');
      expect(outcome).toMatchObject({ kind: 'finished', returnCode: 1 });
    });

    it('of disk is an error that the program can see, wherever it writes', async () => {
      const code = `
import errno
for folder in ('.', '/tmp', '/dev/shm'):
    written, error = 0, None
    try:
        for number in range(100):
            with open(f'{folder}/fill-{number}', 'wb') as file:
                for _ in range(10): written += file.write(b'x' * 1_000_000)
    except OSError as caught: error = errno.errorcode[caught.errno]
    print(folder, written < 60_000_000, error)`;
      const outcome = await bench.print(code, { limits: { diskBytes: 50e6 } });
      expect(outcome).toBe('. True ENOSPC\n/tmp True ENOSPC\n/dev/shm True ENOSPC');
    });

    it('of disk leaves room for what was brought in', async () => {
      const files = [bench.host('big.bin', Buffer.alloc(40e6, 'x'))];
      const code = 'print(open("mine.bin", "wb").write(b"y" * 15_000_000))';
      expect(await bench.print(code, { files, limits: { diskBytes: 20e6 } })).toBe('15000000');
    });

    it('of one file is an error that the program can see', async () => {
      const code = `
import errno
try: open('huge.bin', 'wb').write(b'x' * 3_000_000)
except OSError as caught: print(errno.errorcode[caught.errno])`;
      expect(await bench.print(code, { limits: { fileBytes: 2e6 } })).toBe('EFBIG');
    });

    it('of files: a flood of empty ones is stopped', async () => {
      const code = 'number = 0\nwhile True:\n    number += 1\n    open(str(number), "w").close()';
      expect(await bench.run(code, { limits: { fileCount: 5000 } })).toMatchObject({ kind: 'file-count-limit' });
    });

    it('of files is one of what is there at once, beside the inputs, however fast a program ends', async () => {
      const files = [bench.host('a.csv', 'a'), bench.host('b.csv', 'b')];
      const make = (count: number) => `for number in range(${count}): open(f'file-{number}', 'w').close()`;
      const limits = { fileCount: 20 };
      expect(await bench.run(make(20), { files, limits })).toMatchObject({ kind: 'finished', returnCode: 0 });
      expect(await bench.run(make(21), { files, limits })).toMatchObject({ kind: 'file-count-limit' });
      const again = 'import os\nfor _ in range(100):\n    open("same", "w").close()\n    os.remove("same")';
      expect(await bench.run(again, { limits })).toMatchObject({ kind: 'finished', returnCode: 0 });
    });

    it('of open files is an error that the program can see', async () => {
      const code = `
files = []
try:
    while len(files) < 100_000: files.append(open('/dev/null'))
except OSError: print(len(files) < 5000)`;
      expect(await bench.print(code)).toBe('True');
    });

    it('of output keeps both ends and says how many bytes were cut between', async () => {
      const code = 'import sys\nsys.stdout.write("HEAD" + "." * 100_000 + "TAIL")';
      const { stdout } = await bench.run(code, { limits: { outputBytes: 1000 } });
      const [, head, cut, tail] = /^(HEAD\.*)\n\[\.\.\. (\d+) bytes cut here \.\.\.\]\n(\.*TAIL)$/.exec(stdout.text)!;
      expect(stdout).toMatchObject({ bytes: 100_008, cut: true });
      expect(head!.length + tail!.length).toBe(1000);
      expect(head!.length + tail!.length + Number(cut)).toBe(100_008);
    });

    it('of output holds for stderr by itself', async () => {
      const code = 'import sys\nprint("short")\nsys.stderr.write("e" * 50_000)';
      const { stdout, stderr } = await bench.run(code, { limits: { outputBytes: 1000 } });
      expect([stdout.cut, stderr.cut, stderr.bytes]).toEqual([false, true, 50_000]);
    });

    it('of output drains 100 MB in flat memory, and counts them honestly', async () => {
      // Warm up, so that only the flood itself is measured.
      await bench.run('print(1)');
      globalThis.gc?.();
      const before = process.memoryUsage().rss;
      let most = before;
      const sampling = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss);
      }, 5);
      const outcome = await bench.run('import os\nfor _ in range(1600): os.write(1, b"x" * 62_500)');
      clearInterval(sampling);
      expect(outcome).toMatchObject({ kind: 'finished', returnCode: 0, stdout: { bytes: 100_000_000, cut: true } });
      expect((most - before) / 1e6).toBeLessThan(30);
    });

    it('of output stops a program that prints for ever', async () => {
      const outcome = await bench.run('import os\nwhile True: os.write(1, b"x" * 65536)');
      expect(outcome).toMatchObject({ kind: 'output-limit', stdout: { cut: true } });
    });

    it('writes no core dump', async () => {
      const outcome = await bench.run('import os; os.abort()', { outputs: ['core'] });
      expect(outcome.files).toEqual([]);
    });
  });
}
