/**
 * Reading along the front without a model: the triangle of three weights over made-up packs, and the strip over the measured texts of the
 * published pack fork, whose two policies part in the middle.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { complaints, open, pane, view, weight } from './fixture-page.ts';

// A service worker's own fetches cannot be routed.
test.use({ serviceWorkers: 'block' });

const handle = (page: Page) => page.getByRole('slider', { name: 'Weights' });
const strip = (page: Page) => page.getByRole('region', { name: 'Texts along the front' });

/** The published pack with its measured texts; the model never comes. */
async function openFork(page: Page, more = ''): Promise<void> {
  await page.route('**/models/base/*.bin', () => new Promise(() => {}));
  await page.goto(`./#v=1&pack=fork&w=1,0&view=texts${more}`);
  await expect(strip(page)).toBeVisible();
}

/** Pixels of a weighting in the window, from the corner labels of the drawing. */
async function placeOf(page: Page, [top, left, right]: readonly [number, number, number]): Promise<{ x: number; y: number }> {
  return page.locator('.triangle-edge').evaluate(
    (edge, weights) => {
      const matrix = (edge as SVGPolygonElement).getScreenCTM() as DOMMatrix;
      const sum = { x: 0, y: 0 };
      for (const [i, weight] of weights.entries()) {
        const corner = (edge as SVGPolygonElement).points.getItem(i).matrixTransform(matrix);
        sum.x += weight * corner.x;
        sum.y += weight * corner.y;
      }
      return sum;
    },
    [top, left, right],
  );
}

async function breaksNoRule(page: Page, width: number): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
}

test('the triangle is dragged and clicked: the sliders follow, a drag is one step back', async ({ page }) => {
  await open(page, '#v=1&w=0.2,0.4,0.4&view=triangle');
  await page.locator('.triangle-told-line').scrollIntoViewIfNeeded();
  const [from, through, to] = [
    await placeOf(page, [0.2, 0.4, 0.4]),
    await placeOf(page, [0.4, 0.2, 0.4]),
    await placeOf(page, [0.7, 0.25, 0.05]),
  ];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(through.x, through.y);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
  await expect(weight(page, 'Brevity')).toHaveValue('0.70');
  await expect(weight(page, 'Richness')).toHaveValue('0.25');
  await expect(pane(page, 'CLP')).toContainText('measured at brevity 0.75, richness 0.25');
  await page.keyboard.press('Control+z');
  await expect(weight(page, 'Brevity')).toHaveValue('0.20');
  const click = await placeOf(page, [0.05, 0.05, 0.9]);
  await page.mouse.click(click.x, click.y);
  await expect(weight(page, 'Cheer')).toHaveValue('0.90');
  // Past an edge it stays on it.
  await page.mouse.move(click.x, click.y);
  await page.mouse.down();
  await page.mouse.move(click.x + 10, click.y + 40);
  await page.mouse.up();
  await expect(weight(page, 'Brevity')).toHaveValue('0.00');
  await expect(page).toHaveURL(/view=triangle/);
  expect(complaints).toEqual([]);
});

test('a lock holds the triangle on its line', async ({ page }) => {
  await open(page, '#v=1&w=0.2,0.4,0.4&view=triangle');
  await page.getByRole('button', { name: 'Lock Richness' }).click();
  await handle(page).scrollIntoViewIfNeeded();
  const to = await placeOf(page, [0.9, 0.05, 0.05]);
  await page.mouse.click(to.x, to.y);
  await expect(weight(page, 'Richness')).toHaveValue('0.40');
  await expect(weight(page, 'Brevity')).toHaveValue('0.60');
});

test('the triangle goes by keyboard, and says where it is in words', async ({ page }) => {
  await open(page, '#v=1&w=0.2,0.4,0.4&view=triangle');
  await handle(page).focus();
  await expect(handle(page)).toHaveAttribute(
    'aria-valuetext',
    /^Brevity 20 percent, Richness 40 percent, Cheer 40 percent; nearest measured, brevity of CLP: /,
  );
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowLeft');
  await expect(handle(page)).toHaveAttribute('aria-valuetext', /^Brevity 22 percent, Richness 40 percent, Cheer 38 percent/);
  await page.keyboard.press('Shift+ArrowUp');
  await expect(weight(page, 'Brevity')).toHaveValue('0.42');
  await page.keyboard.press('3');
  await expect(weight(page, 'Cheer')).toHaveValue('1.00');
  await page.keyboard.press('ArrowDown');
  await expect(weight(page, 'Cheer')).toHaveValue('1.00');
  await page.keyboard.press('0');
  await expect(weight(page, 'Brevity')).toHaveValue('0.33');
  await page.keyboard.press('Control+z');
  await expect(weight(page, 'Cheer')).toHaveValue('1.00');
  await expect(handle(page)).toBeFocused();
});

