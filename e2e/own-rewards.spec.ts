/** A pack that brings rewards of its own, one of them code, in a real browser under the page's policy; the model never arrives. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { Front } from '../src/packs/front.ts';
import type { Pack } from '../src/packs/pack.ts';
import { dialFixtureFront } from '../src/packs/testing/fixture-dial.ts';
import { ownPack } from '../src/packs/testing/fixture-own.ts';
import { complaints, open, pane } from './fixture-page.ts';

// A service worker's own fetches cannot be routed.
test.use({ serviceWorkers: 'block' });

/** Two rewards and the same policies; only the texts of its samples matter here. */
const front = JSON.parse(
  JSON.stringify({ ...dialFixtureFront, pack: 'voice' })
    .replaceAll('"cheer"', '"own-roses"')
    .replaceAll('"closeness"', '"own-repeats"'),
) as Front;
const served = (changes: Partial<Pack> = {}) => ({ 'voice/pack.json': { ...ownPack, id: 'voice', ...changes } });
const withSource = (source: string) =>
  served({ definitions: (ownPack.definitions ?? []).map((one) => (one.kind === 'code' ? { ...one, source } : one)) });

function watchInterpreter(page: Page): string[] {
  const fetched: string[] = [];
  page.on('request', (request) => {
    if (/quickjs|re2js|emscripten/.test(request.url())) fetched.push(request.url());
  });
  return fetched;
}

const score = (page: Page, name: string, reward: string) =>
  pane(page, name).locator('.reward-bars > div').filter({ hasText: reward }).locator('.reward-bars-value');

test('its texts are scored by them here, code in its interpreter, and the page says that the pack brings code', async ({ page }) => {
  const fetched = watchInterpreter(page);
  await open(page, '', front, served());
  await expect(page.getByText('This pack brings code of its own for a reward, “Distinct words”.')).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Roses' })).toBeVisible();
  await expect(score(page, 'CLP', 'Distinct words')).toHaveText(/^(1\.00|0\.[89]\d)$/);
  expect(fetched.some((url) => url.endsWith('.wasm'))).toBe(true);
  const brought = page.getByText('The rewards that this pack brings');
  await brought.press('Enter');
  await expect(page.locator('.own-rewards').getByText('1 - 2^(-liked / 1); each time; liked: rose*.')).toBeVisible();
  await expect(page.getByLabel('Code of Distinct words')).toContainText('new Set(words).size / words.length');
  expect(complaints).toEqual([]);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('neither library is fetched for a pack that needs none', async ({ page }) => {
  const fetched = watchInterpreter(page);
  await open(page);
  await expect(page.getByRole('slider', { name: 'Cheer' })).toBeVisible();
  expect(fetched).toEqual([]);
});

for (const [what, body, sentence] of [
  ['loops for ever', 'for (;;) {}', 'Distinct words: from line 1: does not end within a million steps.'],
  [
    'takes memory without end',
    'const a = []; for (;;) a.push(new Array(100000).fill(a.length))',
    'Distinct words: line 2: takes more memory than there is',
  ],
  ['returns no number', 'return NaN', 'Distinct words: score returned NaN, expected a number.'],
  ['tries to fetch', 'return fetch("/")', 'Distinct words: line 2: fetch is not here: the code of a reward sees prompt and answer'],
] as const) {
  test(`code that ${what} gets a sentence, its answers the lowest score, and the page lives`, async ({ page }) => {
    await open(page, '', front, withSource(`function score(prompt, answer) {\n  ${body}\n}`));
    await expect(page.getByText(sentence)).toBeVisible();
    await expect(score(page, 'CLP', 'Distinct words')).toHaveText('0.00');
    await page.getByRole('slider', { name: 'Roses' }).press('ArrowRight');
    expect(complaints).toEqual([]);
  });
}

test('a pack whose code cannot be read is refused in one sentence, and another opens', async ({ page }) => {
  await open(page, '', front, withSource('function score( {'));
  await expect(page.getByText('The pack “voice” could not be opened. Distinct words: field source: line 1:')).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Closeness' })).toBeVisible();
});
