/** A sweep on the real model on WASM finds the texts that the evaluation measured in Node under the same seeds. */
import { expect, type Page, test } from '@playwright/test';
import type { Front } from '../src/packs/front.ts';
import type { SweepText } from '../src/playground/sweep/sweep-text.ts';

/** The model needs seconds on a quiet machine; a busy one is no failure. */
const PATIENCE = 800_000;
/** Two rewards: 11 weightings of CLP and of Rewarded Soups, and the base. */
const TEXTS = 23;
/** Float error of two builds of the runtime may decide between two tokens that are as good as one another, about once in ten thousand. */
const NEAR_TIES = 1;

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

test('a sweep of an example of the pack has the texts of its front.json', async ({ page, baseURL }) => {
  test.setTimeout(2 * PATIENCE);
  await page.goto('./#v=1&pack=fork&backend=wasm');
  await expect(page.locator('article[data-status="done"]')).toHaveCount(3, { timeout: PATIENCE });
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  const line = page.getByRole('region', { name: 'Sweep', exact: true });
  await expect(line).toHaveAttribute('data-status', 'done', { timeout: PATIENCE });
  await expect.poll(async () => (await keptTexts(page)).filter(({ stop }) => stop !== undefined).length).toBe(TEXTS);

  const response = await page.request.get(new URL('models/fork/front.json', baseURL).href);
  const front = (await response.json()) as Front;
  const others = (await keptTexts(page)).filter(({ policy, weights, prompt, seed, text }) => {
    const point = front.policies.find(({ id }) => id === policy)?.points.find((one) => one.weights.join() === weights.join());
    const sample = point?.samples.find((one) => one.prompt === prompt);
    expect(sample, `a measured text of ${policy} at ${weights.join(', ')}`).toMatchObject({ prompt, seed });
    return sample?.text !== text;
  });
  expect(others.map(({ policy, weights, text }) => `${policy} at ${weights.join(', ')}: ${text}`).slice(NEAR_TIES)).toEqual([]);
});
