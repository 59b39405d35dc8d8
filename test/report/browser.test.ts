/** The page in a real browser. Skipped where Debian's chromium is not installed (apt-get install chromium). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePage } from '../../src/report/page.ts';
import { readFolderStore } from '../../src/store/folder.ts';
import { HAS_CHROMIUM, IN_CHROMIUM, launchChromium, visitPage } from './chromium.ts';
import { attempt, settings } from './records.ts';
import { conversation, writeRun } from './run-folder.ts';

const IMAGE = '<img src=x onerror="window.harmed = 1">';
const EVIL = `</script><script>window.harmed = 1</script>${IMAGE}`;

/** Where page and table are scrolled to, once that has stayed the same for a while. */
async function settled(page: Page): Promise<number[]> {
  let position: number[] = [];
  for (let same = 0; same < 10; ) {
    await pause(50);
    const now = await page.evaluate<number[]>('[scrollY, document.querySelector(".grid").scrollTop]');
    same = now.every((value, at) => value === position[at]) ? same + 1 : 0;
    position = now;
  }
  return position;
}

let folder: string;
let browser: Browser;
let address: string;

describe.skipIf(!HAS_CHROMIUM)(IN_CHROMIUM, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dare-browser-'));
    process.env.DARE_CACHE = join(folder, 'cache');
    const datasets = Array.from({ length: 130 }, (_, i) => `set ${String(i).padStart(3, '0')}, größe`);
    const given = ['good/model', `bad ${IMAGE}`].flatMap((agent, a) =>
      datasets.flatMap((dataset, d) =>
        (['if', 'mm'] as const).map((variant) => ({
          record: attempt({
            ...{ agent, dataset: d === 0 ? `set 000 ${IMAGE}` : dataset, variant },
            ...(a === 0 ? { value: (d % 10) / 10 } : { value: 0, detail: EVIL, score: { reason: EVIL } }),
          }),
          transcript: conversation(
            a === 0
              ? { stdout: 'printed words', stderr: 'a warning', code: 'import numpy as np\nprint("x")\n' }
              : { question: EVIL, code: EVIL, stdout: EVIL, stderr: EVIL, reasoning: EVIL, last: EVIL },
          ),
          submission: a === 0 ? 'row_id,y\n0,1\n' : EVIL,
        })),
      ),
    );
    const plan = { identity: { prompt: EVIL }, turns: 5, tasks: [], runs: 1, note: EVIL };
    const run = join(folder, 'run');
    await writeRun(run, given, settings({ 'good/model': { ...plan, note: 'a note' }, [`bad ${IMAGE}`]: plan }));
    await writePage(join(folder, 'page.html'), [{ label: EVIL, store: await readFolderStore(run) }]);
    address = pathToFileURL(join(folder, 'page.html')).href;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  const visit = (hash: string, act: (page: Page) => Promise<void>) => visitPage(browser, address, hash, act);

  it('shows the scores with the published ones beside, and a chart for each kind there is', async () => {
    await visit('', async (page) => {
      const row = page.locator('.scores tr', { hasText: 'good/model' });
      await row.waitFor();
      expect(await row.locator('td').allTextContents()).toEqual([
        expect.stringMatching(/^45\.0±5\.\d$/),
        '–',
        '–',
        expect.stringMatching(/^45\.0±5\.\d$/),
        '–',
        '–',
        expect.stringMatching(/^45\.0±5\.\d$/),
      ]);
      expect(await page.locator('.scores .published').count()).toBe(8);
      await page.locator('.chart svg').first().waitFor();
      expect(await page.locator('.charts figcaption b').allTextContents()).toEqual(['class-IF', 'reg-MM']);
      expect(await page.locator('.chart svg').first().locator('circle').count()).toBe(10);
      await page.getByLabel('Published models').uncheck();
      expect(await page.locator('.scores .published').count()).toBe(0);
    });
  });

  it('filters and sorts tasks, and shows more of them', async () => {
    await visit('', async (page) => {
      const rows = page.locator('.tasks tbody tr');
      await rows.first().waitFor();
      expect(await rows.count()).toBe(100);
      await page.getByRole('button', { name: /^Show 160 more/ }).click();
      expect(await rows.count()).toBe(260);
      await page.getByRole('button', { name: 'good/model', exact: true }).click();
      expect(await rows.first().locator('td').nth(1).textContent()).toBe('90');
      await page.locator('.chips').getByText('class-IF').click();
      await page.getByLabel('Filter tasks by name').fill('set 07');
      // 070 to 079, and 007 and 107: each word may stand anywhere.
      await expect.poll(() => rows.count()).toBe(12);
      expect(await page.locator('.filters output').textContent()).toBe('12 of 260 tasks');
    });
  });

  it('opens an attempt by keyboard, and comes back to the same place', async () => {
    await visit('', async (page) => {
      const cell = page.locator('.tasks a').nth(60);
      await cell.focus();
      // What is drawn above may still push the page down; a person presses no key before that.
      const before = await settled(page);
      expect(Math.max(...before)).toBeGreaterThan(0);
      await page.keyboard.press('Enter');
      await page.locator('.messages').waitFor();
      expect(await page.title()).toContain('good/model · run 1');
      await page.keyboard.press('Escape');
      await page.locator('.tasks').waitFor();
      expect(await settled(page)).toEqual(before);
      expect(await page.locator(':focus').getAttribute('href')).toBe(await cell.getAttribute('href'));
    });
  });

  it('shows a transcript by its link: code coloured, outputs folded, stderr apart, the submission', async () => {
    await visit(`#/attempt/good%2Fmodel/${encodeURIComponent('set 003, größe/mm')}/1`, async (page) => {
      await page.locator('.messages').waitFor();
      expect(await page.locator('.attempt h1').textContent()).toBe('set 003, größe');
      expect(await page.locator('.hl-keyword').first().textContent()).toBe('import');
      expect(await page.getByText('printed words').isVisible()).toBe(false);
      await page.locator('.result summary').click();
      expect(await page.locator('.stdout pre').textContent()).toBe('printed words');
      expect(await page.locator('.stderr pre').textContent()).toBe('a warning');
      expect(await page.locator('.submission pre').textContent()).toBe('row_id,y\n0,1\n');
      expect(await page.locator('aside').textContent()).toContain('30.0');
    });
  });

  it('shows hostile words as words', async () => {
    const task = `set 000 ${IMAGE}/mm`;
    await visit(`#/attempt/${encodeURIComponent(`bad ${IMAGE}`)}/${encodeURIComponent(task)}/1`, async (page) => {
      await page.locator('.messages').waitFor();
      await page.getByRole('button', { name: 'Unfold outputs' }).click();
      await page.locator('.reasoning summary').click();
      expect(await page.locator('.stdout pre').textContent()).toBe(EVIL);
      expect(await page.locator('.call .code').textContent()).toBe(EVIL);
      expect(await page.locator('.submission pre').textContent()).toBe(EVIL);
      expect(await page.locator('.reasoning .words').textContent()).toBe(EVIL);
      expect(await page.locator('aside').textContent()).toContain(EVIL);
      expect(await page.locator('img').count()).toBe(0);
    });
  });

  it('says so when a link leads nowhere', async () => {
    await visit('#/attempt/nobody/nothing%2Fmm/1', async (page) => {
      expect(await page.locator('.nothing').textContent()).toBe('This page has no attempt 1 of nobody on nothing/mm.');
    });
  });

  it('fits a narrow screen', async () => {
    await visit('', async (page) => {
      await page.setViewportSize({ width: 380, height: 800 });
      await page.locator('.chart svg').first().waitFor();
      const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      await expect.poll(overflow).toBeLessThanOrEqual(0);
      await page.locator('.tasks a').first().click();
      await page.locator('.messages').waitFor();
      expect(await overflow()).toBeLessThanOrEqual(0);
    });
  });
});
