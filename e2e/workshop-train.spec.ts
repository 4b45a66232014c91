/** Station 4 with the real model on WASM at a tiny budget: two prompts, three steps, a pause and a reload between them. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../scripts/find-browser.ts';
import { emptyProject, type Project } from '../src/workshop/state/project-schema.ts';

/** A model and a gradient need seconds on a quiet machine; a busy one is no failure. */
const PATIENCE = 500_000;
const STEPS = 3;

// The engine is loaded as a reader's is, down the whole ladder: WebGPU in software is no rung that a reader has.
test.use({ launchOptions: { executablePath: findBrowser(), args: BROWSER_FLAGS.filter((flag) => !flag.includes('webgpu')) } });

const project: Project = {
  ...emptyProject,
  rewards: ['brevity', 'richness'],
  prompts: { ...emptyProject.prompts, counts: { train: 2, tune: 1, heldOut: 2 } },
  recipe: { offline: { steps: STEPS, groups: 2 } },
};

/** As if the reader had made it before. */
async function withProject(page: Page): Promise<void> {
  await page.goto('./#/workshop');
  await expect(page.getByRole('navigation', { name: 'Stations' })).toBeVisible();
  await page.evaluate(async (made) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('tiller-workshop'));
    await done(database.transaction('projects', 'readwrite').objectStore('projects').put(made, 'present'));
    database.close();
  }, project);
  await page.goto('./#/workshop/train');
  await page.reload();
}

const run = (page: Page) => page.getByRole('article', { name: 'CLP, attention: brevity and richness' });
const standing = (page: Page) => run(page).locator('.run-standing');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Steps that were taken, as the page says. */
async function stepsTaken(page: Page): Promise<number> {
  return Number(/step (\d+)/.exec(await standing(page).innerText())?.[1] ?? Number.NaN);
}

test('a policy is trained by the keyboard, rests at a pause, goes on after a reload, and shows its front', async ({ page }) => {
  test.setTimeout(1_500_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  await withProject(page);
  // The pool is scored first; what is disabled takes no focus.
  await expect(button(page, 'Start training')).toBeEnabled();
  await button(page, 'Start training').focus();
  await page.keyboard.press('Enter');

  // The button is gone: a reader at the keyboard goes on at the run.
  await expect(run(page).getByRole('heading', { level: 3 })).toBeFocused();
  await expect(standing(page)).toContainText(/step [12] of 3/, { timeout: PATIENCE });
  await button(page, 'Pause').focus();
  await page.keyboard.press('Enter');
  await expect(standing(page)).toContainText('Rests', { timeout: PATIENCE });
  const taken = await stepsTaken(page);
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(STEPS);

  await page.reload();
  await expect(standing(page)).toContainText(`Rests, step ${taken} of ${STEPS}`);
  await button(page, 'Go on').click();
  await expect(standing(page)).toContainText('Done after 3 steps', { timeout: PATIENCE });

  await expect(run(page).getByRole('heading', { name: 'The front so far, after step 3' })).toBeVisible();
  await expect(run(page).getByRole('group', { name: 'The growing front: Richness over Brevity' })).toBeVisible();
  await expect(run(page).locator('.look-texts dt')).toHaveText([/^all on brevity/, /^all on richness/, /^even weights/]);
  await run(page).getByRole('combobox', { name: 'After step' }).selectOption('0');
  await expect(run(page).locator('.look-texts dt')).toHaveText([/^the base, at any weights/]);
  await expect(page.getByRole('alert')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  expect(violations).toEqual([]);
  expect(complaints).toEqual([]);
});
