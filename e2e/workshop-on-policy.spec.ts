/**
 * On-policy steps in the page with the real model on WASM, at a tiny budget: two distillation steps, then two on which the policy learns from its own
 * answers at a price of KL, with a pause and a reload without a network between the two. One reward is a program that fails at some answers.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../scripts/find-browser.ts';
import type { Definition } from '../src/rewards/own/definition.ts';
import { emptyProject, type Project } from '../src/workshop/state/project-schema.ts';
import type { Checkpoint, KeptRun } from '../src/workshop/state/run.ts';

/** A model and a gradient need seconds on a quiet machine; a busy one is no failure. */
const PATIENCE = 600_000;

// The engine is loaded as a reader's is, down the whole ladder: WebGPU in software is no rung that a reader has.
test.use({ launchOptions: { executablePath: findBrowser(), args: BROWSER_FLAGS.filter((flag) => !flag.includes('webgpu')) } });

const moody: Definition = {
  ...{ id: 'own-moody', label: 'Moody', kind: 'code', range: [0, 1] },
  source:
    'function score(prompt, answer) {\n  if (answer.length % 3 === 0) throw new Error("not today");\n  return answer.length / 400;\n}',
};

const project: Project = {
  ...emptyProject,
  name: 'Its own answers',
  rewards: ['brevity', 'own-moody'],
  definitions: [moody],
  prompts: { ...emptyProject.prompts, counts: { train: 2, tune: 1, heldOut: 2 } },
  recipe: { offline: { steps: 2, groups: 2 }, on_policy: { steps: 2, groups: 2, samples: 2 } },
};

const standing = (page: Page) => page.locator('.run-standing');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** The run and its newest checkpoint, as the browser keeps them. */
const kept = (page: Page) =>
  page.evaluate(async (): Promise<{ readonly run: KeptRun; readonly checkpoint: Pick<Checkpoint, 'step' | 'stage' | 'memory'> }> => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('tiller-runs'));
    const reading = database.transaction(['runs', 'checkpoints']);
    const [run] = (await done(reading.objectStore('runs').getAll())) as [KeptRun];
    const { step, stage, memory } = (await done(reading.objectStore('checkpoints').getAll())).at(-1) as Checkpoint;
    database.close();
    return { run, checkpoint: { step, stage, ...(memory ? { memory } : {}) } };
  });

test('a policy learns from the pool and then from its own answers, a reload between two of these steps', async ({ page, context }) => {
  test.setTimeout(2_400_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto('./#/workshop/train');
  const file = { name: 'own.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(project)) };
  await page.getByLabel('Import a project').setInputFiles(file);
  await button(page, 'Start training').click({ timeout: PATIENCE });

  // The third step is the first of these; the fourth is under way when it is stopped.
  await expect(standing(page)).toContainText(/Writing answers to learn from.*step 3 of 4/, { timeout: PATIENCE });
  await button(page, 'Pause').click();
  await expect(standing(page)).toContainText('Rests, step 3 of 4', { timeout: PATIENCE });
  const paused = await kept(page);
  expect(paused.checkpoint).toMatchObject({ step: 3, stage: 'on_policy', memory: { prices: [expect.any(Number), expect.any(Number)] } });

  await expect(page.getByRole('status', { name: 'Notices' })).toContainText(
    'While the run trained, a reward failed at an answer and gave it its lowest score. Moody: line 2: not today',
  );

  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.reload();
  await expect(standing(page)).toContainText('Rests, step 3 of 4');
  await button(page, 'Go on').click();
  await expect(standing(page)).toContainText('Done after 4 steps', { timeout: PATIENCE });

  const { run, checkpoint } = await kept(page);
  expect(run.plan.recipe.on_policy?.normalise).toBe('gdpo');
  expect(run.log.map(({ stage }) => stage)).toEqual(['offline', 'offline', 'on_policy', 'on_policy']);
  // What was there before the reload is as it was.
  expect(run.log.slice(0, 3)).toEqual(paused.run.log);
  for (const { loss, norm, rewards, kl, stage } of run.log) {
    expect([loss, norm, ...Object.values(rewards)].every(Number.isFinite)).toBe(true);
    expect(norm).toBeGreaterThan(0);
    expect(Number.isFinite(kl)).toBe(stage === 'on_policy');
  }
  expect(checkpoint.step).toBe(4);
  expect(checkpoint.memory?.prices.every((price) => price > 0)).toBe(true);
  expect(run.cost.generatedTokens).toBeGreaterThan(0);
  expect(run.cost.rewardCalls).toBeGreaterThan(0);

  await expect(page.getByRole('group', { name: 'KL of its own answers, nats over the steps' })).toBeVisible();
  await expect(page.locator('.look-texts dt')).toHaveText([
    /^all on brevity .*KL −?\d/,
    /^all on moody .*KL −?\d/,
    /^even weights .*KL −?\d/,
  ]);
  await expect(page.locator('.look-texts dd').first()).not.toBeEmpty();
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect((await new AxeBuilder({ page }).include('.station').analyze()).violations).toEqual([]);
  expect(complaints).toEqual([]);
});
