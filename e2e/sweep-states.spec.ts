/** The line of a sweep without a model: what it waits for, how far it may reach, and what it refuses. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { fixturePack } from '../src/packs/testing/fixture-pack.ts';
import { complaints, open } from './fixture-page.ts';

// A service worker's own fetches cannot be routed.
test.use({ serviceWorkers: 'block' });

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

const line = (page: Page) => page.getByRole('region', { name: 'Sweep', exact: true });

async function sweep(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
}

test('a sweep waits for the model, reaches as far as is chosen, and goes away again', async ({ page }) => {
  await open(page);
  await expect(line(page)).toHaveCount(0);
  await sweep(page);
  await expect(line(page)).toContainText('0 of 33 texts');
  await expect(line(page)).toContainText('waits for the model');
  await line(page).getByLabel('Weightings').selectOption('66');
  await expect(line(page)).toContainText('0 of 133 texts');
  await line(page).getByLabel('Samples').selectOption('3');
  await expect(line(page)).toContainText('0 of 399 texts');
  await line(page).getByLabel('Prompts').selectOption('5 of the pack');
  await expect(line(page)).toContainText('0 of 1,995 texts');
  await page.keyboard.press('Escape');
  await expect(line(page)).toHaveAttribute('data-status', 'stopped');
  await line(page).getByRole('button', { name: 'Close' }).click();
  await expect(line(page)).toHaveCount(0);
});

test('a list of prompts is refused by name, line by line, and swept when it is right', async ({ page }) => {
  await open(page);
  await sweep(page);
  await line(page).getByLabel('Prompts', { exact: true }).selectOption('a list of mine');
  const list = line(page).getByRole('textbox', { name: 'Prompts, one a line' });
  const use = line(page).getByRole('button', { name: /^Sweep th/ });
  await list.fill(`Why?\n\nWhy?\n${'a'.repeat(2001)}`);
  await expect(line(page)).toContainText('Line 2 is empty. Line 3 (“Why?”) is line 1 again. Line 4 (“aaaa');
  await expect(line(page)).toContainText('has 2,001 characters; 2,000 fit.');
  await expect(use).toBeDisabled();
  const { violations } = await new AxeBuilder({ page }).include('.sweep').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await list.fill('Why?\nHow?');
  await use.press('Enter');
  await expect(line(page)).toContainText('0 of 66 texts');
  await expect(line(page).getByLabel('Prompts', { exact: true })).toHaveValue('list');
});

test('what cannot be swept is told in a sentence: too many texts, and a pack of another base model', async ({ page }) => {
  await open(page);
  await sweep(page);
  await line(page).getByLabel('Samples').selectOption('8');
  await line(page).getByLabel('Weightings').selectOption('66');
  await line(page).getByLabel('Prompts').selectOption('all 40 of the pack');
  await expect(line(page).getByRole('alert')).toHaveText('This sweep would be 42,560 texts; expected at most 20,000.');
  await expect(line(page).getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await line(page).getByLabel('Samples').selectOption('1');
  await expect(line(page)).toContainText('0 of 5,320 texts');

  await open(page, '#v=1', 'missing', { 'voice/pack.json': { ...fixturePack, base: 'f'.repeat(64) } });
  await page.reload();
  await sweep(page);
  await expect(line(page).getByRole('alert')).toHaveText(/trained on another base model: nothing can be swept\.$/);
});
