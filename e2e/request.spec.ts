/** What a reader may ask beside the prompt: another system prompt, more samples, and a conversation of several turns. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { fixturePack } from '../src/packs/testing/fixture-pack.ts';
import { complaints, more, open, pane } from './fixture-page.ts';
import { translate } from './translate.ts';

const settings = (page: Page) => page.getByText('Sampling and model settings').click();
const system = (page: Page) => page.getByRole('textbox', { name: 'System prompt' });

/** Axe finds nothing in `part` (a CSS selector), and nothing is wider than the window. */
async function expectSound(page: Page, part: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 820, 390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page })
        .include(part)
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
      expect(found, `${part} at ${width} px, ${colorScheme}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test.describe('without a model', () => {
  // A service worker's own fetches cannot be routed.
  test.use({ serviceWorkers: 'block' });
  test.afterEach(() => {
    expect(complaints).toEqual([]);
  });

  test('another system prompt takes what was measured away, is in the address, and is put back', async ({ page }) => {
    await open(page);
    await expect(pane(page, 'CLP')).toContainText('precomputed');
    await settings(page);
    await expect(system(page)).toHaveValue(fixturePack.system);
    await expect(system(page)).toHaveAccessibleDescription('The policies were trained with this one.');
    await page.evaluate(translate);
    // Right to left, with a NUL and half an emoji.
    await system(page).fill('أجب\u0000 بإيجاز \ud83d');
    await expect(system(page)).toHaveValue(/بإيجاز \ufffd$/);
    await expect(system(page)).toHaveAttribute('dir', 'auto');
    await system(page).press('Enter');
    await expect(pane(page, 'CLP')).toContainText('No text yet');
    await expect(page.getByText('The policies were trained with another:')).toBeVisible();
    await expect(page).toHaveURL(/&system=[^&]+&w=/);
    await expectSound(page, '.settings');
    await page.getByRole('button', { name: 'Put the trained one back' }).click();
    await expect(pane(page, 'CLP')).toContainText('precomputed');
    await expect(page).not.toHaveURL(/system=/);
    await expect(system(page)).toHaveAccessibleDescription('The policies were trained with this one.');
  });

  test('a link sets system prompt, min-p and repetition penalty, within their limits', async ({ page }) => {
    await open(page, `#v=1&system=${'x'.repeat(2500)}&minp=0.1&rep=9`);
    const notices = page.getByRole('status', { name: 'Notices' });
    await expect(notices).toContainText('system prompt was cut to 2000 characters');
    await expect(notices).toContainText('repetition penalty was 9. It was set to 2.');
    await settings(page);
    await expect(system(page)).toHaveValue('x'.repeat(2000));
    await expect(page.getByRole('spinbutton', { name: 'Min-p' })).toHaveValue('0.10');
    await expect(page.getByRole('spinbutton', { name: 'Repetition penalty' })).toHaveValue('2.00');
  });

  test('nothing of samples or a conversation is in the way before the model is there', async ({ page }) => {
    await open(page);
    await expect(page.getByRole('button', { name: 'Reply' })).toHaveCount(0);
    await more(page, 'CLP');
    await expect(page.getByRole('button', { name: 'Samples of CLP', exact: true })).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'More for CLP', exact: true })).toBeFocused();
  });
});

