import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAuditFile, writeAuditFile } from '../../src/audit/audit-file.ts';
import type { AuditFile } from '../../src/audit.ts';

const AUDIT: AuditFile = {
  format: 1,
  made: '2026-03-04T05:06:07.000Z',
  diagnoses: {
    'a|d/if|1': {
      equal: false,
      explainedBy: ['filter-none', 'filter-none+seed-42'],
      broken: ['filter', 'seed'],
      differingRows: 0.25,
      nearest: null,
      witness: {
        readable: true,
        problem: null,
        steps: [{ instruction: 'filter', stated: 'age in [1, 9]', found: 'no filter', verdict: 'breaks', lines: [3] }],
      },
      disagreement: null,
    },
    'a|d/if|2': {
      equal: false,
      explainedBy: [],
      broken: [],
      differingRows: 1,
      nearest: { name: 'scale-none', differingRows: 0.5 },
      witness: null,
      disagreement: 'in words',
    },
  },
  coverage: { 'd/if': { filter: { applicable: 4, noticed: 2.5, untried: 1 } } },
  deviations: { 'filter-none': { instruction: 'filter', words: 'kept the rows outside the expected ranges' } },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-audit-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the audit of a run', () => {
  it('is read as it was written, and nothing else is left', async () => {
    expect(await readAuditFile(folder)).toBeNull();
    await writeAuditFile(folder, { ...AUDIT, diagnoses: {} });
    await writeAuditFile(folder, AUDIT);
    expect(await readAuditFile(folder)).toEqual(AUDIT);
    expect(await readdir(folder)).toEqual(['audit.json']);
  });

  it.each([
    ['no JSON', '{"format": 1,', 'it is not JSON'],
    ['another format', { ...AUDIT, format: 2 }, 'format: '],
    ['an instruction nobody states', { ...AUDIT, coverage: { 'd/if': { tidy: {} } } }, 'coverage.d/if'],
    [
      'a share beyond 1',
      { ...AUDIT, diagnoses: { k: { ...AUDIT.diagnoses['a|d/if|2'], differingRows: 2 } } },
      'k.diff',
    ],
  ])('that is %s is refused with what to do', async (_, content, where) => {
    await writeFile(join(folder, 'audit.json'), typeof content === 'string' ? content : JSON.stringify(content));
    const refusal = await readAuditFile(folder).catch((error: Error) => error);
    expect(refusal).toMatchObject({ name: 'UserError', message: expect.stringContaining(where) });
    expect((refusal as Error).message).toContain('delete it and run `dare audit run`');
  });
});