test('the triangle is coloured by a reward, by utility, by the difference of two policies', async ({ page }) => {
  await open(page, '#v=1&w=0,0,1');
  await view(page).selectOption('Triangle');
  const told = page.locator('.triangle-told-line');
  await page.getByLabel('Colour', { exact: true }).selectOption('Cheer');
  await expect(told).toHaveText(/^Measured at 100 % cheer: 0\.\d\d \(0\.\d\d to 0\.\d\d\)$/);
  await expect(page.locator('.triangle-number')).toHaveCount(16);
  await page.getByLabel('less', { exact: true }).selectOption('Rewarded Soups');
  await expect(told).toContainText(/: [+−]?0\.\d\d \(−0\.\d\d to \+0\.\d\d\)/);
  await page.getByLabel('Colour', { exact: true }).selectOption('Utility at these weights');
  await page.getByLabel('less', { exact: true }).selectOption('nothing');
  const before = await told.textContent();
  await page.getByRole('button', { name: 'Equal' }).click();
  await expect(told).not.toHaveText(before ?? '');
  // Few points leave most of the triangle uncovered.
  await page.getByLabel('of', { exact: true }).selectOption('Trained at w');
  await expect(page.locator('.triangle-cell')).toHaveCount(2);
  // The address follows a moment later.
  await expect(page).toHaveURL(/view=triangle/);
  await page.reload();
  await expect(handle(page)).toBeVisible();
});

test('a pack of two rewards has no triangle, and a link that asks for one is told so', async ({ page }) => {
  await open(page, '#v=1&pack=dial&view=triangle');
  await expect(page.getByRole('status', { name: 'Notices' })).toContainText('view was “triangle”; expected table, texts');
  await expect(view(page).getByRole('option', { name: 'Triangle' })).toHaveCount(0);
});

