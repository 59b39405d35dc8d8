/** Records and headers of CSV files, against files whose rows are known because the test wrote them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countCsvRows, readCsvHeader } from '../../src/bench/csv.ts';
import { temporaryFolder } from './copy.ts';

// Not only whitespace: an unquoted field of blanks alone would make a blank line.
const field = fc
  .string({ unit: fc.constantFrom('a', 'é', '市', ' ', ',', '"', '\n', '\r', ';') })
  .map((text) => `${text}x`);

function written(fields: readonly string[], quoteAll: boolean): string {
  const plain = (text: string) => !quoteAll && !/[",\n\r]/.test(text);
  return fields.map((text) => (plain(text) ? text : `"${text.replaceAll('"', '""')}"`)).join(',');
}

it('counts records, not lines, and reads names as they were written', async () => {
  const path = join(await temporaryFolder(), 'table.csv');
  const tables = fc.integer({ min: 1, max: 4 }).chain((width) => {
    const record = fc.array(field, { minLength: width, maxLength: width });
    return fc.record({
      header: record,
      rows: fc.array(record, { maxLength: 5 }),
      quoteAll: fc.boolean(),
      ending: fc.constantFrom('\n', '\r\n', '\n\n', '\n  \n'),
      last: fc.boolean(),
      mark: fc.boolean(),
    });
  });
  await fc.assert(
    fc.asyncProperty(tables, async ({ header, rows, quoteAll, ending, last, mark }) => {
      // With a byte order mark the first name is written plain: pandas too reads a quote after it as text.
      const names = mark ? ['first', ...header.slice(1)] : header;
      const lines = [
        [
          ...(mark ? ['first'] : []),
          ...(names.length > (mark ? 1 : 0) ? [written(names.slice(mark ? 1 : 0), quoteAll)] : []),
        ].join(','),
        ...rows.map((row) => written(row, quoteAll)),
      ];
      await writeFile(path, (mark ? '\uFEFF' : '') + lines.join(ending) + (last ? ending : ''));
      expect(countCsvRows(path)).toBe(rows.length);
      expect(readCsvHeader(path)).toEqual({ columns: names, empty: rows.length === 0 });
    }),
    { numRuns: 300 },
  );
});

it('reads a header that is longer than one chunk of the file', async () => {
  const path = join(await temporaryFolder(), 'wide.csv');
  const names = Array.from({ length: 30_000 }, (_, index) => `column "${index}"`);
  await writeFile(path, `${written(names, false)}\n${names.map(() => '1').join(',')}\n`);
  expect(readCsvHeader(path)).toEqual({ columns: names, empty: false });
  expect(countCsvRows(path)).toBe(1);
});
