import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAuditFile } from '../../src/audit/audit-file.ts';
import type { Summary } from '../../src/report/summary.ts';
import { AGENTS, auditedRun } from './audited-run.ts';
import { attempt, settings } from './records.ts';
import { writeRun } from './run-folder.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-report-'));
  const plan = { identity: {}, turns: 5, tasks: ['d/mm', 'e/mm'], runs: 1, note: 'cannot read' };
  for (const [name, value] of [
    ['monday', 0.5],
    ['tuesday', 1],
  ] as const) {
    const made = ['d', 'e'].map((dataset) => ({ record: attempt({ dataset, value }) }));
    await writeRun(join(folder, name), made, settings({ a: plan }));
  }
});
afterAll(() => rm(folder, { recursive: true }));

function report(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, DARE_CACHE: join(folder, 'cache') };
  return new Promise((done) => {
    execFile(process.execPath, [MAIN, 'report', ...words], { cwd: folder, env }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe('dare report', () => {
  it('prints the table of a run, plain when piped', async () => {
    const { code, stdout, stderr } = await report('monday');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^a +– +– +– +50\.0±0\.0 +– +– +50\.0±0\.0$/m);
    expect(stdout).toContain('a: cannot read');
    expect(stdout).not.toContain('\u001b');
  });

  it('shows several runs, and the published models when asked', async () => {
    const { stdout } = await report('monday', 'tuesday', '--published');
    expect(stdout).toMatch(/^a \(monday\) +.* 50\.0±0\.0$/m);
    expect(stdout).toMatch(/^a \(tuesday\) +.* 100\.0±0\.0$/m);
    expect(stdout).toMatch(/^gpt-5 +69\.8 /m);
  });

  it('prints the summary as JSON alone', async () => {
    const { stdout } = await report('monday', '--json');
    const { agents, runs } = JSON.parse(stdout) as Summary;
    expect(runs).toHaveLength(1);
    expect(agents.a).toMatchObject({ means: { 'reg-MM': 50, total: 50, 'class-IF': null }, predictionRate: 1 });
  });

  it('tells why attempts failed, and what an audit found', async () => {
    const { attempts, audit } = auditedRun();
    const run = join(folder, 'audited');
    await writeRun(run, attempts);
    await writeAuditFile(run, audit);
    const { stdout, stderr } = await report('audited');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^failed, %/m);
    expect(stdout).toMatch(/^ {2}file-not-loaded /m);
    expect(stdout).toMatch(/^broken, %/m);
    expect(stdout).toMatch(/^filter +12 +80\.0 %/m);
    const { agents, fidelity } = JSON.parse((await report('audited', '--json')).stdout) as Summary;
    const { groups } = agents[AGENTS[0]!]!.failures!;
    expect(groups['code-error'].kinds).toEqual({ 'file-not-loaded/FileNotFoundError': groups['code-error'].attempts });
    expect(fidelity!.agents[AGENTS[0]!]!.instructions.filter.broken).toBeGreaterThan(0);
  });

  it('refuses an audit that it cannot read, in one line', async () => {
    await writeRun(join(folder, 'spoilt'), [{ record: attempt() }]);
    await writeFile(join(folder, 'spoilt/audit.json'), '{"format": 7}');
    const { code, stderr } = await report('spoilt');
    expect(code).toBe(2);
    expect(stderr).toMatch(/audit\.json is not an audit.*delete it and run `dare audit run`.*\n$/);
  });

  it('writes the page, also into a folder that is not there yet', async () => {
    const { code, stderr } = await report('monday', '--json', '--html', 'new/page.html');
    expect(code).toBe(0);
    expect(stderr).toContain(join('new', 'page.html'));
    expect(await readFile(join(folder, 'new/page.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it.each([
    [['nowhere'], 'nowhere is not a run folder'],
    [['.'], 'is not a run folder'],
    [[], "missing required argument 'run'"],
    [['monday', '--html', 'taken'], 'this is a folder where a file was expected'],
  ])('refuses %j in one line', async (words, message) => {
    await mkdir(join(folder, 'taken'), { recursive: true });
    const { code, stderr } = await report(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
