import { describe, expect, it } from 'vitest';
import { createRng } from '../math/rng.ts';
import { type AttentionReward, fitAttentionReward } from './attention-reward.ts';
import { byAttention, type CreditSignal, endOfText, prefixDifferences } from './credit-signals.ts';
import { type CreditTask, textReward } from './credit-task.ts';

/** Small enough to enumerate: 2 tokens, 4 places, and a greedy choice that is wrong. */
const TASK: CreditTask = {
  tokens: 2,
  length: 4,
  tones: [
    [-1, 0],
    [1, -1],
    [1, 0],
  ],
};

const texts = Array.from({ length: TASK.tokens ** TASK.length }, (_, index) =>
  Array.from({ length: TASK.length }, (_, t) => (index >> t) & 1),
);
const lookingAt = (share: (t: number) => number): AttentionReward => ({
  predict: () => 0,
  attention: (text) => text.map((_, t) => share(t)),
});
const signals: Record<string, CreditSignal> = {
  end: endOfText(TASK),
  prefix: prefixDifferences(TASK),
  attention: byAttention(
    TASK,
    fitAttentionReward(
      TASK,
      texts.map((text) => ({ text, reward: textReward(TASK, text) })),
      1,
    ),
    0.8,
  ),
};

const lastOf = (text: readonly number[], t: number) => (t === 0 ? TASK.tokens : (text[t - 1] as number));

/** Exact policy gradient with reward-to-go, [states][tokens]: the sum over texts of p(text) sum_t (credit from t on) d log pi. */
function policyGradient(signal: CreditSignal, policy: readonly (readonly number[])[]): number[][] {
  const gradient = policy.map((row) => row.map(() => 0));
  for (const text of texts) {
    const chance = text.reduce((p, token, t) => p * (policy[lastOf(text, t)]?.[token] as number), 1);
    const credit = signal(text);
    text.forEach((token, t) => {
      const toGo = credit.slice(t).reduce((sum, value) => sum + value, 0);
      const row = gradient[lastOf(text, t)] as number[];
      row.forEach((_, other) => {
        row[other] = (row[other] as number) + chance * toGo * ((other === token ? 1 : 0) - (policy[lastOf(text, t)]?.[other] as number));
      });
    });
  }
  return gradient;
}

describe('every signal', () => {
  it.each(Object.keys(signals))('%s: hands out the reward of the text, no more and no less', (name) => {
    for (const text of texts) {
      const sum = (signals[name] as CreditSignal)(text).reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(textReward(TASK, text), 12);
    }
  });

  it.each(Object.keys(signals))('%s: the best of all deterministic policies stays the best', (name) => {
    // Every table of one successor for each token and the start.
    const policies = Array.from({ length: 8 }, (_, mask) => [mask & 1, (mask >> 1) & 1, (mask >> 2) & 1]);
    const write = (table: readonly number[]) => {
      const text: number[] = [];
      for (let t = 0; t < TASK.length; t += 1) text.push(table[lastOf(text, t)] as number);
      return text;
    };
    const best = (value: (text: readonly number[]) => number) => {
      const values = policies.map((table) => value(write(table)));
      return values.flatMap((one, i) => (one > Math.max(...values) - 1e-9 ? [i] : []));
    };
    const credited = (text: readonly number[]) => (signals[name] as CreditSignal)(text).reduce((sum, value) => sum + value, 0);
    expect(best(credited)).toEqual(best((text) => textReward(TASK, text)));
  });
});

describe('the policy gradient, summed over all texts', () => {
  const random = createRng(5);
  const policies = Array.from({ length: 5 }, () => TASK.tones.map(() => [random()].flatMap((p) => [p, 1 - p])));

  it('of prefix differences is that of the end reward: shaping by a potential', () => {
    for (const policy of policies) {
      const expected = policyGradient(signals.end as CreditSignal, policy);
      policyGradient(signals.prefix as CreditSignal, policy).forEach((row, state) => {
        row.forEach((slope, token) => {
          expect(slope).toBeCloseTo(expected[state]?.[token] as number, 12);
        });
      });
    }
  });

  it('of attention is not, once it looks at what came before', () => {
    const early = byAttention(
      TASK,
      lookingAt((t) => (t === 0 ? 1 : 0)),
      1,
    );
    const difference = (signal: CreditSignal) =>
      Math.max(
        ...policies.flatMap((policy) => {
          const expected = policyGradient(signals.end as CreditSignal, policy);
          return policyGradient(signal, policy).flatMap((row, state) =>
            row.map((slope, token) => Math.abs(slope - (expected[state]?.[token] as number))),
          );
        }),
      );
    expect(difference(early)).toBeGreaterThan(0.01);
    expect(
      difference(
        byAttention(
          TASK,
          lookingAt((t) => (t === 3 ? 1 : 0)),
          1,
        ),
      ),
    ).toBeLessThan(1e-12);
    expect(
      difference(
        byAttention(
          TASK,
          lookingAt((t) => (t === 0 ? 1 : 0)),
          0,
        ),
      ),
    ).toBeLessThan(1e-12);
  });

  it('refuses a share that is none', () => {
    expect(() =>
      byAttention(
        TASK,
        lookingAt(() => 0.25),
        1.5,
      ),
    ).toThrow('share is 1.5, expected 0 to 1');
  });
});
