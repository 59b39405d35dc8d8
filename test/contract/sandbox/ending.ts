/** How a program ends, what it printed, and that it runs as a plain `python main.py` would. */
import { describe, expect, it } from 'vitest';
import { type MakeSandbox, openBench } from './bench.ts';

export function endings(makeSandbox: MakeSandbox): void {
  describe('endings and output', () => {
    const bench = openBench(makeSandbox);

    it('keeps stdout and stderr apart', async () => {
      const outcome = await bench.run('import sys\nprint("to out")\nprint("to err", file=sys.stderr)');
      expect(outcome).toMatchObject({
        kind: 'finished',
        returnCode: 0,
        stdout: { text: 'to out\n', bytes: 7, cut: false },
        stderr: { text: 'to err\n', bytes: 7, cut: false },
      });
    });

    it.each([
      ['sys.exit', 'import sys; sys.exit(3)', 3],
      ['os._exit', 'import os; os._exit(7)', 7],
      ['an exception', 'raise ValueError("no")', 1],
      ['a syntax error', 'def (', 1],
      ["Python's own MemoryError", 'raise MemoryError()', 1],
      ['its own SIGKILL', 'import os; os.kill(os.getpid(), 9)', 137],
      ['a crash', 'import ctypes; ctypes.string_at(0)', 139],
    ])('is finished, with its return code, after %s', async (_, code, returnCode) => {
      expect(await bench.run(code)).toMatchObject({ kind: 'finished', returnCode });
    });

    it('shows a traceback with plain names, line numbers and source lines, and nothing of ours', async () => {
      const outcome = await bench.run('def divide(a):\n    return a / 0\n\ndivide(1)\n');
      const lines = outcome.stderr.text.trim().split('\n');
      expect(lines[0]).toBe('Traceback (most recent call last):');
      expect(lines[1]).toMatch(/^ {2}File "(.*\/)?main\.py", line 4, in <module>$/);
      expect(lines[2]).toBe('    divide(1)');
      expect(lines.filter((line) => line.startsWith('  File '))).toHaveLength(2);
      expect(lines.at(-1)).toBe('ZeroDivisionError: division by zero');
    });

    it('reports the last words of an unfinished line, and what came before a crash', async () => {
      const outcome = await bench.run('import os\nprint("a line")\nprint("half", end="", flush=True)\nos.abort()');
      expect(outcome.stdout.text).toBe('a line\nhalf');
    });

    it('gives an empty stdin', async () => {
      const outcome = await bench.run('import sys\nprint(repr(sys.stdin.read()))\ninput()');
      expect(outcome.stdout.text).toBe("''\n");
      expect(outcome.stderr.text).toContain('EOFError');
    });

    it('gives the stdin that it is told to, and no trace of it elsewhere', async () => {
      const { path } = bench.host('stdin.txt', 'first\nzweite 数据\nno line break');
      const code = `
import os, sys
print(input())
print(sys.stdin.readlines())
print([name for name in os.listdir() if not name.endswith('.py')])`;
      expect(await bench.print(code, { stdin: path })).toBe("first\n['zweite 数据\\n', 'no line break']\n[]");
    });

    it('replaces invalid UTF-8, and counts the bytes that there were', async () => {
      const outcome = await bench.run('import sys\nsys.stdout.buffer.write(b"a\\xff\\xfeb\\x00\\xc3\\xa9")');
      expect(outcome.stdout).toEqual({ text: 'a\uFFFD\uFFFDb\0é', bytes: 7, cut: false });
    });

    it('runs code with any characters, and of a megabyte', async () => {
      const code = `text = "naïve 数据 🚀"\n${'# '.padEnd(99, 'x')}\n`.concat(
        `${'#'.padEnd(99, 'x')}\n`.repeat(10_000),
      );
      expect(await bench.print(`${code}print(text)`)).toBe('naïve 数据 🚀');
    });

    it('is __main__, beside its files, with an empty argument list and a plain name', async () => {
      const code = `
import os, sys
print(__name__, len(sys.argv), os.path.dirname(os.path.abspath(__file__)) == os.getcwd(), sys.path[0] == os.getcwd())
print(sorted(name for name in sys.modules['__main__'].__dict__ if not name.startswith('__')))`;
      expect(await bench.print(code)).toBe("__main__ 1 True True\n['os', 'sys']");
    });

    it('imports a module of its own from the work folder', async () => {
      const files = [bench.host('helper.py', 'ANSWER = 42\n')];
      expect(await bench.print('import helper\nprint(helper.ANSWER)', { files })).toBe('42');
    });

    it('may start other programs and processes', async () => {
      const code = `
import multiprocessing, subprocess, sys

def square(x):
    return x * x

if __name__ == '__main__':
    print(subprocess.run(['sh', '-c', 'echo shell'], capture_output=True, text=True).stdout.strip())
    print(subprocess.run([sys.executable, '-c', 'print("python")'], capture_output=True, text=True).stdout.strip())
    for method in ('fork', 'spawn', 'forkserver'):
        with multiprocessing.get_context(method).Pool(2) as pool:
            print(method, pool.map(square, range(4)))`;
      const squares = '[0, 1, 4, 9]';
      expect(await bench.print(code)).toBe(`shell\npython\nfork ${squares}\nspawn ${squares}\nforkserver ${squares}`);
    });

    it('may fit in parallel with joblib', async () => {
      const code = `
from joblib import Parallel, delayed
from math import sqrt
print(Parallel(n_jobs=-1)(delayed(sqrt)(i ** 2) for i in range(4)))`;
      expect(await bench.print(code)).toBe('[0.0, 1.0, 2.0, 3.0]');
    });

    it('may open its output by name', async () => {
      const outcome = await bench.run(
        'open("/dev/stdout", "w").write("out\\n")\nimport os\nos.system("echo err > /dev/stderr")',
      );
      expect([outcome.stdout.text, outcome.stderr.text]).toEqual(['out\n', 'err\n']);
    });

    it('prints the same, byte for byte, again', async () => {
      const code = `
import locale, os, time
print({f'word {i}' for i in range(50)}, hash('x'))
print(time.tzname, locale.getpreferredencoding(), sorted(os.environ.items()), os.getcwd(), os.getpid())
print(os.environ['OMP_NUM_THREADS'], os.environ['OPENBLAS_NUM_THREADS'], os.environ['PYTHONHASHSEED'])`;
      const [first, second] = [await bench.print(code), await bench.print(code)];
      expect(first).toBe(second);
      expect(first.split('\n').at(-1)).toBe('1 1 0');
    });
  });
}
