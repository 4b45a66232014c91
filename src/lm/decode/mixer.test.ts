import { describe, expect, test } from 'vitest';
import { mixLogits } from './mixer.ts';

const softmax = (logits: ArrayLike<number>) => {
  const masses = Array.from(logits, Math.exp);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
};
const close = (got: ArrayLike<number>, expected: readonly number[]) => {
  expect(got).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, 5);
};

const first = Float32Array.of(2, -1, 0.5, 0);
const second = Float32Array.of(-1, 3, 0.25, 1);

describe('the mixers against closed forms', () => {
  test('identity is the row itself', () => {
    expect(mixLogits({ kind: 'identity' }, [first]).logits).toBe(first);
  });

  test('log-probs is the normalised weighted geometric mean', () => {
    const weights = [0.3, 0.7];
    const [p, q] = [softmax(first), softmax(second)];
    const product = p.map((value, v) => value ** 0.3 * (q[v] ?? 0) ** 0.7);
    const total = product.reduce((sum, value) => sum + value, 0);
    close(
      softmax(mixLogits({ kind: 'log-probs', weights }, [first, second]).logits),
      product.map((value) => value / total),
    );
  });

  test('log-probs does not see a constant added to a row', () => {
    const shifted = second.map((logit) => logit + 50);
    const mixer = { kind: 'log-probs', weights: [0.5, 0.5] } as const;
    close(mixLogits(mixer, [first, shifted]).logits, [...mixLogits(mixer, [first, second]).logits]);
  });

  test('linear extrapolates: at lambda 2 the odds against the reference are squared', () => {
    const lambda = 2;
    const mixed = mixLogits({ kind: 'linear', weights: [1 - lambda, lambda] }, [first, second]).logits;
    const [reference, aligned, beyond] = [softmax(first), softmax(second), softmax(mixed)];
    const odds = (p: readonly number[]) => (p[0] ?? 0) / (p[1] ?? 1);
    expect(odds(beyond) / odds(reference)).toBeCloseTo((odds(aligned) / odds(reference)) ** 2, 6);
  });

  test('weights at a corner give that row’s distribution', () => {
    for (const kind of ['linear', 'log-probs'] as const) {
      close(softmax(mixLogits({ kind, weights: [0, 1] }, [first, second]).logits), softmax(second));
    }
  });

  test('a row of weight 0 has no say even where it excludes a token', () => {
    const excluding = Float32Array.of(Number.NEGATIVE_INFINITY, 0, 0, 0);
    expect([...mixLogits({ kind: 'linear', weights: [0, 1] }, [excluding, second]).logits]).toEqual([...second]);
  });

  test('a wrong number of rows is named', () => {
    expect(() => mixLogits({ kind: 'linear', weights: [1] }, [first, second])).toThrow('the linear mixer got 2 rows, expected 1');
    expect(() => mixLogits({ kind: 'identity' }, [])).toThrow('the identity mixer got 0 rows, expected 1');
  });
});
