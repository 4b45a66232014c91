/**
 * A sweep on the real model on WASM: it is interrupted by the reader, goes on by itself, is kept, and its texts are those that the evaluation
 * measured in Node under the same seeds.
 */
import { expect, type Page, test } from '@playwright/test';
import type { Front } from '../src/packs/front.ts';
import type { SweepText } from '../src/playground/sweep/sweep-text.ts';

/** The model needs seconds on a quiet machine; a busy one is no failure. */
const PATIENCE = 400_000;
const POLICIES = ['base', 'clp', 'rs'] as const;
/** Two rewards: 11 weightings of CLP and of Rewarded Soups, and the base. */
const TEXTS = 23;
/** Float error of two builds of the runtime may decide between two tokens that are as good as one another, about once in ten thousand. */
const NEAR_TIES = 1;

const line = (page: Page) => page.getByRole('region', { name: 'Sweep' });
const answered = (page: Page) => expect(page.locator('article[data-status="done"]')).toHaveCount(POLICIES.length, { timeout: PATIENCE });

/** What this browser keeps of the sweep. */
function keptTexts(page: Page): Promise<SweepText[]> {
  return page.evaluate(
    () =>
      new Promise<SweepText[]>((resolve, reject) => {
        const opening = indexedDB.open('tiller-kept');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('pieces').objectStore('pieces').getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result as SweepText[]);
          };
        };
      }),
  );
}

test('a sweep gives way to the reader, goes on by itself, and finds the texts that were measured', async ({ page, baseURL }) => {
  test.setTimeout(3 * PATIENCE);
  await page.goto('./#v=1&pack=fork&backend=wasm');
  await answered(page);
  const present = await page.locator('article[data-policy="clp"] .answer').textContent();

  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(line(page)).toContainText(`of ${TEXTS} texts`);
  await expect.poll(async () => (await keptTexts(page)).some(({ tokens }) => tokens.length > 2), { timeout: PATIENCE }).toBe(true);

  // The reader's own answers come while the sweep is far from its end.
  await page.getByRole('spinbutton', { name: 'Numbering weight' }).fill('0.9');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('article[data-policy="clp"] .answer').textContent(), { timeout: PATIENCE }).not.toBe(present);
  await answered(page);
  await expect(line(page)).not.toContainText(`${TEXTS} of ${TEXTS} texts`);
  await expect(line(page)).toContainText(`${TEXTS} of ${TEXTS} texts`, { timeout: PATIENCE });

  const response = await page.request.get(new URL('models/fork/front.json', baseURL).href);
  const front = (await response.json()) as Front;
  await expect.poll(async () => (await keptTexts(page)).filter(({ stop }) => stop !== undefined).length).toBe(TEXTS);
  const texts = await keptTexts(page);
  const others = texts.filter(({ policy, weights, prompt, seed, text }) => {
    const point = front.policies.find(({ id }) => id === policy)?.points.find((one) => one.weights.join() === weights.join());
    const sample = point?.samples.find((one) => one.prompt === prompt);
    expect(sample, `a measured text of ${policy} at ${weights.join(', ')}`).toMatchObject({ prompt, seed });
    return sample?.text !== text;
  });
  expect(others.length).toBeLessThanOrEqual(NEAR_TIES);

  // After a reload the same sweep is there as soon as it is asked for: no text is made again.
  await page.reload();
  await answered(page);
  await expect(line(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(line(page)).toContainText(`${TEXTS} of ${TEXTS} texts`);
  expect(await keptTexts(page)).toEqual(texts);
});
