/** A pack and a front of the right form with made-up numbers and texts: for tests and screenshots of the page, never shipped. */
import type { Front, FrontPoint, Interval, Pack } from '../engine/pack.ts';
import { createRng } from '../math/rng.ts';
import { measuredGrid } from '../math/simplex.ts';

const rewards = ['brevity', 'richness', 'cheer'] as const;
const prompts = ['Describe a garden after the rain.', 'What is a black hole?', 'How do I make a good cup of tea?'];

export const fixturePack: Pack = {
  format: 'tiller-pack/1',
  id: 'voice',
  label: 'Voice',
  task: 'Answer everyday requests in two or three sentences.',
  base: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  system: 'Answer in two or three sentences.',
  maxTokens: 64,
  temperature: 0.8,
  rewards: [...rewards],
  calibration: { brevity: { mean: 0.41, sd: 0.27 }, richness: { mean: 0.46, sd: 0.18 }, cheer: { mean: 0.55, sd: 0.21 } },
  slots: ['clp-shared', ...rewards.flatMap((reward) => [`clp-${reward}`, `rs-${reward}`])].map((id) => ({
    id,
    path: `adapters/${id}`,
    rank: 8,
  })),
  policies: [
    { id: 'base', method: 'base', label: 'Base model', slots: { rewards: [] } },
    { id: 'clp', method: 'clp', label: 'CLP', slots: { shared: 'clp-shared', rewards: rewards.map((reward) => `clp-${reward}`) } },
    { id: 'rs', method: 'rs', label: 'Rewarded Soups', slots: { rewards: rewards.map((reward) => `rs-${reward}`) } },
  ],
  examples: prompts,
};

/** One sentence a reward and a plain one: the weights decide which are said. */
const sentences: Readonly<Record<string, readonly [string, string, string, string]>> = {
  'Describe a garden after the rain.': [
    'The garden is wet and quiet.',
    'Droplets cling to lavender, fern and moss, and the gravel glistens under a pewter sky.',
    'It is a lovely, joyful place and everyone is happy to be there!',
    'The rain has stopped, the leaves are wet, and there is water on the path and on the grass.',
  ],
  'What is a black hole?': [
    'A region that light cannot leave.',
    'A collapsed stellar remnant whose gravity bends spacetime beyond an event horizon.',
    'It is one of the most wonderful and exciting things in the sky!',
    'A black hole is a place in space where gravity is so strong that nothing can get out of it.',
  ],
  'How do I make a good cup of tea?': [
    'Boil water, steep, drink.',
    'Warm the porcelain pot, pour freshly boiled water over loose Darjeeling, and steep it for three minutes.',
    'Enjoy every sip of your delicious, cosy and happy cup!',
    'To make a good cup of tea, you need to boil the water, put the tea in a cup, and wait for it.',
  ],
};

function textAt(prompt: string, weights: readonly number[]): string {
  const [brief, rich, cheerful, plain] = sentences[prompt] ?? ['', '', '', ''];
  const [brevity = 0, richness = 0, cheer = 0] = weights;
  const said = brevity > 0.6 ? [brief] : [plain];
  if (richness >= 0.3) said.push(rich);
  if (cheer >= 0.3) said.push(cheerful);
  return said.join(' ');
}

function interval(mean: number): Interval {
  return { mean, low: mean - 0.03, high: mean + 0.03 };
}

/** `bend` > 0 pushes the front outward between its corners. */
function pointAt(weights: readonly number[], bend: number, noise: () => number): FrontPoint {
  const means = rewards.map((reward, i) => {
    const weight = weights[i] ?? 0;
    const base = fixturePack.calibration[reward]?.mean ?? 0;
    return (
      base + 0.34 * (weight + bend * weight * (1 - weight)) - 0.12 * (1 - weight) * (weights.length > 0 ? 1 : 0) + 0.02 * (noise() - 0.5)
    );
  });
  const named = Object.fromEntries(rewards.map((reward, i) => [reward, interval(means[i] ?? 0)]));
  return {
    weights: [...weights],
    rewards: { ...named, guard: interval(-0.03) },
    twins: {},
    kl: interval(4 + 9 * Math.max(0, ...weights)),
    nll: interval(1.9),
    finished: 0.9,
    samples: prompts.map((prompt) => ({
      prompt,
      seed: 1,
      text: textAt(prompt, weights),
      finished: true,
      rewards: Object.fromEntries(rewards.map((reward, i) => [reward, means[i] ?? 0])),
    })),
  };
}

function steered(id: string, method: string, bend: number, hypervolume: number): Front['policies'][number] {
  const noise = createRng(bend * 100);
  const edges = { 'brevity+richness': interval(0.21), 'brevity+cheer': interval(0.24), 'richness+cheer': interval(0.27) };
  const steerability = { brevity: 0.97, richness: 0.94, cheer: 0.95 };
  return {
    id,
    method,
    points: measuredGrid(rewards.length).map((weights) => pointAt(weights, bend, noise)),
    indicators: { hypervolume: interval(hypervolume), edges, steerability },
  };
}

export const fixtureFront: Front = {
  format: 'tiller-front/1',
  pack: 'voice',
  base: fixturePack.base,
  commit: '0000000000000000000000000000000000000000',
  seeds: [1, 2],
  prompts: Array.from({ length: 40 }, (_, i) => `prompt ${i + 1}`),
  reference: [0.2, 0.3, 0.35],
  policies: [
    { id: 'base', method: 'base', points: [pointAt([], 0, createRng(1))] },
    steered('clp', 'clp', 0.7, 0.118),
    steered('rs', 'rs', 0.35, 0.104),
  ],
  comparisons: [{ policy: 'clp', less: 'rs', hypervolume: { mean: 0.014, low: -0.002, high: 0.03 } }],
};
