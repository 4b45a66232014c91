/** A weighting is proposed for the prompt by the real model on WASM: asked for, marked and taken by keyboard alone. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

const PATIENCE = 400_000;
const START = '#v=1&prompt=What+is+a+black+hole%3F&w=0.5,0,0.5&seed=3&n=16&backend=wasm&panes=base';

const panel = (page: Page) => page.getByRole('region', { name: 'Auto' });
const sliders = (page: Page) => page.locator('.mix input[type=range]');
const weightsOf = (page: Page) => sliders(page).evaluateAll((all) => all.map((one) => Number((one as HTMLInputElement).value)));

test('is asked for, stands on the sliders as a mark, moves nothing until it is taken, and goes with its prompt', async ({ page }) => {
  test.setTimeout(2 * PATIENCE);
  await page.goto(`./${START}`);
  const ask = panel(page).getByRole('button', { name: 'Propose weights for this prompt' });
  await expect(ask).toBeEnabled({ timeout: PATIENCE });
  await expect(page.locator('.auto-mark')).toHaveCount(0);
  await ask.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.auto-mark')).toHaveCount(3, { timeout: PATIENCE });
  await expect(panel(page)).toContainText(/By the least reward of CLP’s answers to 40 held-out prompts/);
  expect(await weightsOf(page)).toEqual([0.5, 0, 0.5]);
  await expect(sliders(page).first()).toHaveAttribute('aria-valuetext', /proposed \d+ percent/);

  const told =
    ((await panel(page).textContent()) ?? '')
      .match(/\d\.\d\d/g)
      ?.slice(0, 3)
      .map(Number) ?? [];
  expect((await new AxeBuilder({ page }).include('.mix').analyze()).violations).toEqual([]);
  const take = panel(page).getByRole('button', { name: 'Take it' });
  await take.focus();
  await page.keyboard.press('Enter');
  const taken = await weightsOf(page);
  for (const [i, weight] of taken.entries()) expect(Math.abs(weight - (told[i] ?? Number.NaN))).toBeLessThan(0.011);
  await expect(panel(page).getByRole('button', { name: 'Taken' })).toBeVisible();
  await page.keyboard.press('Control+z');
  expect(await weightsOf(page)).toEqual([0.5, 0, 0.5]);

  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('Describe a small bakery.');
  await expect(page.locator('.auto-mark')).toHaveCount(0);
  await expect(panel(page).getByRole('button', { name: 'Propose weights for this prompt' })).toBeVisible();
});
