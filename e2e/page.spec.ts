/**
 * The page without a model: a made-up pack and front, and a model that never arrives. What the live model adds is tested with the real
 * one, in real-model.spec.ts.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { Front } from '../src/engine/pack.ts';
import { fixtureFront, fixturePack } from '../src/testing/fixture-pack.ts';

// A service worker's own fetches cannot be routed.
test.use({ serviceWorkers: 'block' });

const complaints: string[] = [];

async function open(page: Page, hash = '', front: Front | 'missing' = fixtureFront): Promise<void> {
  complaints.length = 0;
  page.on('console', (message) => {
    // Playwright says by a warning that it holds the service worker back.
    if (message.text() === 'Service Worker registration blocked by Playwright') return;
    const blocked = message.text().includes('Service Worker registration blocked by Playwright');
    if (['error', 'warning'].includes(message.type()) && !blocked) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.route('**/models/voice/pack.json', (route) => route.fulfill({ json: fixturePack }));
  await page.route('**/models/voice/front.json', (route) =>
    front !== 'missing'
      ? route.fulfill({ json: front })
      : route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html>' }),
  );
  await page.route('**/models/base/**', () => new Promise(() => {}));
  await page.goto(`./${hash}`);
  await expect(page.getByRole('slider', { name: 'Cheer' })).toBeVisible();
}

const pane = (page: Page, name: string) => page.getByRole('article', { name });
const weight = (page: Page, reward: string) => page.getByRole('spinbutton', { name: `${reward} weight` });

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

test('measured samples answer the sliders at once, marked as precomputed, with what changed marked', async ({ page }) => {
  await open(page);
  const answer = pane(page, 'CLP');
  await expect(answer).toContainText('precomputed');
  await expect(answer).toContainText('The rain has stopped');
  await page.getByRole('button', { name: 'All brevity' }).click();
  await expect(answer.locator('ins').first()).toBeVisible();
  await expect(answer).toContainText('words new');
  await expect(answer).toContainText('measured at brevity 1');
  await expect(weight(page, 'Brevity')).toHaveValue('1.00');
  await expect(pane(page, 'Base model')).toContainText('The rain has stopped');
});

test('sliders are linked, locked, undone and redone by keyboard', async ({ page }) => {
  await open(page, '#v=1&w=0.5,0.3,0.2');
  const slider = page.getByRole('slider', { name: 'Brevity' });
  await expect(slider).toHaveAttribute('aria-valuetext', '50 percent; Richness 30 percent, Cheer 20 percent');
  await slider.focus();
  for (let press = 0; press < 5; press += 1) await page.keyboard.press('ArrowRight');
  await expect(weight(page, 'Brevity')).toHaveValue('0.55');
  await page.keyboard.press('Home');
  await expect(weight(page, 'Richness')).toHaveValue('0.60');
  await expect(weight(page, 'Cheer')).toHaveValue('0.40');
  await page.getByRole('button', { name: 'Lock Cheer' }).press('Space');
  await weight(page, 'Brevity').fill('0.9');
  await weight(page, 'Brevity').press('Enter');
  await expect(weight(page, 'Brevity')).toHaveValue('0.60');
  await expect(weight(page, 'Cheer')).toHaveValue('0.40');
  await slider.focus();
  await page.keyboard.press('Control+z');
  await expect(weight(page, 'Brevity')).toHaveValue('0.00');
  await page.keyboard.press('Control+Shift+Z');
  await expect(weight(page, 'Brevity')).toHaveValue('0.60');
});

test('the URL holds the state, and a bad one is clamped with a notice', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'What is a black hole?' }).click();
  await page.getByRole('button', { name: 'All richness' }).click();
  await page.getByLabel('y axis').selectOption('Cheer');
  await expect(page).toHaveURL(/w=0,1,0/);
  await expect(page).toHaveURL(/y=cheer/);
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('What is a black hole?');
  await expect(weight(page, 'Richness')).toHaveValue('1.00');
  await expect(page.getByLabel('y axis')).toHaveValue('cheer');

  await page.goto('./#v=1&prompt=Again.&w=0,0,1');
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('Again.');
  await expect(weight(page, 'Cheer')).toHaveValue('1.00');

  await page.goto('./#v=1&w=9,9&t=50&seed=x');
  const notices = page.getByRole('status', { name: 'Notices' });
  await expect(notices).toContainText('expected 3 numbers');
  await expect(notices).toContainText('temperature was 50. It was set to 2.');
  await expect(notices).toContainText('seed was “x”');
  await expect(notices.getByRole('button', { name: 'Dismiss' })).toHaveCount(3);
  await notices.getByRole('button', { name: 'Dismiss' }).first().click();
  await expect(notices.getByRole('button', { name: 'Dismiss' })).toHaveCount(2);
});

test('a measured point sets the sliders, by pointer in the chart and by keyboard in the table', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Table' }).click();
  const table = page.getByRole('table', { name: /measured/i });
  await expect(table.getByRole('row')).toHaveCount(1 + 1 + 40 + 40);
  await table.getByRole('button').first().press('Enter');
  await expect(weight(page, 'Brevity')).toHaveValue('1.00');
  // The address follows with some delay; without it, the way back to equal weights would be no change.
  await expect(page).toHaveURL(/w=1,0,0/);
  await page.getByRole('button', { name: 'Table' }).click();
  await page.getByRole('button', { name: 'Equal' }).click();
  const point = page.getByRole('button', { name: /^CLP/ }).first();
  const box = await point.boundingBox();
  if (!box) throw new Error('expected a point to have a place in the chart');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await expect(page.locator('.front-card')).toBeVisible();
  await expect(page).toHaveURL(/w=0.333,0.333,0.333/);
  await page.mouse.click(x, y);
  await expect(page).not.toHaveURL(/w=0.333,0.333,0.333/);
});

test('the CSV file holds every measured point', async ({ page }) => {
  await open(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
  expect(download.suggestedFilename()).toBe('voice-front.csv');
  const lines = (await (await download.createReadStream()).toArray()).join('').trim().split('\r\n');
  expect(lines).toHaveLength(1 + 1 + 40 + 40);
});

test('model output is text, never markup', async ({ page }) => {
  const evil = '<img src=x onerror="document.title=\'owned\'"><b>bold</b>';
  const policies = fixtureFront.policies.map((policy) => ({
    ...policy,
    points: policy.points.map((point) => ({ ...point, samples: point.samples.map((sample) => ({ ...sample, text: evil })) })),
  }));
  await open(page, '', { ...fixtureFront, policies });
  await expect(pane(page, 'CLP')).toContainText(evil);
  await expect(page.locator('.answer img, .answer b')).toHaveCount(0);
  await expect(page).toHaveTitle('Tiller');
});

test('a pack without a measured front is no error', async ({ page }) => {
  await open(page, '', 'missing');
  await expect(page.getByText('This pack has no measured front yet')).toBeVisible();
  await expect(pane(page, 'CLP')).toContainText('answers as soon as it is ready');
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of [
    [1440, 900],
    [820, 1180],
    [390, 844],
  ] as const) {
    test(`axe finds nothing and nothing overflows at ${width} px, ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await open(page, '#v=1&t=50');
      await expect(page.locator('.front-plot svg').first()).toBeVisible();
      await page.getByText('Sampling and model settings').click();
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  }
}
