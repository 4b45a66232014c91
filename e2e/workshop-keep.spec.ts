/**
 * Station 5 with the real model on WASM: a run whose adapters are those of pack voice is measured on three prompts, kept, played and saved. What
 * trains the run is tested in workshop-whole.spec.ts.
 */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../scripts/find-browser.ts';
import { readZip } from '../src/packs/read-zip.ts';
import { SLOTS, seedRun } from './seed-run.ts';
import { tabTo } from './tab-to.ts';

/** The model needs seconds on a quiet machine; a busy one is no failure. */
const PATIENCE = 400_000;
// The workshop takes the best backend there is; software WebGPU would be found, and found slow, for minutes.
test.use({ launchOptions: { executablePath: findBrowser(), args: BROWSER_FLAGS.filter((flag) => !flag.includes('webgpu')) } });

const progress = (page: Page) => page.getByRole('progressbar', { name: 'The measurement' });
const panel = (page: Page) => page.locator('.measure-panel');

/** As many answers of measurements that belong to nothing, as an earlier page kept them. */
async function seedAnswers(page: Page, measurements: readonly string[], each: number): Promise<void> {
  await page.evaluate(
    async ({ ids, count }) => {
      const opening = indexedDB.open('tiller-measured', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('answers');
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const writing = database.transaction('answers', 'readwrite');
      for (const id of ids) for (let i = 0; i < count; i++) writing.objectStore('answers').put({ key: `${i}` }, [id, `${i}`]);
      await new Promise<void>((resolve, reject) => {
        writing.oncomplete = () => resolve();
        writing.onerror = () => reject(writing.error);
      });
      database.close();
    },
    { ids: measurements, count: each },
  );
}

/** Measurements that have answers, and what is known of them. */
const measured = (page: Page) =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('tiller-measured'));
    const reading = database.transaction(['answers', 'heads']);
    const keys = (await done(reading.objectStore('answers').getAllKeys())) as [string, string][];
    const heads = await done(reading.objectStore('heads').getAll());
    database.close();
    return { ids: [...new Set(keys.map(([id]) => id))], heads };
  });

test('a run is measured across a reload, kept, played in the playground and saved; answers of runs that are gone make room', async ({
  page,
}) => {
  // Of runs that are gone, and too many.
  await page.goto('./');
  await seedAnswers(page, ['one', 'other'], 15_001);
  await seedRun(page);
  await expect(page.getByText('CLP, 2 steps, 1.5 minutes, seed 1')).toBeVisible();
  await expect(page.getByText(/^42 answers, /)).toBeVisible();
  expect((await new AxeBuilder({ page }).include('.station').analyze()).violations).toEqual([]);

  await tabTo(page, page.getByRole('button', { name: 'Measure', exact: true }));
  await page.keyboard.press('Enter');
  // Some answers are there: then the page goes away.
  await expect(panel(page)).toContainText(/[1-9]\d* of 42 answers/, { timeout: PATIENCE });
  await expect(page.getByRole('status', { name: 'Notices' })).toContainText(
    'To make room, the answers of a measurement were deleted whose runs and packs are gone: one of an earlier visit.',
  );
  await page.reload();
  await expect(panel(page)).toContainText('stopped, they are kept');
  await expect(progress(page)).not.toHaveAttribute('value', '0');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(panel(page)).toContainText('42 of 42 answers', { timeout: PATIENCE });
  await expect(page.getByRole('heading', { name: 'What it shows' })).toBeVisible({ timeout: PATIENCE });
  await expect(page.getByRole('heading', { name: 'No difference shown yet' })).toBeVisible();
  await page.getByText('Numbers', { exact: true }).click();
  // The base, and eleven weightings of CLP.
  await expect(page.getByRole('table', { name: /^Mean rewards of every measured weighting/ }).getByRole('row')).toHaveCount(13);
  expect((await new AxeBuilder({ page }).include('.station').analyze()).violations).toEqual([]);

  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Short or rich');
  await page.getByText('Its card').click();
  await expect(page.locator('.keep-card pre')).toContainText('On 3 held-out prompts with one sample each');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('Short or rich.tiller.zip');
  const files = await readZip(new Blob([readFileSync(await download.path())]), 'saved', { files: 100, bytes: 1e8 });
  expect([...files.keys()].sort()).toEqual(
    [
      ...SLOTS.flatMap((slot) => [`adapters/${slot}/adapter_config.json`, `adapters/${slot}/adapter_model.safetensors`]),
      ...['README.md', 'front.json', 'pack.json', 'prompts.json', 'recipe.json'],
    ].sort(),
  );

  await tabTo(page, page.getByRole('button', { name: 'Keep this pack' }));
  await page.keyboard.press('Enter');
  const kept = page.locator('.keep-said');
  await expect(kept).toContainText('“Short or rich” is among your packs');
  const { ids, heads } = await measured(page);
  expect(ids).toHaveLength(2);
  expect(ids.filter((id) => ['one', 'other'].includes(id))).toHaveLength(1);
  const own = { name: 'Brevity and richness', runs: ['a-run@2'], packs: [expect.stringMatching(/^mine:/)], at: expect.any(Number) };
  expect(heads).toEqual([expect.objectContaining(own)]);
  await kept.getByRole('button', { name: 'Delete' }).click();
  await expect(kept).toContainText('is deleted');
  await kept.getByRole('button', { name: 'Undo' }).click();
  await kept.getByRole('link', { name: 'Open it in the playground' }).click();
  await expect(page.locator('article[data-policy="clp"]')).toBeVisible();
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.locator('article[data-policy="clp"][data-status="done"] .answer')).not.toBeEmpty({ timeout: PATIENCE });
});
