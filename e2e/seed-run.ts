/** A run of the workshop in the browser's storage, for specs that train nothing: its adapters are those of pack voice. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Checkpoint, KeptRun, RunInputs } from '../src/workshop/state/run.ts';

export const SLOTS = ['clp-shared', 'clp-brevity', 'clp-richness'];

const { sha256 } = JSON.parse(readFileSync('public/models/base/manifest.json', 'utf8'));
const run: KeptRun = {
  id: 'a-run',
  date: '2026-11-29T10:00:00.000Z',
  commit: 'a test',
  plan: {
    recipe: {
      ...{ method: 'clp', rewards: ['brevity', 'richness'], limit: 12, temperature: 0.8, seed: 1, bank: { rank: 4, scale: 4 } },
      draw: { alpha: 1, corner_share: 0.3 },
      offline: {
        ...{ steps: 2, groups: 2, picks: 2, temperature: 0.1, guard: 4, rate: 0.001, warm_up: 1, shared_factor: 0.3 },
        ...{ final_rate: 0.1, scalarisation: 'linear' },
      },
    },
    labels: ['Brevity', 'Richness'],
    definitions: [],
    system: 'Answer in two or three sentences.',
    prompts: {
      train: ['Explain how bread is made.', 'How do I boil an egg?'],
      tune: ['What is a volcano?', 'Describe a beach in summer.'],
      heldOut: ['What is a black hole?', 'Describe a garden after the rain.', 'Why do cats purr?'],
    },
    looks: { every: 2, prompts: 2 },
  },
  base: { name: 'SmolLM2-135M-Instruct', sha256 },
  status: 'done',
  step: 2,
  steps: 2,
  log: [],
  looks: [],
  checkpoints: [2],
  cost: { seconds: 90, generatedTokens: 0, rewardCalls: 0 },
};
const inputs: RunInputs = {
  candidates: [0.1, 0.9, 0.4].map((score, i) => ({
    ...{ prompt: 'How do I boil an egg?', tokens: [i + 3, 2], text: `Egg ${i}.`, finished: true, original: true },
    scores: { brevity: score, richness: 1 - score, guard: 1 },
  })),
};

/** Puts the run into the browser's storage, with adapters that lie on the host. */
export async function seedRun(page: Page): Promise<void> {
  await page.goto('./#/workshop/keep');
  await page.getByText('Nothing is trained yet.').waitFor({ timeout: 200_000 });
  await page.evaluate(
    async ({ kept, learned, slots }) => {
      const bytes = async (path: string) => new Uint8Array(await (await fetch(`models/voice/adapters/${path}`)).arrayBuffer());
      const adapters: Checkpoint['adapters'] = await Promise.all(
        slots.map(async (id) => ({
          id,
          config: new TextDecoder().decode(await bytes(`${id}/adapter_config.json`)),
          tensors: await bytes(`${id}/adapter_model.safetensors`),
        })),
      );
      const checkpoint: Checkpoint = { step: 2, stage: 'offline', bytes: new Uint8Array(), adapters };
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('tiller-runs', 1);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const writing = database.transaction(['runs', 'inputs', 'checkpoints'], 'readwrite');
      writing.objectStore('runs').put(kept);
      writing.objectStore('inputs').put(learned, kept.id);
      writing.objectStore('checkpoints').put(checkpoint, [kept.id, 2]);
      await new Promise<void>((resolve, reject) => {
        writing.oncomplete = () => resolve();
        writing.onerror = () => reject(writing.error);
      });
      database.close();
    },
    { kept: run, learned: inputs, slots: SLOTS },
  );
  await page.reload();
}
