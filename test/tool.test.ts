/** The tool's edge: whatever a model writes is either something to run or words that it can act on. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, type Outcome } from '../src/sandbox.ts';
import { isPlainName, observationOf, PYTHON_EXECUTOR, parseCall } from '../src/tool.ts';

const call = (args: string, name = PYTHON_EXECUTOR.name) => parseCall({ id: 'c', name, arguments: args });

test('any text as arguments gives a run or an error, never an exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (text) => {
      const parsed = call(text);
      expect('run' in parsed || parsed.error.startsWith('Error: the code was not run.')).toBe(true);
    }),
  );
});

test('a call in the right form keeps code and names to the letter', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter(isPlainName);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uniqueArray(name), fc.uniqueArray(name), (code, load, save) => {
      const args = JSON.stringify({ code, files_to_load: load, files_to_save: save });
      expect(call(args)).toEqual({ run: { code, files_to_load: load, files_to_save: save } });
    }),
  );
});

test.each([
  '../verify/truth.csv',
  '/etc/passwd',
  '..',
  '.',
  '',
  '.hidden',
  'a/b',
  'a\\b',
  'a\nb',
  'a\0b',
  'x'.repeat(256),
])('%j is no plain name, to load or to save', (name) => {
  for (const files of [{ files_to_load: [name] }, { files_to_save: [name] }]) {
    expect(call(JSON.stringify({ code: '', ...files }))).toHaveProperty('error');
  }
});

test('names with spaces, commas and non-Latin letters are plain', () => {
  for (const name of ['a file, with commas.csv', 'данные.csv', '数据 (1).parquet', "it's.csv"]) {
    expect(isPlainName(name), name).toBe(true);
  }
});

test('a wrong tool name is told the right one', () => {
  expect(call('{}', 'bash')).toEqual({ error: expect.stringMatching(/no tool named "bash".*python_executor/) });
});

test.each([
  ['finished', 3, /^finished$/],
  ['process-limit', 1, /64 processes and threads/],
  ['disk-limit', 1, /disk limit of 2000 MB/],
  ['file-size-limit', 153, /200 MB for one file/],
  ['open-files-limit', 1, /1024 files open at once/],
  ['time-limit', null, /time limit of 200 s/],
  ['cpu-limit', null, /12800 s of processor time/],
  ['memory-limit', null, /memory limit of 8192 MiB/],
  ['output-limit', null, /printed/],
  ['file-count-limit', null, /200000 files/],
] as const)('a run that ended with %s is told with its limit and its return code', (kind, returnCode, words) => {
  const stream = { text: 'words', bytes: 5, cut: false };
  const ended = { stdout: stream, stderr: stream, seconds: 1, files: [], missing: [] };
  const outcome = { kind, ...(returnCode === null ? {} : { returnCode }), ...ended } as Exclude<
    Outcome,
    { kind: 'failed' }
  >;
  const told = JSON.parse(observationOf(outcome, DEFAULT_LIMITS));
  expect(told).toMatchObject({ return_code: returnCode, stdout: 'words', stderr: 'words' });
  expect(told.status).toMatch(words);
});
