/** The course around its lessons: contents, addresses, progress, and what a lesson page may load. */
import { gzipSync } from 'node:zlib';
import { expect, type Page, test } from '@playwright/test';
import { lessons } from '../../src/course/lessons/registry.ts';
import { strings } from '../../src/strings/strings.ts';

test.use({ serviceWorkers: 'block' });

/** JavaScript of a lesson page, gzipped, before the language model's engine. */
const budget = 250 * 1024;

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const currentStep = (page: Page) => page.locator('[aria-current="step"]');

test('the contents list every lesson, lead into one and back, and remember', async ({ page }) => {
  await page.goto('./#/learn');
  await expect(page.locator('.contents li')).toHaveCount(lessons.length);
  await page.locator('.contents li a').first().click();
  await expect(heading(page)).toHaveText(strings.titles.reward);
  await expect(heading(page)).toBeFocused();
  await page.getByRole('button', { name: /^(Next|Skip)$/ }).click();
  await expect(page).toHaveURL(/\?step=2$/);
  await page.goBack();
  await expect(currentStep(page)).toHaveText('1');
  await page.goForward();
  await page.getByRole('link', { name: 'Course' }).click();
  await expect(page.locator('.contents li').first()).toContainText(`step 2 of ${strings.lessons.reward.steps.length}`);
  await page.reload();
  await page.locator('.contents li a').first().click();
  await expect(currentStep(page)).toHaveText('2');
});

test('two quick presses of Next are two steps, and the new heading has the focus', async ({ page }) => {
  await page.goto('./#/learn/front');
  const next = page.getByRole('button', { name: /^(Next|Skip)$/ });
  // Both come before the page has drawn anything: so it is on a slow machine, or while a training plays.
  await next.evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
  });
  await expect(page).toHaveURL(/\?step=3$/);
  await expect(currentStep(page)).toHaveText('3');
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeFocused();
  await page.getByRole('button', { name: 'Back' }).evaluate((button: HTMLButtonElement) => {
    for (let press = 0; press < 9; press += 1) button.click();
  });
  await expect(page).toHaveURL(/\?step=1$/);
  await expect(currentStep(page)).toHaveText('1');
});

test('two tabs keep the progress of both', async ({ page, context }) => {
  await page.goto('./#/learn');
  const other = await context.newPage();
  await other.goto('./#/learn/reward?step=3');
  await expect(currentStep(other)).toHaveText('3');
  const begun = (title: string) => page.locator('.contents li', { hasText: title });
  const { reward, front } = strings.titles;
  // The first tab hears of it, and adds to it.
  await expect(begun(reward)).toContainText('step 3 of');
  await begun(front).getByRole('link').click();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(currentStep(page)).toHaveText('2');
  await other.goto('./#/learn');
  await expect(other.locator('.contents li', { hasText: reward })).toContainText('step 3 of');
  await expect(other.locator('.contents li', { hasText: front })).toContainText('step 2 of');
});

test('a link into a step opens it as though the steps before were done', async ({ page }) => {
  await page.goto('./#/learn/front?step=4');
  await expect(page.getByRole('heading', { level: 2, name: 'A dent' })).toBeVisible();
  await page.goto('./#/learn/front?step=99');
  await expect(currentStep(page)).toHaveText(String(5));
  await page.goto('./#/learn/nothing');
  await expect(page.getByRole('alert')).toContainText('no lesson of that name');
});

test('the course works where storage is refused', async ({ page }) => {
  const failures: string[] = [];
  page.on('pageerror', (error) => failures.push(String(error)));
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('refused', 'SecurityError');
      },
    });
  });
  await page.goto('./#/learn/front');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(currentStep(page)).toHaveText('2');
  expect(failures).toEqual([]);
});

test('a term shows its line on focus and on hover, and Escape hides it', async ({ page }) => {
  await page.goto('./#/learn/front');
  const term = page.getByRole('button', { name: 'dominated' }).first();
  await term.focus();
  await expect(page.getByRole('tooltip')).toContainText('Beaten by another policy');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await term.blur();
  await term.hover();
  await expect(page.getByRole('tooltip')).toBeVisible();
});

for (const { id } of lessons) {
  test(`${id} loads little JavaScript, and neither the model nor the playground`, async ({ page }) => {
    const sizes: Promise<number>[] = [];
    const asked: string[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      asked.push(pathname);
      if (pathname.endsWith('.js') && response.ok()) sizes.push(response.body().then((body) => gzipSync(body).byteLength));
    });
    await page.goto(`./#/learn/${id}`);
    await expect(page.locator('.lesson-figure')).toBeVisible();
    await page.waitForLoadState('networkidle');
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    console.log(`${id}: ${(bytes / 1024).toFixed(0)} KB`);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(budget);
    expect(asked.filter((path) => /models\/base|\.wasm$|\/boot-|\/front-panel-/.test(path))).toEqual([]);
  });
}