test('texts stand beside each other along the edge, and rows set the sliders', async ({ page }) => {
  await openFork(page);
  await expect(page.getByRole('article')).toHaveCount(0);
  const rows = strip(page).getByRole('row');
  await expect(rows).toHaveCount(1 + 11);
  await expect(strip(page).getByRole('combobox', { name: 'Policy', exact: true })).toHaveValue('clp');
  await expect(strip(page).getByRole('combobox', { name: 'Policy beside it' })).toHaveValue('rs');
  // Where CLP writes prose the soup still lists: both say where the text comes from.
  const middle = rows.nth(6);
  await expect(middle.getByRole('cell').first()).not.toContainText('1.');
  await expect(middle.getByRole('cell').last()).toContainText('1. ');
  await expect(middle.getByText('measured')).toHaveCount(2);
  await expect(strip(page).locator('ins').first()).toBeVisible();
  await expect(strip(page).getByText('mostly new').first()).toBeAttached();

  const button = (name: string) => strip(page).getByRole('button', { name, exact: true });
  await button('100 % numbering').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(button('80 % numbering, 20 % bulleting')).toBeFocused();
  await expect(weight(page, 'Numbering')).toHaveValue('1.00');
  await page.keyboard.press('Enter');
  await expect(weight(page, 'Numbering')).toHaveValue('0.80');
  await expect(rows.nth(3)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('End');
  await expect(button('100 % bulleting')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(button('100 % numbering')).toBeFocused();
  await rows.nth(6).getByRole('cell').first().click();
  await expect(weight(page, 'Numbering')).toHaveValue('0.50');
  await page.keyboard.press('Control+z');
  await expect(weight(page, 'Numbering')).toHaveValue('0.80');
});

test('the strip opens where the answers were and goes away again, with the focus', async ({ page }) => {
  await page.route('**/models/base/*.bin', () => new Promise(() => {}));
  await page.goto('./#v=1&pack=fork');
  await view(page).selectOption('Texts');
  await expect(strip(page).getByRole('heading', { name: 'Texts along the front' })).toBeFocused();
  await expect(page).toHaveURL(/view=texts/);
  await strip(page).getByRole('combobox', { name: 'Policy beside it' }).selectOption('none');
  await expect(strip(page).getByRole('columnheader')).toHaveCount(2);
  await strip(page).getByRole('button', { name: 'Beside another' }).click();
  await expect(strip(page).getByRole('columnheader')).toHaveCount(3);
  // The model is not there: nothing can be written yet.
  await expect(strip(page).getByRole('button', { name: 'Write these texts' })).toBeDisabled();
  await strip(page).getByRole('button', { name: 'Back to the answers' }).click();
  await expect(view(page)).toBeFocused();
  await expect(view(page)).toHaveValue('chart');
  await expect(page.getByRole('article')).toHaveCount(3);
  await expect(page).not.toHaveURL(/view=/);
});

test('three rewards have three edges, and ways from here to each corner', async ({ page }) => {
  await open(page, '#v=1&w=0.5,0.3,0.2');
  await view(page).selectOption('Texts');
  const rows = strip(page).getByRole('row');
  await expect(rows).toHaveCount(1 + 5);
  await strip(page).getByRole('combobox', { name: 'Path' }).selectOption('From here to cheer');
  await expect(rows).toHaveCount(1 + 6);
  await expect(rows.nth(1)).toHaveAttribute('aria-current', 'true');
  await expect(strip(page).getByText('none was measured for this prompt')).toBeVisible();
  await strip(page).getByRole('button', { name: '100 % cheer' }).click();
  await expect(weight(page, 'Cheer')).toHaveValue('1.00');
  await expect(rows).toHaveCount(1 + 6);
});

test('weights leave the simplex where the reader lets them: sliders, triangle, panes that cannot, address, and the way back', async ({
  page,
}) => {
  await open(page, '#v=1&w=0.5,0.3,0.2&panes=clp,mod&view=triangle');
  await page.getByText('Sampling and model settings').click();
  const option = page.getByRole('checkbox', { name: 'Below 0 and above 1' });
  await option.check();
  await expect(page.getByRole('link', { name: 'task arithmetic' })).toHaveAttribute('href', 'https://arxiv.org/abs/2212.04089');
  await weight(page, 'Brevity').fill('1.2');
  await weight(page, 'Brevity').press('Enter');
  await expect(weight(page, 'Cheer')).toHaveValue('-0.15');
  await expect(page.getByRole('slider', { name: 'Cheer' })).toHaveAttribute(
    'aria-valuetext',
    'minus 15 percent; Brevity 120 percent, Richness minus 5 percent',
  );
  await expect(page.getByText('Beyond 0 and 1 nothing was trained', { exact: false }).first()).toBeVisible();
  await expect(pane(page, 'MOD')).toContainText('takes weights from 0 to 1 only');
  await expect(pane(page, 'CLP')).not.toContainText('takes weights from 0 to 1 only');
  await expect(page).toHaveURL(/w=1.2,-0.05,-0.15&beyond=1/);
  await expect(handle(page)).toHaveAttribute('aria-valuemin', '-50');
  await handle(page).focus();
  await page.keyboard.press('Shift+ArrowUp');
  await expect(weight(page, 'Brevity')).toHaveValue('1.40');
  await expect(page.locator('.triangle-told-line')).toHaveText('Beyond 0 and 1: nothing was trained or measured here.');
  // The address follows the sliders a moment later.
  await expect(page).toHaveURL(/w=1.4,/);
  await page.reload();
  await expect(weight(page, 'Brevity')).toHaveValue('1.40');
  await page.getByText('Sampling and model settings').click();
  await expect(option).toBeChecked();
  await view(page).selectOption('Texts');
  await expect(strip(page).getByRole('row')).toHaveCount(1 + 5 + 4);
  await expect(strip(page).getByText('takes weights from 0 to 1 only').first()).toBeVisible();
  await option.uncheck();
  await expect(page.getByRole('status', { name: 'Notices' })).toContainText('moved back to the nearest ones from 0 to 1');
  await expect(weight(page, 'Brevity')).toHaveValue('1.00');
  await expect(page).not.toHaveURL(/beyond/);
  await page.keyboard.press('Control+z');
  await expect(weight(page, 'Brevity')).toHaveValue('1.40');
  await expect(option).toBeChecked();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    test(`axe finds nothing in triangle and strip at ${width} px, ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await open(page, '#v=1&w=0.5,0.3,0.2&view=triangle');
      await page.getByLabel('less', { exact: true }).selectOption('Rewarded Soups');
      await breaksNoRule(page, width);
      await view(page).selectOption('Texts');
      await expect(strip(page).getByRole('row')).toHaveCount(1 + 5);
      await breaksNoRule(page, width);
      await page.getByText('Sampling and model settings').click();
      await page.getByRole('checkbox', { name: 'Below 0 and above 1' }).check();
      await weight(page, 'Brevity').fill('1.3');
      await weight(page, 'Brevity').press('Enter');
      await view(page).selectOption('Triangle');
      await breaksNoRule(page, width);
    });
  }
}
