/** A pack with every method, and its front, of the right form with made-up numbers and texts: for tests and screenshots, never shipped. */

import { createRng } from '../../math/rng.ts';
import { measuredGrid } from '../../math/simplex.ts';
import { policySlots } from '../../methods/policy-slots.ts';
import type { Interval } from '../fields.ts';
import type { Front, FrontPoint } from '../front.ts';
import type { Pack, PackIndex, Policy } from '../pack.ts';

const rewards = ['brevity', 'richness', 'cheer'] as const;
const prompts = ['Describe a garden after the rain.', 'What is a black hole?', 'How do I make a good cup of tea?'];

/** The index of the fixtures; dial and proxy are in fixture-dial.ts. */
export const fixturePacks: PackIndex = {
  format: 'tiller-packs/1',
  packs: [
    { id: 'voice', label: 'Voice', task: 'Answer everyday requests in two or three sentences.' },
    { id: 'dial', label: 'Dial', task: 'One reward against the distance from the base.' },
    { id: 'proxy', label: 'Proxy', task: 'A learned reward, and what it was meant to be.' },
  ],
};

const experts = { rewards: rewards.map((reward) => `rs-${reward}`) };
const conditioned = (id: string) => ({ shared: `${id}-shared`, rewards: rewards.map((reward) => `${id}-${reward}`) });

const training = { seed: 1, steps: 300, generatedTokens: 1_204_000, rewardCalls: 38_400, minutes: 41, commit: '0123456789abcdef' };

const policies: Policy[] = [
  { id: 'base', method: 'base', label: 'Base model', slots: { rewards: [] } },
  { id: 'clp', method: 'clp', label: 'CLP', slots: conditioned('clp'), training: { ...training, adapterBytes: 1_843_000 } },
  { id: 'clp-full', method: 'clp', label: 'CLP, all linears', slots: conditioned('clp-full'), training },
  { id: 'clp-logit', method: 'clp', label: 'CLP, logits', slots: conditioned('clp-logit'), training },
  { id: 'panacea', method: 'panacea', label: 'Panacea', slots: conditioned('panacea'), training },
  { id: 'rs', method: 'rs', label: 'Rewarded Soups', slots: experts, training },
  { id: 'rs-factor', method: 'rs-factor', label: 'Rewarded Soups, factors', slots: experts },
  { id: 'psoups', method: 'psoups', label: 'Personalized Soups', slots: experts },
  { id: 'mod', method: 'mod', label: 'MOD', slots: experts },
  { id: 'dera', method: 'dera', label: 'DeRa', slots: experts, options: { lambda: 1.5 } },
  { id: 'prompt', method: 'prompt', label: 'Prompting', slots: { rewards: [] } },
  { id: 'steering', method: 'steering', label: 'Steering vectors', slots: { rewards: rewards.map((reward) => `vector-${reward}`) } },
  ...(['gold', 'modpo'] as const).map(
    (id): Policy => ({
      id,
      method: 'trained-at',
      label: id === 'gold' ? 'Trained at w' : 'MODPO',
      slots: { rewards: [] },
      points: [
        { weights: [0.5, 0.5, 0], slot: `${id}-0` },
        { weights: [1 / 3, 1 / 3, 1 / 3], slot: `${id}-1` },
      ],
      training,
    }),
  ),
];

/** Every slot that the policies name, with the cross slots of factor mixing. */
function slotsOf(all: readonly Policy[]): Pack['slots'] {
  return [...new Set(all.flatMap(policySlots))].map((id) => {
    const [a = '', b] = id.split('*');
    return b === undefined ? { id, path: `adapters/${id}`, rank: 4 } : { id, cross: { a, b }, rank: 4 };
  });
}

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
  slots: slotsOf(policies),
  policies,
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
  const range = { brevity: interval(0.5), richness: interval(0.31), cheer: interval(0.42) };
  return {
    id,
    method,
    points: measuredGrid(rewards.length).map((weights) => pointAt(weights, bend, noise)),
    indicators: {
      hypervolume: interval(hypervolume),
      edges,
      steerability,
      range,
      expectedUtility: interval(0.6 + bend / 5),
      meanInnerProduct: interval(0.55 + bend / 5),
      maximumUtilityLoss: interval(0.2 - bend / 5),
      regret: interval(0.1 - bend / 9),
      aboveChord: { count: { mean: 9, low: 7, high: 11 }, of: 13 },
      worstGroup: { group: 'facts', meanInnerProduct: interval(0.41 + bend / 5) },
      nllAboveBase: interval(0.2),
    },
  };
}

function trainedAt(id: string, bend: number): Front['policies'][number] {
  const { points = [] } = policies.find((policy) => policy.id === id) ?? {};
  const noise = createRng(5);
  return { id, method: 'trained-at', points: points.map(({ weights }) => pointAt(weights, bend, noise)) };
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
    steered('clp-full', 'clp', 0.62, 0.121),
    steered('clp-logit', 'clp', 0.28, 0.092),
    steered('panacea', 'panacea', 0.5, 0.11),
    steered('rs', 'rs', 0.35, 0.104),
    steered('rs-factor', 'rs-factor', 0.2, 0.097),
    steered('mod', 'mod', 0.45, 0.107),
    steered('dera', 'dera', 0.4, 0.106),
    steered('prompt', 'prompt', -0.2, 0.061),
    trainedAt('gold', 0.8),
    trainedAt('modpo', 0.6),
  ],
  comparisons: [
    {
      policy: 'clp',
      less: 'rs',
      hypervolume: { mean: 0.014, low: -0.002, high: 0.03 },
      meanInnerProduct: { mean: 0.02, low: 0.004, high: 0.035 },
      dominates: { mean: 0.42, low: 0.3, high: 0.55 },
      dominated: { mean: 0.08, low: 0.02, high: 0.16 },
    },
    { policy: 'clp-full', less: 'clp', hypervolume: { mean: 0.003, low: -0.006, high: 0.012 } },
  ],
};
