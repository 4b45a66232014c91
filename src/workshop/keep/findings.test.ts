import { expect, it } from 'vitest';
import { measuredGrid } from '../../math/simplex.ts';
import { buildFront } from '../../measure/build-front.ts';
import type { Answer, MeasuredPoint } from '../../measure/measurement.ts';
import { testingPack, testingRewards } from '../../measure/testing/testing-pack.ts';
import { findingsOf } from './findings.ts';

const prompts = Array.from({ length: 12 }, (_, i) => `p${i}`);
const names = { label: (id: string) => id.toUpperCase(), twin: (id: string) => `${id}-twin` };

/** Answers whose text is their scores: the first reward follows its weight, the second is the same everywhere but for chance. */
function measurements(policy: string, lift: number): MeasuredPoint[] {
  const answer = (prompt: string, i: number, w: number): Answer => ({
    ...{ prompt, seed: i, finished: true, tokens: 4, kl: 2, nll: 1.5 },
    text: `${0.2 + lift * w + 0.01 * (i % 3)} ${0.5 + 0.1 * Math.sin(9 * i + 40 * w)}`,
  });
  const at = (weights: number[], split: 'held_out' | 'tune', w: number): MeasuredPoint => ({
    policy,
    weights,
    split,
    repeats: [prompts.map((prompt, i) => answer(prompt, i, w))],
  });
  if (policy === 'base') return [at([], 'held_out', 0), at([], 'tune', 0)];
  return [...measuredGrid(2).map((w) => at(w, 'held_out', w[0] as number)), at([1, 0], 'tune', 1), at([0, 1], 'tune', 0)];
}

const pack = { ...testingPack, policies: testingPack.policies.filter(({ method }) => method !== 'single') };

function findings(clp: number, rs: number) {
  const { front } = buildFront({
    ...{ pack, rewards: testingRewards, prompts, groups: {}, seeds: [1], examples: [], commit: 'test' },
    measurements: [...measurements('base', 0), ...measurements('clp', clp), ...measurements('rs', rs)],
  });
  return findingsOf(pack, front, names);
}

it('a slider that moves its reward beyond chance is said to, with its numbers; one that does not is left open', () => {
  const [first, twin, second] = findings(0.5, 0.5).filter(({ about }) => about.join() === 'clp');
  expect(first).toEqual({
    about: ['clp'],
    verdict: 'shown',
    sentence: 'CLP: the slider of FIRST moves its reward, 0.21 without its weight, 0.71 with all of it: +0.50 (0.50 to 0.50).',
  });
  expect(twin?.sentence).toMatch(/^CLP: FIRST-TWIN, the twin of FIRST that nothing was trained on, moves the same way, \+0\.25/);
  expect(second).toMatchObject({
    verdict: 'open',
    sentence: expect.stringMatching(/^CLP: no difference shown yet by the slider of SECOND, /),
  });
});

it('of two fronts the wider is named, and equal ones are left open', () => {
  const pairOf = (all: ReturnType<typeof findings>) => all.find(({ about }) => about.length === 2);
  expect(pairOf(findings(0.1, 0.6))).toMatchObject({
    verdict: 'shown',
    sentence: expect.stringMatching(/^Rewarded Soups against CLP: the front of Rewarded Soups covers more, hypervolume \+/),
  });
  expect(pairOf(findings(0.4, 0.4))).toMatchObject({
    verdict: 'open',
    sentence: expect.stringContaining('no difference in hypervolume shown yet'),
  });
});

it('a slider that moves its reward the wrong way is said to', () => {
  const [first] = findings(-0.1, 0.5).filter(({ about }) => about.join() === 'clp');
  expect(first?.sentence).toMatch(/moves its reward the wrong way, 0\.21 without its weight, 0\.11 with all of it: −0\.10/);
});
