/**
 * Who breaks a stated instruction is found out by the audit, and who breaks none is not accused: a small slice of what
 * bench/audit-planted.ts measures, through agents, tool, sandbox, score and `dare audit run`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBenchmark } from '../../src/bench/published.ts';
import { cacheFolder, openSandbox } from '../../src/wire.ts';
import { EXAMPLES } from '../e2e/harness.ts';
import { PYTHON, SKIPPED } from '../sandbox/python.ts';
import { audited } from './planted/audited.ts';
import { accusedOf, counts, figuresOf, type Judged, whyMissed } from './planted/measure.ts';
import { nameOf, type Played, playPlanted } from './planted/play.ts';

describe.skipIf(PYTHON === undefined)(PYTHON ? 'planted scripts' : SKIPPED, () => {
  let folder: string;
  let judged: Judged[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dare-planted-'));
    judged = await audited(await play(), 'nothing');
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const play = async (): Promise<Played> => {
    const cache = cacheFolder(process.env);
    const benchmark = await openBenchmark(EXAMPLES, cache);
    await using sandbox = await openSandbox(process.env);
    return await playPlanted({
      benchmark,
      tasks: benchmark.tasks.filter(({ id }) => /^(anes|palmer).*\/if$/.test(id)),
      sandbox,
      cache,
      amounts: { styles: 6, singles: 9, pairs: 2 },
      seed: 1,
      folder,
      concurrency: availableParallelism(),
    });
  };
  const told = (those: readonly Judged[]) =>
    those.map((one) => `${one.planted.style}, ${nameOf(one.planted)}: ${whyMissed(one)}`);

  it('are all played and answered', () => {
    expect(told(judged.filter(({ answered }) => !answered))).toEqual([]);
    expect(judged.filter(({ kind }) => kind === 'faithful')).toHaveLength(12);
    expect(judged.filter((one) => one.kind === 'single' && counts(one)).length).toBeGreaterThanOrEqual(8);
  });

  it('accuse nobody who broke nothing', () => {
    expect(told(judged.filter((one) => one.kind === 'faithful' && accusedOf(one).length > 0))).toEqual([]);
  });

  it('are found out where one instruction was broken and the answer changed', () => {
    expect(told(judged.filter((one) => one.kind === 'single' && counts(one) && !one.first))).toEqual([]);
  });

  it('have one of two broken instructions named, mostly', () => {
    const { pair } = figuresOf(judged);
    expect(pair.of).toBeGreaterThan(0);
    expect(pair.hits / pair.of).toBeGreaterThanOrEqual(0.7);
  });
});
