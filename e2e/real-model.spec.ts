/** The built site with the real model on WASM and the published pack: what a newcomer does, start to end, and a second start offline. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';

test.describe.configure({ mode: 'serial' });
test.setTimeout(900_000);

/** Loading and answering take seconds on a quiet machine; the limit is for a busy one. */
const slow = { timeout: 600_000 };

let context: BrowserContext;
let page: Page;
const complaints: string[] = [];
const shards: string[] = [];

const status = () => page.getByRole('region', { name: 'Model' });
const pane = (name: string) => page.getByRole('article', { name });
const live = (name: string) => page.getByRole('img', { name: new RegExp(`^${name}`) });
const answer = (name: string) => pane(name).locator('.answer');
const settled = async () => {
  await expect(page.getByRole('button', { name: 'Run' })).toBeVisible(slow);
  await expect(pane('CLP')).toHaveAttribute('data-status', 'done');
};

test.beforeAll(async ({ browser }) => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  context.on('request', (request) => {
    if (request.url().endsWith('.bin')) shards.push(request.url());
  });
});

test.afterAll(() => context.close());

test('loads with progress while measured samples answer, then the live model takes over', async () => {
  await page.goto('./#v=1&backend=wasm-threads&n=24');
  await expect(pane('CLP')).toHaveAttribute('data-status', 'precomputed');
  await expect(pane('CLP')).toContainText('measured at');
  await expect(status()).toContainText(/of 98 MB/, slow);
  await expect(status()).toContainText('runs here, on WebAssembly', slow);
  await settled();
  for (const name of ['Base model', 'CLP', 'Rewarded Soups']) {
    await expect(pane(name)).toHaveAttribute('data-status', 'done');
    await expect(pane(name)).toContainText(/tokens\/s/);
    await expect(live(name)).toBeVisible();
  }
});

test('a slider changes the steered texts and moves their points, and leaves the base alone', async () => {
  const names = ['CLP', 'Rewarded Soups'];
  await page.getByRole('button', { name: 'All richness' }).click();
  await settled();
  const before = await Promise.all(names.map((name) => answer(name).innerText()));
  const places = await Promise.all(names.map((name) => live(name).getAttribute('aria-label')));
  const base = await answer('Base model').innerText();
  await page.getByRole('slider', { name: 'Brevity' }).press('End');
  await expect(pane('CLP')).not.toHaveAttribute('data-status', 'done');
  await settled();
  const after = await Promise.all(names.map((name) => answer(name).innerText()));
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
  expect(await Promise.all(names.map((name) => live(name).getAttribute('aria-label')))).not.toEqual(places);
  expect(await answer('Base model').innerText()).toBe(base);
  await expect(pane('CLP').locator('ins').first()).toBeVisible();
  await expect(pane('CLP')).toContainText('draft tokens kept');
});

test('Escape stops the texts while they stream, and Run finishes them', async () => {
  await page.getByRole('button', { name: 'New seed' }).click();
  await expect(pane('CLP')).toHaveAttribute('data-status', 'streaming', slow);
  await page.keyboard.press('Escape');
  await expect(pane('CLP')).toHaveAttribute('data-status', 'stopped', slow);
  const partial = await answer('CLP').innerText();
  expect(partial.length).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Run' }).click();
  await settled();
  expect(await answer('CLP').innerText()).toContain(partial.trim().slice(0, 8));
});

test('the same link gives the same texts, from the cache and without a network', async () => {
  const names = ['Base model', 'CLP', 'Rewarded Soups'];
  await expect(page).toHaveURL(/w=1,0,0/);
  const before = await Promise.all(names.map((name) => answer(name).innerText()));
  shards.length = 0;
  await context.setOffline(true);
  await page.reload();
  await expect(status()).toContainText('from the cache', slow);
  await settled();
  expect(await Promise.all(names.map((name) => answer(name).innerText()))).toEqual(before);
  await context.setOffline(false);
  expect(complaints).toEqual([]);
});
