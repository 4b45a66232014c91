/** A project of two rewards and the runs that were trained in it, with small made-up adapters, for tests. */

import { parseFile } from '../../../lm/parse-file.ts';
import type { SlotFiles } from '../../../lm/train/export-slots.ts';
import { RecipeSchema } from '../../../training/recipe.ts';
import type { PackProject, TrainedRun } from '../trained-run.ts';

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name} ${i + 1}?`);

export const testingProject: PackProject = {
  id: 'mine',
  label: 'Short or rich',
  task: 'Answers that are brief or rich',
  base: { name: 'SmolLM2-135M-Instruct', license: 'Apache-2.0', source: 'https://example.org/base.gguf', sha256: 'ab'.repeat(32) },
  system: 'Answer in two or three sentences.',
  prompts: { train: numbered('Train', 6), tune: numbered('Tune', 2), heldOut: numbered('Held out', 10) },
  definitions: [],
  pool: 'shipped',
  lists: false,
  rewards: [
    {
      id: 'brevity',
      label: 'Brevity',
      formula: 'words up to 60',
      hacks: ['saying nothing'],
      range: [0, 1],
      twin: { id: 'brevity-twin', label: 'Short sentences' },
    },
    { id: 'richness', label: 'Richness', formula: 'rare words', hacks: [], range: [0, 1] },
  ],
  calibration: { brevity: { mean: 0.1, sd: 0.2 }, richness: { mean: 0.7, sd: 0.1 }, guard: { mean: 1, sd: 0 } },
};

const settings = {
  ...{ method: 'clp', rewards: ['brevity', 'richness'], limit: 64, temperature: 0.8, seed: 1, bank: { rank: 4, scale: 4 } },
  offline: { steps: 40, groups: 12, picks: 2, temperature: 0.1, guard: 4, rate: 0.001, warm_up: 5, shared_factor: 0.3 },
};
const recipe = (changes: object = {}) => parseFile(RecipeSchema, { ...settings, ...changes }, 'recipe');
const training = { seed: 1, steps: 40, generatedTokens: 12_000, rewardCalls: 900, minutes: 7.25, commit: '0123456789abcdef' };
const slot = (id: string, rank = 4): SlotFiles => ({
  id,
  config: JSON.stringify({ r: rank }),
  tensors: new Uint8Array([...id].map((c) => c.charCodeAt(0))),
});

export const testingClp: TrainedRun = {
  recipe: recipe(),
  slots: ['clp-shared', 'clp-brevity', 'clp-richness'].map((id) => slot(id)),
  training,
};

export const testingSoups: TrainedRun = {
  recipe: recipe({ method: 'soups' }),
  slots: ['rs-brevity', 'rs-richness'].map((id) => slot(id)),
  training: { ...training, minutes: 8 },
};

export const testingGold: TrainedRun = {
  recipe: recipe({ method: 'gold', gold: [[0.5, 0.5]] }),
  slots: [slot('gold-1')],
  training,
};

export const testingSoft: TrainedRun = {
  recipe: recipe({ method: 'soft-prompt', bank: { rank: 8, scale: 1 } }),
  slots: ['soft-shared', 'soft-brevity', 'soft-richness'].map((id) => ({ ...slot(id), config: JSON.stringify({ num_virtual_tokens: 8 }) })),
  training,
};

/** One reward against closeness to the base. */
export const testingDial: TrainedRun = {
  recipe: recipe({ rewards: ['brevity'], axes: ['brevity', 'closeness'] }),
  slots: [slot('clp-brevity')],
  training,
};
