/**
 * Writes a bundle as the page's workshop does, for the Python tests: CLP slots of made-up numbers, exported by the page's own code.
 *
 *   npx tsx models/tests/workshop_bundle.ts --out mine.tiller.zip [--definitions definitions.json] [--layers 2] [--prompts 6]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { baseModelSource } from '../../scripts/base-model-source.ts';
import { llamaConfig } from '../../src/lm/arch/llama-config.ts';
import { readGguf } from '../../src/lm/files/gguf.ts';
import { parseFile } from '../../src/lm/parse-file.ts';
import { exportSlots } from '../../src/lm/train/export-slots.ts';
import { createMatrices } from '../../src/lm/train/parameters.ts';
import { drawNormal } from '../../src/math/draws.ts';
import { createRng } from '../../src/math/rng.ts';
import { writeBundle } from '../../src/packs/bundle.ts';
import type { Definition } from '../../src/rewards/own/definition.ts';
import { policyOf } from '../../src/training/policy.ts';
import { RecipeSchema } from '../../src/training/recipe.ts';
import { makePack } from '../../src/workshop/keep/make-pack.ts';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    definitions: { type: 'string' },
    layers: { type: 'string' },
    prompts: { type: 'string', default: '6' },
  },
});
if (options.out === undefined) throw new Error('--out is missing, expected a file');

const definitions: Definition[] = options.definitions ? JSON.parse(readFileSync(options.definitions, 'utf8')) : [];
const rewards = ['brevity', definitions[0]?.id ?? 'richness'];
const recipe = parseFile(
  RecipeSchema,
  {
    ...{ method: 'clp', rewards, limit: 16, temperature: 0.8, seed: 1, bank: { rank: 2, scale: 4 } },
    offline: { steps: 2, groups: 2, picks: 2, temperature: 0.1, guard: 4, rate: 0.001, warm_up: 1, shared_factor: 0.3 },
    on_policy: {
      ...{ steps: 1, groups: 2, samples: 2, parts: 1, guard: 4, discount: 0.96, clip: 0.2, credit: 'end', kl_price: 0.06 },
      ...{ rate: 0.0006, warm_up: 1, shared_factor: 0.2 },
    },
  },
  'recipe',
);
const config = llamaConfig(await readGguf(baseModelSource()));
const { hooks, slots } = policyOf(recipe);
const bank = { hooks, slots: slots.map(({ name, rank }) => ({ id: name, rank })), scale: recipe.bank.scale };
const matrices = createMatrices(config, bank, 7);
const random = createRng(3);
for (const [name, values] of matrices) {
  if (name.endsWith('.b')) for (let i = 0; i < values.length; i++) values[i] = 0.02 * drawNormal(random);
}

const manifest = JSON.parse(readFileSync(new URL('../../public/models/base/manifest.json', import.meta.url), 'utf8'));
const voice = JSON.parse(readFileSync(new URL('../prompts/voice.json', import.meta.url), 'utf8'));
const textsOf = (split: string): string[] =>
  voice[split]
    .map((entry: string | { readonly text: string }) => (typeof entry === 'string' ? entry : entry.text))
    .slice(0, Number(options.prompts));

const { files } = makePack(
  {
    id: 'mine',
    label: 'Mine',
    task: 'A test of what Python goes on from',
    base: manifest,
    system: voice.system,
    prompts: { train: textsOf('train'), tune: textsOf('tune'), heldOut: textsOf('held_out') },
    definitions,
    pool: 'shipped',
    lists: false,
    rewards: rewards.map((id) => ({ id, label: id, formula: '', hacks: [], range: [0, 1] as const })),
    calibration: Object.fromEntries([...rewards, 'guard'].map((id) => [id, { mean: 0.5, sd: 0.2 }])),
  },
  [
    {
      recipe,
      slots: exportSlots(config, bank, matrices, { base: 'HuggingFaceTB/SmolLM2-135M-Instruct', head: () => new Float32Array() }),
      training: { seed: 1, steps: 2, generatedTokens: 0, rewardCalls: 0, minutes: 0.1, commit: 'a test' },
    },
  ],
);
// A test may train on the first layers alone, in single precision: what recipe.json says beside the page's words is Python's.
const small = options.layers ? { layers: Number(options.layers), dtype: 'float32', look_prompts: 2 } : {};
const written = JSON.parse(new TextDecoder().decode(files.get('recipe.json')));
const runs = written.runs.map((run: object) => ({ ...run, ...small }));
const recipes = new TextEncoder().encode(JSON.stringify({ ...written, runs })) as Uint8Array<ArrayBuffer>;
writeFileSync(options.out, writeBundle(new Map([...files, ['recipe.json', recipes]])));
