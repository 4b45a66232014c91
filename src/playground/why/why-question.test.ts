import { describe, expect, it } from 'vitest';
import { fixturePack } from '../../packs/testing/fixture-pack.ts';
import { createPanePolicies } from '../state/pane-policies.ts';
import { emptyRun, finished, queued, type Settled } from '../state/run.ts';
import { type SeenPane, whyQuestion } from './why-question.ts';

const rewards = fixturePack.rewards.map((label) => ({ label }));
const { steer, policyOf } = createPanePolicies(fixturePack.policies, { system: () => 'Be brief.', rewards: fixturePack.rewards });
const w = [0.5, 0.3, 0.2];

function settled(policy: string, weights: readonly number[] = w, temperature = 0.8): Settled {
  const job = {
    ...{ pane: 'pane-1', policy, turns: [], prompt: 'Why?', system: 'Be brief.', seed: 1, maxTokens: 8, weights, options: {} },
    sampling: { temperature, topK: 0, topP: 1 },
    steering: steer({ policy, options: {} }, weights),
  };
  const result = { id: 'pane-1', text: 'a b', tokens: [1, 2], stop: 'end', ties: 0 } as const;
  return finished(queued(emptyRun, job), result, { drafted: 0, tokensPerSecond: undefined, scores: {} }) as Settled;
}
const seen = (policy: string, id: string): SeenPane => {
  const { label, method } = policyOf({ policy, options: {} });
  return { id, name: label, method, policy, steering: steer({ policy, options: {} }, w) };
};
const ask = (run: Settled, panes: readonly SeenPane[] = [seen(run.job.policy, 'pane-1')]) =>
  whyQuestion(run, { panes, policy: policyOf({ policy: run.job.policy, options: {} }), rewards, steer });

describe('what is asked', () => {
  it('is the answer under its own pane first, then the others, then the base, each steering once', () => {
    const run = settled('rs');
    const panes = [seen('clp', 'pane-2'), seen('rs', 'pane-1'), seen('rs', 'pane-3')];
    const { words, viewpoints, base } = ask(run, panes);
    expect(viewpoints.map(({ name }) => name)).toEqual(['Rewarded Soups', 'CLP', 'Base model']);
    expect(base).toBe(2);
    expect(words).toMatchObject({ prompt: 'Why?', system: 'Be brief.', tokens: [1, 2], ended: true, temperature: 0.8, rivals: 5 });
    expect(words.steerings[0]?.steering).toEqual(run.job.steering);
    expect(ask(settled('base'), [seen('base', 'pane-1')])).toMatchObject({ base: 0, pullers: [], viewpoints: [{ name: 'Base model' }] });
    // At a corner the soup is the expert: the same numbers under another name.
    const [soup, single] = [panes, panes.map((pane) => ({ ...pane, name: 'Another' }))].map((some) => ask(run, some).key);
    expect(soup).not.toBe(single);
    expect(ask(run, panes).key).toBe(ask(settled('rs'), panes).key);
  });

  it('names as experts the policy at every corner that has weight, and weighs them as the answer was', () => {
    for (const policy of ['rs', 'clp', 'mod', 'dera', 'prompt', 'panacea']) {
      const { experts = [], steerings } = ask(settled(policy, [0.6, 0, 0.4])).words;
      expect(experts.map(({ weight }) => weight)).toEqual([expect.closeTo(0.6), expect.closeTo(0.4)]);
      const corners = experts.map(({ id }) => steerings.find((one) => one.id === id)?.steering);
      expect(corners).toEqual([[1, 0, 0] as const, [0, 0, 1] as const].map((corner) => steer({ policy, options: {} }, corner)));
    }
    for (const run of [settled('rs', [1, 0, 0]), settled('base'), settled('gold')]) {
      expect(ask(run).words).not.toHaveProperty('experts');
      expect(ask(run).unparted).toMatch(/^Nothing is mixed here/);
    }
    expect(ask({ ...settled('rs'), job: { ...settled('rs').job, weights: [1.5, -0.5, 0] } }).unparted).toMatch(/^Beyond the simplex/);
    expect(ask(settled('rs'))).not.toHaveProperty('unparted');
  });

  it('at temperature 0 asks as if at 1', () => {
    expect(ask(settled('rs', w, 0)).words.temperature).toBe(1);
  });
});

describe('who pulls', () => {
  it('is every adapter that a row runs, left out one at a time', () => {
    const { pulls, pullers } = ask(settled('clp'));
    expect(pullers).toEqual([
      { name: 'shared', reward: undefined },
      { name: 'brevity', reward: 0 },
      { name: 'richness', reward: 1 },
      { name: 'cheer', reward: 2 },
    ]);
    expect(pulls?.rivals).toBe(0);
    expect(pulls?.steerings[1]?.steering.rows).toEqual([
      { coefficients: { 'clp-shared': 1, 'clp-brevity': 0, 'clp-richness': 0.3, 'clp-cheer': 0.2 } },
    ]);
    expect(ask(settled('rs', [0, 1, 0])).pullers).toEqual([{ name: 'richness', reward: 1 }]);
    expect(ask(settled('prompt'))).not.toHaveProperty('pulls');
  });

  it('takes the cross terms of an adapter with it, and the row of MOD that it is becomes the base', () => {
    const factor = ask(settled('rs-factor')).pulls?.steerings[0]?.steering.rows[0]?.coefficients ?? {};
    const gone = Object.keys(factor).filter((slot) => factor[slot] === 0);
    expect(gone.toSorted()).toEqual(
      ['rs-brevity', 'rs-brevity*rs-cheer', 'rs-brevity*rs-richness', 'rs-cheer*rs-brevity', 'rs-richness*rs-brevity'].toSorted(),
    );
    const mod = ask(settled('mod')).pulls?.steerings[0]?.steering;
    expect(mod?.rows.map(({ coefficients }) => Object.values(coefficients)[0])).toEqual([0, 1, 1]);
  });
});
