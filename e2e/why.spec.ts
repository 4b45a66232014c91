/** Why these words: the real model on WASM says of each word of an answer how likely it was, and goes on from another. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

const PATIENCE = 400_000;
const START = '#v=1&prompt=What+is+a+black+hole%3F&w=0.5,0,0.5&seed=3&n=16&backend=wasm&panes=rs,base';

const pane = (page: Page) => page.locator('article[data-policy="rs"]');
const answer = (page: Page) => pane(page).locator('.answer');
const words = (page: Page) => pane(page).getByRole('listbox', { name: 'Words of Rewarded Soups' });
const chosen = (page: Page) => words(page).locator('[aria-selected="true"]');
const card = (page: Page) => pane(page).getByRole('region', { name: /^Why “/ });

async function answered(page: Page): Promise<void> {
  await expect(page.locator('article[data-status="done"]')).toHaveCount(2, { timeout: PATIENCE });
}

async function open(page: Page): Promise<void> {
  await pane(page).getByRole('button', { name: 'More for Rewarded Soups' }).click();
  await page.getByRole('button', { name: 'Why the words of Rewarded Soups' }).click();
  await expect(words(page)).toBeVisible({ timeout: PATIENCE });
}

/** The text again: without the signs of what cannot be seen. */
async function wordsOf(page: Page): Promise<string> {
  return ((await words(page).textContent()) ?? '').replace(/[↵■]/g, '').replaceAll('␣', ' ');
}

/** Probabilities of the table in the column of a policy, the word's own first. */
async function chances(page: Page, column: number): Promise<number[]> {
  const cells = await card(page).locator(`tbody td:nth-of-type(${column})`).allTextContents();
  return cells.map((cell) => Number(cell.replace(/[<%]/g, '')));
}

test.describe('the words of an answer', () => {
  test.describe.configure({ mode: 'serial', timeout: 2 * PATIENCE });
  let page: Page;
  let [told, before] = ['', ''];
  const complaints: string[] = [];

  test.beforeAll(async ({ browser, baseURL }) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...(baseURL ? { baseURL } : {}) });
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`./${START}`);
    await answered(page);
    told = (await answer(page).textContent()) ?? '';
    before = await answer(page).innerHTML();
  });
  test.afterAll(() => page.context().close());
  test.afterEach(() => {
    expect(complaints).toEqual([]);
  });

  test('are walked by keyboard within one tab stop, with what the model thought of each', async () => {
    await open(page);
    await expect(page).toHaveURL(/why=1/);
    expect(await wordsOf(page)).toBe(told);

    expect(await words(page).locator('[tabindex="0"]').count()).toBe(1);
    await chosen(page).focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight');
    await expect(words(page).getByRole('option').nth(3)).toBeFocused();
    await expect(chosen(page)).toHaveText((await words(page).getByRole('option').nth(3).textContent()) ?? '');

    for (const column of [1, 2]) {
      const column6 = await chances(page, column);
      expect(column6).toHaveLength(6);
      for (const chance of column6) expect(chance).toBeGreaterThanOrEqual(0);
      expect(column6.reduce((sum, chance) => sum + chance, 0)).toBeLessThanOrEqual(101);
    }
    const [own = 0, ...rivals] = await chances(page, 1);
    expect(rivals).toEqual(rivals.toSorted((a, b) => b - a));
    await expect(words(page).getByRole('option').nth(3)).toHaveAttribute('aria-label', new RegExp(`, <?${own}%$`));
    await expect(pane(page).getByText(/^Misalignment \d\.\d\d nats a token/)).toBeVisible();
    await expect(card(page).getByText('…', { exact: true })).toHaveCount(0, { timeout: PATIENCE });
    const pulls = await card(page).locator('.why-pulls dd:last-child').allTextContents();
    expect(pulls).toHaveLength(3);
    for (const pull of pulls) expect(pull).toMatch(/^([+−]\d+\.\d\d|0\.00)$/);
  });

  test('follow the pointer until one is clicked', async () => {
    const option = (place: number) => words(page).getByRole('option').nth(place);
    await option(5).click();
    await expect(option(5)).toHaveAttribute('aria-selected', 'true');
    await option(1).hover();
    await expect(option(5)).toHaveAttribute('aria-selected', 'true');
    await option(5).click();
    await option(1).hover();
    await expect(option(1)).toHaveAttribute('aria-selected', 'true');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
      [320, 700],
    ] as const) {
      test(`axe finds nothing at ${width} px, ${colorScheme}`, async () => {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      });
    }
  }

  test('make way for a rival: the answer goes on from it, says so, and comes back', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await chosen(page).focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight');
    const start = (await wordsOf(page)).slice(0, (await words(page).getByRole('option').allTextContents()).slice(0, 3).join('').length);
    const base = await page.locator('article[data-policy="base"] .answer').textContent();
    await page.keyboard.press('Tab');
    // A link lies between: what the number means.
    const rival = card(page)
      .getByRole('button', { name: /^Go on from here with/ })
      .first();
    for (let i = 0; i < 3 && !(await rival.evaluate((button) => button === document.activeElement)); i += 1)
      await page.keyboard.press('Tab');
    const choice = ((await rival.textContent()) ?? '').replaceAll('␣', ' ').replaceAll('↵', '\n');
    await page.keyboard.press('Enter');
    await expect(pane(page)).toContainText('no longer the seed’s own text', { timeout: PATIENCE });
    await answered(page);
    await expect(words(page)).toBeVisible({ timeout: PATIENCE });
    const text = await wordsOf(page);
    expect(text.startsWith(start + choice)).toBe(true);
    expect(text.length).toBeGreaterThan((start + choice).length);
    await expect(chosen(page)).toHaveText(choice);
    await expect(pane(page)).toContainText('4 tokens given, then seed 3');
    expect(await page.locator('article[data-policy="base"] .answer').textContent()).toBe(base);

    await pane(page).getByRole('button', { name: 'Undo your choice in Rewarded Soups' }).click();
    await expect(pane(page)).not.toContainText('no longer the seed’s own text');
    await answered(page);
  });

  test('are an answer again when the mode is closed, and nothing of it stays', async () => {
    await pane(page).getByRole('button', { name: 'Close why these words, Rewarded Soups' }).click();
    await expect(pane(page).locator('.why')).toHaveCount(0);
    expect(await answer(page).innerHTML()).toBe(before);
    await expect(pane(page).getByRole('button', { name: 'More for Rewarded Soups' })).toBeFocused();
    await expect(page).not.toHaveURL(/why=/);
  });
});

test('lesson 6 leads to the meter at the words of the real model, and back', async ({ page }) => {
  await page.goto('./#/learn/fork?step=3');
  await page.getByRole('link', { name: 'Read it off the words of the real model' }).click();
  const soup = pane(page);
  await expect(soup.getByRole('region', { name: 'Why the words of Rewarded Soups' })).toBeVisible();
  await expect(page.locator('.why')).toHaveCount(2);
  const link = soup.getByRole('link', { name: 'Lesson 6' });
  await expect(link).toBeVisible({ timeout: PATIENCE });
  await link.click();
  await expect(page.getByRole('link', { name: 'Read it off the words of the real model' })).toBeVisible();
});
