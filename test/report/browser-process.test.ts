/** Failures, broken instructions and the step-by-step comparison, as the page shows them in a real browser. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAuditFile } from '../../src/audit/audit-file.ts';
import type { AuditFile, Diagnosis } from '../../src/audit.ts';
import { writePage } from '../../src/report/page.ts';
import type { Summary } from '../../src/report/summary.ts';
import { readFolderStore } from '../../src/store/folder.ts';
import { AGENTS, auditedRun, BROKEN, CODE, UNEXPLAINED } from './audited-run.ts';
import { HAS_CHROMIUM, IN_CHROMIUM, launchChromium, visitPage } from './chromium.ts';
import { attempt } from './records.ts';
import { conversation, type StoredAttempt, writeRun } from './run-folder.ts';

const EVIL = `</script><img src=x onerror="window.harmed = 1">`;
const HOSTILE: Diagnosis = {
  ...BROKEN,
  explainedBy: [EVIL],
  witness: {
    readable: true,
    problem: null,
    steps: [{ instruction: 'filter', stated: EVIL, found: EVIL, verdict: 'breaks', lines: [1, 99] }],
  },
  disagreement: EVIL,
};

let folder: string;
let browser: Browser;
let address: string;
let summary: Summary;
let made: readonly StoredAttempt[];
let diagnoses: AuditFile['diagnoses'];

describe.skipIf(!HAS_CHROMIUM)(IN_CHROMIUM, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dare-browser-'));
    process.env.DARE_CACHE = join(folder, 'cache');
    const { attempts, audit } = auditedRun();
    const hostile = attempt({ agent: 'evil', dataset: 'evil', variant: 'if', value: 0 });
    made = [...attempts, { record: hostile, transcript: conversation({ code: EVIL }) }];
    diagnoses = { ...audit.diagnoses, [hostile.key]: HOSTILE };
    await writeRun(join(folder, 'run'), made);
    await writeAuditFile(join(folder, 'run'), { ...audit, diagnoses });
    const store = await readFolderStore(join(folder, 'run'));
    summary = await writePage(join(folder, 'page.html'), [{ label: 'run', store }]);
    address = pathToFileURL(join(folder, 'page.html')).href;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });
  const visit = (hash: string, act: (page: Page) => Promise<void>) => visitPage(browser, address, hash, act);
  /** The address of an attempt with this diagnosis. */
  const placeOf = (wanted: Diagnosis) => {
    const { agent, task, repeat } = made.find(({ record }) => diagnoses[record.key] === wanted)!.record;
    return `#/attempt/${encodeURIComponent(agent)}/${encodeURIComponent(task)}/${repeat}`;
  };
  const [agent] = AGENTS as [string];

  it('draws failures to scale, and lists the attempts behind a figure, each a link', async () => {
    await visit('', async (page) => {
      const { groups } = summary.agents[agent]!.failures!;
      const bar = page.locator('.bar-row', { hasText: agent });
      const track = (await bar.locator('.bar-track').boundingBox())!;
      const part = (await bar.locator('.group-code-error').boundingBox())!;
      expect(part.width / track.width).toBeCloseTo(groups['code-error'].share, 1);
      await bar.locator('.group-code-error').click();
      const links = page.locator('.chosen li');
      expect(await links.count()).toBe(groups['code-error'].attempts);
      expect(await links.first().locator('small').textContent()).toMatch(/^call 1 of 1: FileNotFoundError: /);
      const kind = page.locator('.kinds tr.kind', { hasText: 'unexplained' });
      await kind.getByRole('button').first().click();
      expect(await links.count()).toBe(groups.instruction.kinds.unexplained);
      await links.first().getByRole('link').click();
      await page.locator('.process').waitFor();
      expect(await page.locator('aside .failure').textContent()).toContain('instruction broken: unexplained');
    });
  });

  it('shows how often each instruction was broken beside how much of it is noticed', async () => {
    await visit('', async (page) => {
      const row = (name: string) => page.locator('.heat tbody tr', { hasText: new RegExp(`^${name}`) });
      const { share } = summary.fidelity!.agents[agent]!.instructions.filter;
      await row('filter').waitFor();
      expect(await row('filter').locator('.cell').first().textContent()).toContain((100 * share!).toFixed(1));
      expect(await row('filter').locator('.noticed').textContent()).toContain('80.0 %');
      expect(await row('missing-words').locator('.unseen-here').count()).toBe(3);
      const [, broken, kept] = await page.evaluate<string[]>(
        '[...document.querySelectorAll(".heat tr:has(.cell)")].map((row) => getComputedStyle(row.querySelector(".cell")).backgroundColor)',
      );
      expect(broken).toMatch(/\d/);
      expect(broken).not.toBe(kept);
    });
  });

  it('sets code beside the question step by step, and marks its lines', async () => {
    await visit(placeOf(BROKEN), async (page) => {
      await page.locator('.process').waitFor();
      expect(await page.locator('.verdict li').allTextContents()).toEqual([
        'dropped the rows with missing values',
        'dropped the rows with missing values and seeded with 42',
      ]);
      const broken = page.locator('.steps tr.breaks');
      expect(await broken.locator('th').allTextContents()).toEqual(['filter', 'seed']);
      expect(await page.locator('.numbered .breaks').allTextContents()).toEqual([
        'train = train.dropna()\n',
        "train = train[(train['age'] >= 18) & (train['age'] <= 90)]\n",
        '    LogisticRegression(random_state=42),\n',
      ]);
      expect(`${await page.locator('.numbered code').textContent()}\n`).toBe(CODE);
      const line = page.locator('#line-18');
      await page.setViewportSize({ width: 1200, height: 400 });
      await page.evaluate('scrollTo(0, 0)');
      await page.getByRole('button', { name: 'Show line 18' }).first().click();
      await expect.poll(async () => (await line.boundingBox())!.y).toBeLessThan(400);
    });
  });

  it('says when nothing explains an output, how far off it is and where output and code disagree', async () => {
    await visit(placeOf(UNEXPLAINED), async (page) => {
      await page.locator('.verdict.unclear').waitFor();
      expect(await page.locator('.verdict').textContent()).toContain(
        'Nearest is that of somebody who imputed the median.',
      );
      expect(await page.locator('.rows dd').allTextContents()).toEqual(['8.3 %', '1.0 %']);
      expect(await page.locator('.disagreement').textContent()).toContain('the code imputes the mean as stated');
    });
  });

  it('shows hostile words as words', async () => {
    await visit(placeOf(HOSTILE), async (page) => {
      await page.locator('.process').waitFor();
      expect(await page.locator('.steps td').first().textContent()).toBe(EVIL);
      expect(await page.locator('.verdict li').textContent()).toBe(EVIL);
      expect(await page.locator('.numbered').textContent()).toBe(EVIL);
      await page.getByRole('button', { name: 'Show line 99' }).click();
      expect(await page.locator('img').count()).toBe(0);
    });
  });

  it('fits a narrow screen, in the dark too', async () => {
    await visit('', async (page) => {
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize({ width: 380, height: 800 });
      await page.locator('.heat').waitFor();
      const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      await expect.poll(overflow).toBeLessThanOrEqual(0);
      await page.goto(`${address}${placeOf(BROKEN)}`);
      await page.locator('.steps').waitFor();
      expect(await overflow()).toBeLessThanOrEqual(0);
    });
  });
});
