import { expect, it } from 'vitest';
import { networkSentence, roundedSentence } from './network-sentence.ts';

const one = (policy: string, answers: number, sameTexts: number, mean: number, largest: number) => ({
  policy,
  answers,
  sameTexts,
  rewards: { brevity: { difference: { mean, low: mean - 0.004, high: mean + 0.004 }, largest } },
  kl: { mean: 0, low: 0, high: 0 },
});

it('weighs policies by their answers and tells the worst of the rewards', () => {
  const integers = { commit: 'abc', seeds: [1], policies: [one('clp', 3000, 0.9, 0.001, 0.01), one('rs', 1000, 1, -0.002, 0.004)] };
  expect(networkSentence({ integers }, (id) => (id === 'clp' ? 'CLP' : 'Rewarded Soups'))).toBe(
    'It was measured in float32. On the integer kernels, which WebAssembly runs unless told, 92.5 % of 4,000 answers of CLP and Rewarded Soups ' +
      'are the same to the letter; a reward’s mean over the grid differs by at most 0.002 (95 % intervals within −0.006 and 0.005), ' +
      'at one weighting by at most 0.010.',
  );
});

it('tells of adapters that were measured in more bits than they are served in', () => {
  const eightBits = { commit: 'abc', seeds: [1], policies: [one('modpo', 40, 0.95, 0.001, 0.001)] };
  expect(roundedSentence({ eightBits }, () => 'MODPO')).toContain(
    'in 16: 95.0 % of 40 answers of MODPO are the same to the letter; a reward',
  );
});

it('says nothing of a front of one network, e.g. a reader’s own', () => {
  expect(networkSentence({}, (id) => id)).toBe('');
  expect(roundedSentence({}, (id) => id)).toBe('');
});
