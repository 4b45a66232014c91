import { describe, expect, it } from 'vitest';
import { jobKey, planJobs } from './plan.ts';
import { testingPack } from './testing/testing-pack.ts';

describe('planJobs', () => {
  it('measures the base once and every policy that mixes on the whole grid', () => {
    const jobs = planJobs(testingPack, {});
    const held = jobs.filter(({ split }) => split === 'held_out');
    expect(held.filter(({ policy }) => policy === 'base')).toHaveLength(1);
    for (const id of ['rs', 'clp']) expect(held.filter(({ policy }) => policy === id)).toHaveLength(11);
    expect(held.some(({ policy }) => policy === 'single-first')).toBe(false);
    expect(new Set(jobs.map(jobKey)).size).toBe(jobs.length);
  });

  it('has 33 measurements of three rewards, corners first, the two methods by turns', () => {
    const pack = { ...testingPack, rewards: ['x', 'y', 'z'] };
    const held = planJobs(pack, {}).filter(({ split }) => split === 'held_out');
    expect(held).toHaveLength(33);
    expect(held.slice(1, 7).every(({ weights }) => weights.includes(1))).toBe(true);
    expect(held.slice(1, 5).map(({ policy }) => policy)).toEqual(['rs', 'clp', 'rs', 'clp']);
    expect(planJobs(pack, { points: 3, policies: ['clp'] }).filter(({ split }) => split === 'held_out')).toHaveLength(1 + 3);
  });

  it('has the tenths of three rewards beside the grid where they are wanted; of two they are the grid', () => {
    const pack = { ...testingPack, rewards: ['x', 'y', 'z'] };
    const held = planJobs(pack, { tenths: true, policies: ['clp'] }).filter(({ policy }) => policy === 'clp');
    const keys = new Set(held.filter(({ split }) => split === 'held_out').map(jobKey));
    // 66 tenths and the grid's 16, of which corners and middles of edges are both.
    expect(keys.size).toBe(66 + 16 - 6);
    for (const job of planJobs(pack, { policies: ['clp'] }).filter(({ policy, split }) => policy === 'clp' && split === 'held_out'))
      expect(keys).toContain(jobKey(job));
    expect(planJobs(testingPack, { tenths: true })).toEqual(planJobs(testingPack, {}));
  });

  it('starts the second seed when every point has the first', () => {
    const held = planJobs(testingPack, { repeats: 2 }).filter(({ split }) => split === 'held_out');
    expect(held).toHaveLength(2 * 23);
    expect(held.map(({ repeat }) => repeat)).toEqual([...new Array(23).fill(0), ...new Array(23).fill(1)]);
  });

  it('measures the base and the single-reward corners on the tuning prompts, whatever is asked', () => {
    const tuned = planJobs(testingPack, { policies: ['clp'], points: 1 }).filter(({ split }) => split === 'tune');
    expect(tuned.map(({ policy, weights }) => [policy, weights])).toEqual([
      ['base', []],
      ['rs', [1, 0]],
      ['rs', [0, 1]],
    ]);
  });

  it('measures a policy that was trained at some weightings at those alone', () => {
    const points = [{ weights: [0.5, 0.5], slot: 'a' }];
    const policies = [
      ...testingPack.policies,
      { id: 'gold', method: 'trained-at' as const, label: 'Gold', slots: { rewards: [] }, points },
    ];
    expect(planJobs({ ...testingPack, policies }, { policies: ['gold'], reference: false })).toEqual([
      { policy: 'base', weights: [], split: 'held_out', repeat: 0 },
      { policy: 'gold', weights: [0.5, 0.5], split: 'held_out', repeat: 0 },
    ]);
  });

  it('names a policy that is not there', () => {
    expect(() => planJobs(testingPack, { policies: ['dera'] })).toThrow('no policy dera to measure, expected some of base, rs, clp');
  });
});