test.describe('with the real model', () => {
  const PATIENCE = 400_000;
  test.describe.configure({ timeout: 3 * PATIENCE });

  const answer = (page: Page, name: string) => pane(page, name).locator('.answer');
  const answered = (page: Page) => expect(page.locator('article[data-status="done"]')).toHaveCount(2, { timeout: PATIENCE });
  const cards = (page: Page) => page.locator('.sample');
  const reply = (page: Page) => page.getByRole('textbox', { name: 'Reply to every pane' });
  const turns = (page: Page, name: string) => pane(page, name).getByRole('list', { name: `Earlier turns of ${name}` });

  async function start(page: Page): Promise<void> {
    await page.goto('./#v=1&prompt=What+is+a+black+hole%3F&w=1,0,0&seed=3&n=16&backend=wasm&panes=base,clp');
    await expect(page.getByRole('region', { name: 'Model' })).toContainText('runs here', { timeout: PATIENCE });
    await answered(page);
  }

  test('samples of a pane: one batch, their spread, a stop, and one of them in the pane', async ({ page }) => {
    await start(page);
    const text = await answer(page, 'CLP').textContent();
    await more(page, 'CLP');
    await page.getByRole('button', { name: 'Samples of CLP', exact: true }).click();
    const panel = page.getByRole('region', { name: /^8 samples of CLP at brevity 1$/ });
    await expect(panel.getByRole('heading')).toBeFocused();
    await expect(cards(page).filter({ hasText: 'Put in pane' })).toHaveCount(7, { timeout: PATIENCE });
    await expect(panel.getByRole('button', { name: 'Stop samples' })).toHaveCount(0, { timeout: PATIENCE });
    // The first has the pane's seed: the pane shows it already.
    await expect(cards(page).first()).toContainText('in the pane');
    expect(await cards(page).first().locator('.sample-text').textContent()).toBe(text);

    // The spread is what the cards say.
    for (const reward of ['Brevity', 'Richness', 'Cheer']) {
      const bars = cards(page).locator('.reward-bars > div', { hasText: reward }).locator('.reward-bars-value');
      const values = (await bars.allTextContents()).map((value) => Number(value.replace('−', '-')));
      expect(values).toHaveLength(8);
      const cells = panel.getByRole('row', { name: reward }).getByRole('cell');
      const mean = values.reduce((sum, value) => sum + value, 0) / 8;
      expect(Math.abs(Number((await cells.nth(-2).textContent())?.replace('−', '-')) - mean)).toBeLessThan(0.011);
      const two = (value: number) => value.toFixed(2).replace('-', '−');
      await expect(cells.nth(-1)).toHaveText(`${two(Math.min(...values))} to ${two(Math.max(...values))}`);
      await expect(panel.getByRole('row', { name: reward }).locator('.spread-dot')).toHaveCount(8);
    }
    // The same in the chart, around the pane's own text.
    const cloud = page.getByRole('img', { name: /^8 samples of CLP: brevity / });
    await expect(cloud).toHaveCount(1);
    await expectSound(page, '.samples');

    const chosen = await cards(page).nth(4).locator('.sample-text').textContent();
    const base = await answer(page, 'Base').textContent();
    await page.getByRole('button', { name: 'Put the sample of seed 7 in the pane' }).click();
    await expect(answer(page, 'CLP')).toHaveText(chosen ?? '');
    await expect(page.getByRole('spinbutton', { name: 'Seed' })).toHaveValue('7');
    await answered(page);
    expect(await answer(page, 'CLP').textContent()).toBe(chosen);
    expect(await answer(page, 'Base').textContent()).not.toBe(base);
    await expect(cards(page).nth(4)).toContainText('in the pane');

    await page.getByRole('button', { name: 'All richness' }).click();
    await expect(panel).toContainText('Sliders or settings have moved since');
    await expect(cloud).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Put the sample of seed 8 in the pane' })).toBeDisabled();
    await answered(page);
    await page.getByRole('spinbutton', { name: 'Longest answer' }).or(page.getByText('Sampling and model settings')).first().click();
    await page.getByRole('spinbutton', { name: 'Longest answer' }).fill('200');
    await page.getByRole('spinbutton', { name: 'Longest answer' }).press('Enter');
    await answered(page);
    await page.getByRole('button', { name: 'Sample again' }).click();
    await expect(cards(page).first().locator('.sample-text')).toHaveText(/\w/, { timeout: PATIENCE });
    await page.keyboard.press('Escape');
    await expect(page.locator('.samples-note')).toContainText('Stopped:');
    await expect(page.getByRole('button', { name: 'Stop samples' })).toHaveCount(0);
    await page.locator('.samples').getByRole('button', { name: 'Close' }).click();
    await expect(page.locator('.samples')).toHaveCount(0);
  });

  test('a conversation, in a page that the browser translates: each pane its own, the last answer steered, turns taken back', async ({
    page,
  }) => {
    await start(page);
    await expect(page.getByRole('button', { name: 'Reply' })).toHaveCount(0);
    await page.evaluate(translate);
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('Tell me about otters.');
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).press('Enter');
    await expect(answer(page, 'CLP')).toHaveAttribute('aria-busy', 'false', { timeout: PATIENCE });
    await answered(page);
    const first = await Promise.all(['Base', 'CLP'].map((name) => answer(page, name).textContent()));
    expect(first[0]).not.toBe(first[1]);

    await page.getByRole('button', { name: 'Reply' }).click();
    await expect(reply(page)).toBeFocused();
    await page.keyboard.type('What do they eat?');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('What do they eat?');
    await expect(reply(page)).toHaveValue('');
    await answered(page);
    for (const [i, name] of ['Base', 'CLP'].entries()) {
      const turn = turns(page, name).getByRole('listitem').first();
      await expect(turn.locator('.turn-prompt')).toHaveText('Tell me about otters.');
      await expect(turn.locator('.turn-answer')).toHaveText(first[i] ?? '');
      await expect(turn.locator('.reward-bars-value')).toHaveText([/^\d\.\d\d$/, /^\d\.\d\d$/, /^\d\.\d\d$/]);
      await expect(answer(page, name)).not.toHaveText(first[i] ?? '');
    }
    await expect(page).toHaveURL(/prompt=Tell\+me\+about\+otters/);
    const second = await answer(page, 'CLP').textContent();

    // A slider changes the last answer alone, and the page says who wrote the one before.
    await page.getByRole('button', { name: 'All richness' }).click();
    await expect(answer(page, 'CLP')).not.toHaveText(second ?? '', { timeout: PATIENCE });
    await answered(page);
    await expect(turns(page, 'CLP').locator('.turn-answer')).toHaveText(first[1] ?? '');
    await expect(turns(page, 'CLP')).toContainText('by CLP at brevity 1');
    await expectSound(page, '.panes');

    await reply(page).fill('永遠に続く庭の話を'.repeat(222));
    await expect(
      page.getByText(/^The conversation is \d,\d{3} tokens long with its template; 2,032 fit beside an answer of 16\./),
    ).toBeVisible({
      timeout: PATIENCE,
    });
    await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
    await reply(page).fill('And where do they sleep?');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByText(/^Turn 3\./)).toBeVisible();
    await answered(page);
    await expect(turns(page, 'Base').getByRole('listitem')).toHaveCount(3);

    await page.getByRole('button', { name: 'Take turn back' }).click();
    await expect(page.getByText(/^Turn 2\./)).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('What do they eat?');
    await page.getByRole('button', { name: 'All brevity' }).click();
    await answered(page);
    // The very text: the same conversation at the same weights.
    await expect(answer(page, 'CLP')).toHaveText(second ?? '', { timeout: PATIENCE });
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('Tell me about otters.');
    await expect(answer(page, 'CLP')).toHaveText(first[1] ?? '', { timeout: PATIENCE });
    await expect(turns(page, 'CLP')).toHaveCount(0);
  });
});
