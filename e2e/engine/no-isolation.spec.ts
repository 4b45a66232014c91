/** A host without headers, for a browser without service workers: nothing gives the page threads. */
import { expect, test } from '@playwright/test';
import { built, type PlainHost, plainHost } from '../plain-host.ts';

test.use({ serviceWorkers: 'block' });

let host: PlainHost;
test.beforeAll(async () => {
  host = await plainHost({ '/site/': built });
});
test.afterAll(() => host.close());

test('the real model runs in integers, in one thread, where the page is not cross-origin isolated', async ({ page }) => {
  await page.goto(`${host.origin}/site/#v=1&panes=base&prompt=Hello&n=4&seed=1`);
  expect(await page.evaluate(() => [globalThis.crossOriginIsolated, typeof SharedArrayBuffer])).toEqual([false, 'undefined']);
  await expect(page.getByRole('region', { name: 'Model' })).toContainText('WebAssembly, one thread (integers)');
  await expect(page.getByRole('article').first()).toHaveAttribute('data-status', 'done');
});
