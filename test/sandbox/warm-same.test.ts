/** That a program can't tell a warm run from a cold one: every byte that it prints, its files and its return code. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBubblewrap } from '../../src/sandbox/bubblewrap.ts';
import { openWarm } from '../../src/sandbox/warm.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../../src/sandbox.ts';
import { PYTHON, SKIPPED } from './python.ts';
import { SAME_PROGRAMS } from './same-programs.ts';

/** Two processes of the same program have these in different places. */
const ADDRESS = /0x[0-9a-f]{6,}/g;

describe.skipIf(PYTHON === undefined)(PYTHON === undefined ? SKIPPED : 'a warm run is like a cold one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dare-same-'));
  let warm: Sandbox;
  let cold: Sandbox;
  beforeAll(async () => {
    const options = { python: PYTHON!, environment: 'test', workers: 1, scratch: folder };
    [warm, cold] = await Promise.all([openWarm(options), openBubblewrap(options)]);
  });
  afterAll(async () => {
    await Promise.all([warm?.[Symbol.asyncDispose](), cold?.[Symbol.asyncDispose]()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const all = async (sandbox: Sandbox, code: string) => {
    const outputFolder = mkdtempSync(join(folder, 'out-'));
    const { seconds: _, ...outcome } = (await sandbox.run({
      code,
      files: [],
      outputs: ['open.txt', 'log.txt', 'out.csv', 'out.parquet', 'x.db'],
      outputFolder,
      limits: { ...DEFAULT_LIMITS, seconds: 50, diskBytes: 50e6 },
    })) as { seconds: number };
    const files = readdirSync(outputFolder).map((name) => [name, readFileSync(join(outputFolder, name), 'base64')]);
    return JSON.parse(JSON.stringify({ ...outcome, files }).replaceAll(ADDRESS, '0x...'));
  };

  it.each(Object.entries(SAME_PROGRAMS))('for %s', async (_, code) => {
    const [one, other] = await Promise.all([all(warm, code), all(cold, code)]);
    expect(one).toEqual(other);
  });
});
