import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAuditFile } from '../../src/audit/audit-file.ts';
import type { AuditFile } from '../../src/audit.ts';
import { PAGE_LIMITS, writePage } from '../../src/report/page.ts';
import type { PageIndex, Story } from '../../src/report/page-data.ts';
import { viewerTemplate } from '../../src/report/template.ts';
import { SUCCESS } from '../../src/score.ts';
import { readFolderStore } from '../../src/store/folder.ts';
import { auditedRun } from './audited-run.ts';
import { attempt, numbers, settings } from './records.ts';
import { conversation, writeRun } from './run-folder.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dare-page-'));
  process.env.DARE_CACHE = join(folder, 'cache');
});
afterAll(() => rm(folder, { recursive: true }));

async function pageOf(name: string, attempts: Parameters<typeof writeRun>[1], limits = PAGE_LIMITS, audit?: AuditFile) {
  const run = join(folder, name);
  await writeRun(run, attempts);
  if (audit) await writeAuditFile(run, audit);
  const file = join(folder, `${name}.html`);
  const summary = await writePage(file, [{ label: name, store: await readFolderStore(run) }], limits);
  const text = await readFile(file, 'utf8');
  const part = (id: string): unknown => {
    const packed = text.match(new RegExp(`<script type="text/plain" id="${id}">([^<]*)</script>`))![1]!;
    return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString());
  };
  const story = async (place: PageIndex['attempts'][number]['story']) =>
    place && (part(`chunk-${place[0]}`) as Story[])[place[1]];
  return { summary, text, index: part('index') as PageIndex, story };
}

