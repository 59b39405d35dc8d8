/** What the locked libraries really say when a program fails, and what is made of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ABOUT, raisedIn } from '../../src/audit/exceptions.ts';
import { failureOf } from '../../src/audit/failures.ts';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox.ts';
import { attempt } from '../report/records.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';

const here = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const [, ...parts] = here('broken-scripts.txt').split(/^== (.*)\n/m);
const SCRIPTS = parts.flatMap((part, index) => (index % 2 === 0 ? [{ expected: part, code: parts[index + 1]! }] : []));

describe.skipIf(PYTHON === undefined)(PYTHON ? 'programs that fail' : SKIPPED, () => {
  let left: { code: number; stderr: string }[];
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dare-exceptions-'));
    try {
      await using sandbox = await openBubblewrap({ python: PYTHON!, environment: 'test' });
      const path = join(folder, 'scripts.json');
      writeFileSync(path, JSON.stringify(SCRIPTS.map(({ code }) => code)));
      const outcome = await sandbox.run({
        code: here('run-each.py'),
        files: [{ name: 'scripts.json', path }],
        outputs: ['left.json'],
        outputFolder: folder,
        limits: DEFAULT_LIMITS,
      });
      expect(outcome).toMatchObject({ kind: 'finished', stderr: { text: '' }, missing: [] });
      left = JSON.parse(readFileSync(join(folder, 'left.json'), 'utf8')) as typeof left;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(SCRIPTS.map(({ expected }, index) => [expected, index] as const))('%s (%i)', (expected, index) => {
    const { code, stderr } = left[index]!;
    const call = { code: SCRIPTS[index]!.code, files_to_load: ['train.csv'], files_to_save: ['prediction.csv'] };
    const observation = { status: 'finished', return_code: code, stdout: '', stderr, files_saved: [] };
    const failure = failureOf(attempt({ variant: 'if', score: { exists: false } }), {
      messages: [
        { role: 'user', content: 'Learn from train.csv; predict val.csv (also as val.sqlite and val.parquet).' },
        {
          role: 'assistant',
          content: '',
          toolCalls: [{ id: '1', name: 'python_executor', arguments: JSON.stringify(call) }],
        },
        { role: 'tool', callId: '1', name: 'python_executor', content: JSON.stringify(observation) },
      ],
      calls: [
        {
          callId: '1',
          kind: 'finished',
          returnCode: code,
          seconds: 1,
          load: ['train.csv'],
          save: ['prediction.csv'],
          missing: ['prediction.csv'],
        },
      ],
    });
    const [about, detail] = expected.split(' / ') as [string, string];
    expect(failure?.group).toBe('code-error');
    if (about === 'exit' || about === 'killed') {
      expect([failure?.kind, code]).toEqual([about, Number(detail)]);
    } else {
      expect(failure?.kind, stderr).toBe(`${about}/${detail}`);
      expect(failure?.evidence).toMatch(new RegExp(`^call 1 of 1: ${detail}(: |$)`));
    }
  });

  it('are about everything that there is a word for', () => {
    const words = SCRIPTS.map(({ expected }) => expected.split(' / ')[0]);
    expect(words).toEqual(expect.arrayContaining(ABOUT.filter((about) => about !== 'missing-file')));
  });
});

describe('stderr', () => {
  it('that tells of no exception gives none', () => {
    for (const text of ['', 'Killed', 'a warning: Error\n', 'Traceback (most recent call last):\n', 'File "x"\n']) {
      expect(raisedIn(text)).toBeNull();
    }
  });

  it('whose middle is cut is read from its end', () => {
    const text = '  File "a.py", line 3\n… 5000 bytes are left out …\n  x = 1\nTraceback (most recent call last):\n';
    expect(raisedIn(`${text}  File "main.py", line 1, in <module>\nKeyError: 'a'\n`)).toEqual({
      exception: 'KeyError',
      message: "'a'",
      about: 'unknown',
    });
  });

  it('is never taken for the exception of a destructor', () => {
    const ignored =
      'Exception ignored in: <function X.__del__>\nTraceback (most recent call last):\n  File "x"\nTypeError: b\n';
    const raised = 'Traceback (most recent call last):\n  File "main.py"\nMemoryError\n';
    expect(raisedIn(raised + ignored)).toMatchObject({ exception: 'MemoryError', message: '' });
  });

  it('of any form is read without an error, and quickly', () => {
    const line = fc.constantFrom(
      ...['Traceback (most recent call last):', '  File "x.py", line 1', 'KeyError: x', '', '    pandas/core/frame.py'],
      ...['The above exception was the direct cause of the following exception:', 'a.b.C', 'Exception ignored in: x'],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 60 }), (lines) => {
        const raised = raisedIn(lines.join('\n'));
        return raised === null || (ABOUT.includes(raised.about) && /^[A-Za-z_]\w*$/.test(raised.exception));
      }),
    );
    expect(
      raisedIn(`Traceback (most recent call last):\n  File\nValueError: ${'contains '.repeat(200_000)}`),
    ).toMatchObject({
      about: 'unknown',
    });
  });
});
