/** Debian's chromium for tests of the page. Without it they are skipped (apt-get install chromium). */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const PATH = '/usr/bin/chromium';
export const HAS_CHROMIUM = existsSync(PATH);
export const IN_CHROMIUM = `in Chromium (skipped without ${PATH})`;

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: PATH, args: ['--no-sandbox'] });
}

/** Opens a page, does something, and expects that nothing was loaded, complained of or run. */
export async function visitPage(
  browser: Browser,
  address: string,
  hash: string,
  act: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.setDefaultTimeout(5000);
  const faults: string[] = [];
  page.on('console', (message) => faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) faults.push(`requested ${request.url()}`);
  });
  await page.goto(`${address}${hash}`);
  await act(page);
  expect(faults).toEqual([]);
  expect(await page.evaluate('"harmed" in window')).toBe(false);
  await page.close();
}
