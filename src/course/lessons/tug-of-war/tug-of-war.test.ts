import { expect, it } from 'vitest';
import { chancePolicies, logBase } from './answers.ts';
import lesson from './lesson.tsx';
import { alignedBeta, betaOf, curve, curvesMeet, initial, judge, range, realigned, trained, underLimit } from './tug-state.ts';

const betas = Array.from({ length: 271 }, (_, i) => ({ ...initial, logBeta: range.logBeta[0] + i / 100 }));

it('the base is a distribution and the curve starts there', () => {
  expect(logBase.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 12);
  expect(curve[0]?.kl).toBeLessThan(0.01);
  expect(curve.at(-1)?.kl).toBeGreaterThan(3.8);
});

it('no policy made by chance lies above the curve', () => {
  const highest = (kl: number) => {
    const after = curve.findIndex((point) => point.kl >= kl);
    return (curve[after === -1 ? curve.length - 1 : after] as { reward: number }).reward;
  };
  for (const { kl, reward } of chancePolicies) expect(reward).toBeLessThanOrEqual(highest(kl) + 1e-9);
});

it('the goal is a window of beta that the slider can hit and that most of it misses', () => {
  const inside = betas.filter(underLimit);
  expect(inside.length).toBeGreaterThan(4);
  expect(inside.length).toBeLessThan(40);
});

it('DeRa reaches the point of another beta at lambda = aligned beta / beta, and the task is not done before', () => {
  const state = { ...initial, logBeta: Math.log10(alignedBeta / 2) };
  expect(curvesMeet({ ...state, lambda: 1 })).toBe(false);
  expect(curvesMeet({ ...state, lambda: 2 })).toBe(true);
  expect(judge(realigned(2)).reward).toBeCloseTo(judge(trained(betaOf(state))).reward, 12);
});

it('every task can be completed', () => {
  for (const { on, done, complete } of lesson.steps) {
    if (!done) continue;
    const entered = on?.(initial) ?? initial;
    expect(done(entered)).toBe(false);
    expect(done(complete?.(entered) ?? entered)).toBe(true);
  }
});
