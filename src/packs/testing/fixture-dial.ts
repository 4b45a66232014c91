/** Packs of one reward and many distances from the base, and a Goodhart curve: made-up numbers, for tests and screenshots, never shipped. */

import type { Interval } from '../fields.ts';
import type { Front, FrontPoint } from '../front.ts';
import type { Goodhart } from '../goodhart.ts';
import type { Pack } from '../pack.ts';
import { fixtureFront, fixturePack } from './fixture-pack.ts';

const closeness = { mean: 0, sd: 6 };

export const dialPack: Pack = {
  ...fixturePack,
  id: 'dial',
  label: 'Dial',
  task: 'One reward against the distance from the base.',
  rewards: ['cheer', 'closeness'],
  calibration: { cheer: { mean: 0.38, sd: 0.28 }, closeness },
  slots: ['dial-clp', 'dial-expert'].map((id) => ({ id, path: `adapters/${id}`, rank: 4 })),
  policies: [
    { id: 'base', method: 'base', label: 'Base model', slots: { rewards: [] } },
    { id: 'clp', method: 'clp', label: 'CLP', slots: { rewards: ['dial-clp', null] } },
    { id: 'rs', method: 'rs', label: 'Rewarded Soups', slots: { rewards: ['dial-expert', null] } },
    { id: 'dera', method: 'dera', label: 'DeRa', slots: { rewards: ['dial-expert', null] }, options: { lambda: 3 } },
  ],
};

export const proxyPack: Pack = {
  ...fixturePack,
  id: 'proxy',
  label: 'Proxy',
  task: 'A learned reward, and what it was meant to be.',
  rewards: ['approval', 'closeness'],
  calibration: { approval: { mean: 0.6, sd: 0.2 }, closeness, cheer: { mean: 0.38, sd: 0.28 } },
  slots: ['weak', 'proper', 'rm'].map((id) => ({ id, path: `adapters/${id}`, rank: 4 })),
  rewardModel: { slot: 'rm', reward: 'approval' },
  golden: ['cheer'],
  policies: [
    { id: 'base', method: 'base', label: 'Base model', slots: { rewards: [] } },
    { id: 'weak', method: 'rs', label: 'Weak KL', slots: { rewards: ['weak', null] } },
    { id: 'proper', method: 'rs', label: 'Proper KL', slots: { rewards: ['proper', null] } },
  ],
};

const around = (mean: number, half: number): Interval => ({ mean, low: mean - half, high: mean + half });

/** A point of a dial: `far` nats from the base at weight 1 on the reward, which rises by `gain` on the way. */
function dialPoint(reward: string, weight: number, far: number, gain: number): FrontPoint {
  const kl = far * weight ** 2;
  const mean = 0.38 + gain * (1 - Math.exp(-kl / 6));
  return {
    weights: [weight, 1 - weight],
    rewards: { [reward]: around(mean, 0.03), closeness: around(0 - kl, 0.05 * kl + 0.1), guard: around(-0.05, 0.01) },
    twins: {},
    kl: around(kl, 0.05 * kl + 0.1),
    nll: around(1.9, 0.05),
    finished: 0.9,
    samples: fixturePack.examples.map((prompt) => ({
      prompt,
      seed: 1,
      text: weight > 0.5 ? 'It is a lovely, joyful day and everyone is happy!' : 'The rain has stopped and the path is wet.',
      finished: true,
      rewards: { [reward]: mean, closeness: 0 - kl },
    })),
  };
}

function dialFront(pack: Pack, dials: Readonly<Record<string, readonly [far: number, gain: number]>>): Front {
  const [reward = ''] = pack.rewards;
  return {
    ...fixtureFront,
    pack: pack.id,
    reference: [0.2, -30],
    comparisons: [],
    policies: [
      { id: 'base', method: 'base', points: [{ ...dialPoint(reward, 0, 0, 0), weights: [] }] },
      ...Object.entries(dials).map(([id, [far, gain]]) => ({
        id,
        method: pack.policies.find((policy) => policy.id === id)?.method ?? 'rs',
        points: Array.from({ length: 11 }, (_, i) => dialPoint(reward, i / 10, far, gain)),
      })),
    ],
  };
}

export const dialFixtureFront = dialFront(dialPack, { clp: [14, 0.45], rs: [12, 0.4], dera: [26, 0.42] });
export const proxyFixtureFront = dialFront(proxyPack, { weak: [24, 0.5], proper: [9, 0.4] });

/** Proxy up for good; golden up, then down where the KL is cheap. */
function goodhartSteps(reach: number): Goodhart['policies'][number]['steps'] {
  return Array.from({ length: 9 }, (_, i) => {
    const kl = (reach * i) / 8;
    const golden = 0.38 + 0.04 * kl - 0.0017 * kl ** 2;
    return {
      step: 40 * i,
      kl,
      rewards: {
        approval: around(0.6 + 0.36 * (1 - Math.exp(-kl / 7)), 0.02),
        cheer: around(golden, 0.03),
        afinn: around(golden - 0.06, 0.03),
      },
    };
  });
}

export const fixtureGoodhart: Goodhart = {
  format: 'tiller-goodhart/2',
  pack: 'proxy',
  commit: '0000000000000000000000000000000000000000',
  seed: 1,
  rewards: [
    { id: 'approval', label: 'Approval', role: 'proxy' },
    { id: 'cheer', label: 'Cheer', role: 'golden' },
    { id: 'afinn', label: 'AFINN', role: 'twin' },
  ],
  policies: [
    { id: 'weak', label: 'Weak KL', klPrice: 0.005, steps: goodhartSteps(26) },
    { id: 'proper', label: 'Proper KL', klPrice: 0.1, steps: goodhartSteps(9) },
  ],
};
