/**
 * The workshop's whole way with the real model on WASM, at a tiny budget: a ready-made start, two steps of two prompts with a reload in the
 * middle, the measurement, a pack that plays in the playground, and its file. What so few steps do to the rewards is asked of nobody here.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../scripts/find-browser.ts';
import { parseFile } from '../src/lm/parse-file.ts';
import { readBundle } from '../src/packs/bundle.ts';
import { checkBundle } from '../src/packs/check-bundle.ts';
import { FrontSchema } from '../src/packs/front.ts';
import { findStart } from '../src/workshop/starts/starts.ts';

/** Minutes on a quiet machine; a busy one is no failure. */
const PATIENCE = 900_000;
test.setTimeout(3_600_000);

// The workshop takes the best backend there is; software WebGPU would be found, and found slow, for minutes.
test.use({ launchOptions: { executablePath: findBrowser(), args: BROWSER_FLAGS.filter((flag) => !flag.includes('webgpu')) } });

test('from a ready-made start to a pack that plays and leaves, a reload in the middle of training included', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto('./#/workshop');
  await page.getByRole('button', { name: /^Brevity and richness/ }).click();
  await expect(page).toHaveURL(/#\/workshop\/train/);
  // The start as it is, but for its budget.
  const start = findStart('brevity-richness')?.project;
  const tiny = { ...start, recipe: { offline: { steps: 2, groups: 2 } } };
  const file = { name: 'tiny.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(tiny)) };
  await page.getByLabel('Import a project').setInputFiles(file);

  await page.getByRole('button', { name: 'Start training' }).click({ timeout: PATIENCE });
  // The trainer is open and takes its first step: then the page goes away.
  await expect(page.getByRole('progressbar', { name: 'Steps' })).toBeVisible({ timeout: PATIENCE });
  await page.reload();
  await page.getByRole('button', { name: /^(Begin|Go on)$/ }).click({ timeout: PATIENCE });
  await expect(page.locator('.run-standing')).toContainText(/^Done/, { timeout: PATIENCE });

  await page.goto('./#/workshop/keep');
  const panel = page.locator('.measure-panel');
  await panel.getByLabel('Prompts', { exact: true }).selectOption('5', { timeout: PATIENCE });
  await panel.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(page.locator('.measure-panel[data-status="done"]')).toBeVisible({ timeout: PATIENCE });
  await expect(page.getByRole('heading', { name: 'What it shows' })).toBeVisible();

  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Whole way');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const bytes = readFileSync(await (await downloading).path());
  const { files } = await readBundle(new Blob([bytes]), 'whole.tiller.zip');
  const pack = checkBundle(files, { base: undefined, rewards: ['brevity', 'richness'] });
  expect(pack.policies.find(({ id }) => id === 'clp')?.training).toMatchObject({ steps: 2, seed: 1 });
  const front = parseFile(FrontSchema, JSON.parse(new TextDecoder().decode(files.get('front.json'))), 'front.json');
  expect(front.policies.map(({ id, points }) => [id, points.length])).toEqual([
    ['base', 1],
    ['clp', 11],
  ]);
  expect(JSON.parse(new TextDecoder().decode(files.get('recipe.json')))).toMatchObject({
    pool: 'shipped',
    runs: [{ method: 'clp', offline: { steps: 2, groups: 2 } }],
  });

  await page.getByRole('button', { name: 'Keep this pack' }).click();
  await page.getByRole('link', { name: 'Open it in the playground' }).click({ timeout: PATIENCE });
  const pane = page.locator('article[data-policy="clp"]');
  await expect(pane).toBeVisible({ timeout: PATIENCE });
  await page.getByRole('button', { name: 'Run' }).click({ timeout: PATIENCE });
  await expect(page.locator('article[data-policy="clp"][data-status="done"] .answer')).not.toBeEmpty({ timeout: PATIENCE });
  expect(errors).toEqual([]);
});

test('a soft prompt is trained for two steps, kept, and plays in the playground', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto('./#/workshop/train');
  const start = findStart('brevity-richness')?.project;
  // No look but the first and the last, of one prompt each.
  const tiny = {
    ...start,
    prompts: { ...start?.prompts, counts: { train: 2, tune: 1, heldOut: 2 } },
    recipe: { offline: { steps: 2, groups: 2 } },
  };
  const file = { name: 'soft.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(tiny)) };
  await page.getByLabel('Import a project').setInputFiles(file);
  await page.getByRole('radio', { name: /^A soft prompt/ }).check({ timeout: PATIENCE });
  await page.getByRole('button', { name: 'Start training' }).click({ timeout: PATIENCE });
  const run = page.getByRole('article', { name: 'Soft prompt: brevity and richness' });
  await expect(run.locator('.run-standing')).toContainText(/^Done after 2 steps/, { timeout: PATIENCE });

  await page.goto('./#/workshop/keep');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Vectors', { timeout: PATIENCE });
  await page.getByRole('button', { name: 'Keep this pack' }).click();
  await page.getByRole('link', { name: 'Open it in the playground' }).click({ timeout: PATIENCE });
  await expect(page.locator('article[data-policy="soft"]')).toBeVisible({ timeout: PATIENCE });
  await page.getByRole('button', { name: 'Run' }).click({ timeout: PATIENCE });
  await expect(page.locator('article[data-policy="soft"][data-status="done"] .answer')).not.toBeEmpty({ timeout: PATIENCE });
  expect(errors).toEqual([]);
});