describe('the page', () => {
  it('holds the figures and each transcript beside its attempt', async () => {
    const given = ['a', 'b'].flatMap((agent) =>
      ['d', 'e', 'f'].map((dataset) => ({
        record: attempt({ agent, dataset }),
        transcript: conversation({ question: `Question of ${dataset}`, last: `${agent} did ${dataset}` }),
        submission: `row_id,y\n${dataset}\n`,
      })),
    );
    const { index, summary, story } = await pageOf('plain', given);
    expect(index.summary).toEqual(summary);
    expect(index.attempts).toHaveLength(6);
    for (const of of index.attempts) {
      const { dataset, question } = index.tasks[of.task]!;
      const told = (await story(of.story))!;
      expect(question).toBe(`Question of ${dataset}`);
      expect(told.messages[0]).toEqual({ role: 'question' });
      expect(told.messages.at(-1)).toMatchObject({ text: `${index.agents[of.agent]!.name} did ${dataset}` });
      expect(told.submission).toContain(dataset);
    }
  });

  it('holds why each attempt failed, and what an audit found beside its story', async () => {
    const { attempts, audit } = auditedRun(4);
    const { index, story } = await pageOf('audited', attempts, PAGE_LIMITS, audit);
    expect(index.summary.fidelity!.coverage.tasks).toBe(4);
    let diagnosed = 0;
    for (const [at, { record }] of attempts.entries()) {
      const { failure, story: place } = index.attempts[at]!;
      expect(failure === null).toBe(record.score.value! >= SUCCESS[record.kind]);
      const { process } = (await story(place))!;
      const diagnosis = audit.diagnoses[record.key];
      expect(process?.diagnosis).toEqual(diagnosis);
      if (diagnosis) {
        expect(process!.call).toBe(0);
        diagnosed += 1;
      }
    }
    expect(diagnosed).toBeGreaterThan(10);
  });

  it('marks no lines in code that it has cut', async () => {
    const { attempts, audit } = auditedRun(4);
    const { index, story } = await pageOf('cut', attempts, { ...PAGE_LIMITS, text: 200 }, audit);
    const stories = await Promise.all(index.attempts.map((of) => story(of.story)));
    const processes = stories.flatMap((told) => told?.process ?? []);
    expect(processes.length).toBeGreaterThan(10);
    expect(processes.every(({ call }) => call === null)).toBe(true);
  });

  it('may run its one script and load nothing', async () => {
    const { text } = await pageOf('policy', [{ record: attempt() }]);
    const script = text.match(/<script type="module">([\s\S]*?)<\/script>/)![1]!;
    const hash = createHash('sha256').update(script).digest('base64');
    expect(text).toContain(`content="default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline';`);
    const markup = text.replaceAll(/(<(script|style)[^>]*>)[\s\S]*?<\/\2>/g, '$1');
    expect(markup.length).toBeLessThan(3000);
    expect(markup).not.toMatch(/\b(src|href|action|srcset)\s*=|@import|url\(/i);
    expect(text.match(/<style>([\s\S]*?)<\/style>/)![1]).not.toMatch(/@import|url\(/i);
  });

  it('holds nothing that ends its data early', async () => {
    const evil = '</script><script>alert(1)</script><!--';
    const transcript = conversation({ question: evil, code: evil, stdout: evil, last: evil });
    const { text } = await pageOf('early', [
      { record: attempt({ agent: evil, dataset: 'd', detail: evil }), transcript },
    ]);
    expect(text).not.toContain('alert(1)');
    expect(text.match(/<script/g)!.length).toBe((await viewerTemplate()).match(/<script/g)!.length + 2);
  });

  it('of 540 attempts stays under 3 MB, though no two are alike', async () => {
    const next = numbers(3);
    const noise = (lines: number) => Array.from({ length: lines }, () => `${next()} ${next()}`).join('\n');
    const given = Array.from({ length: 540 }, (_, i) => ({
      record: attempt({ dataset: `d${i % 180}`, repeat: 1 + Math.floor(i / 180) }),
      transcript: conversation({ code: `${'import pandas as pd\n'.repeat(60)}x = ${next()}`, stdout: noise(40) }),
    }));
    const { text } = await pageOf('size', given);
    expect(text.length).toBeLessThan(3e6);
    expect((await viewerTemplate()).length).toBeLessThan(600_000);
  });

  it('that is full keeps the figures of the attempts it has no room for', async () => {
    const given = Array.from({ length: 40 }, (_, i) => ({
      record: attempt({ dataset: `d${i}` }),
      transcript: conversation({ stdout: 'x'.repeat(15_000) }),
    }));
    const { index, story } = await pageOf('full', given, { ...PAGE_LIMITS, stories: 100 });
    const without = index.attempts.filter((of) => of.story === null);
    expect(index.attempts).toHaveLength(40);
    expect(without.length).toBeGreaterThan(10);
    expect(await story(index.attempts[0]!.story)).toMatchObject({ notes: [] });
    expect(index.summary.agents.a!.attempts).toBe(40);
  });

  it('shows the head of a submission, in whole lines', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => `${i},${'9'.repeat(30)}`);
    const { story } = await pageOf('head', [
      { record: attempt({ dataset: 'd' }), submission: rows.join('\n') },
      { record: attempt({ dataset: 'e' }), submission: rows.map((row) => row.repeat(15)).join('\n') },
      { record: attempt({ dataset: 'f', score: { exists: false } }) },
    ]);
    expect((await story([0, 0]))!.submission).toBe([...rows.slice(0, 10), '…'].join('\n'));
    expect((await story([0, 1]))!.submission).toBe([...rows.slice(0, 2).map((row) => row.repeat(15)), '…'].join('\n'));
    expect((await story([0, 2]))!.submission).toBeNull();
  });

  it('says where a transcript cannot be read, and shows the rest', async () => {
    const run = join(folder, 'broken');
    await writeRun(run, [{ record: attempt({ dataset: 'd' }) }, { record: attempt({ dataset: 'e' }) }]);
    await writeFile(join(run, 'attempts/a/d/mm.1/transcript.json'), '{"messages": [');
    const file = join(folder, 'broken.html');
    await writePage(file, [{ label: 'r', store: await readFolderStore(run) }]);
    const chunk = (await readFile(file, 'utf8')).match(/id="chunk-0">([^<]*)</)![1]!;
    const [broken, whole] = JSON.parse(gunzipSync(Buffer.from(chunk, 'base64')).toString()) as Story[];
    expect(broken!.notes[0]).toMatch(/^No transcript could be read: /);
    expect(whole!.messages).toHaveLength(3);
  });

  it('shows several runs together, with scores given later', async () => {
    for (const [name, value] of [
      ['one', 0.25],
      ['two', 0.75],
    ] as const) {
      await writeRun(join(folder, name), [{ record: attempt({ value }) }], settings({}));
    }
    await writeFile(
      join(folder, 'two/scores.jsonl'),
      `${JSON.stringify({ key: attempt().key, score: { value: 0.5, exists: true, perTarget: {}, reason: null } })}\n`,
    );
    const stores = await Promise.all(['one', 'two'].map((name) => readFolderStore(join(folder, name))));
    const { agents } = await writePage(join(folder, 'both.html'), [
      { label: 'one', store: stores[0]! },
      { label: 'two', store: stores[1]! },
    ]);
    expect(Object.entries(agents).map(([name, { means }]) => [name, means.total])).toEqual([
      ['a (one)', 25],
      ['a (two)', 50],
    ]);
  });

  it('is written whole or not at all', async () => {
    const file = join(folder, 'kept.html');
    await writeFile(file, 'the page before');
    const store = await readFolderStore(join(folder, 'plain'));
    const failing = {
      ...store,
      attempts: async function* () {
        yield* store.attempts();
        throw new Error('the disk is gone');
      },
    };
    await expect(writePage(file, [{ label: 'r', store: failing }])).rejects.toThrow('the disk is gone');
    expect(await readFile(file, 'utf8')).toBe('the page before');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('the viewer', () => {
  it('is built once and then taken from the cache', async () => {
    const cache = await mkdtemp(join(folder, 'fresh-'));
    const first = await viewerTemplate(cache);
    const [name] = await readdir(cache);
    const file = join(cache, name!, 'index.html');
    const { mtimeMs } = await stat(file);
    const started = performance.now();
    expect(await viewerTemplate(cache)).toBe(first);
    expect(performance.now() - started).toBeLessThan(200);
    expect((await stat(file)).mtimeMs).toBe(mtimeMs);
  });

  it('never makes markup of text', async () => {
    const sources = await readdir(new URL('../../viewer/', import.meta.url), { withFileTypes: true });
    for (const { name, parentPath } of sources.filter((entry) => entry.isFile())) {
      const text = await readFile(join(parentPath, name), 'utf8');
      expect(text, name).not.toMatch(/dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write|\beval\(/);
    }
  });
});
