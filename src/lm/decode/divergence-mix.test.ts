import { describe, expect, test } from 'vitest';
import { createRng } from '../../math/rng.ts';
import { logSoftmax } from '../../math/softmax.ts';
import type { Divergence, Mixer } from '../../methods/method.ts';
import { mixLogits } from './mixer.ts';

/** f of each divergence, and its derivative, written out from mod.ts. */
const F: Readonly<Record<Divergence, { f(x: number): number; derivative(x: number): number }>> = {
  'reverse-kl': { f: (x) => x * Math.log(x), derivative: (x) => Math.log(x) + 1 },
  'forward-kl': { f: (x) => -Math.log(x), derivative: (x) => -1 / x },
  jsd: { f: (x) => x * Math.log(x) - (x + 1) * Math.log((x + 1) / 2), derivative: (x) => Math.log((2 * x) / (1 + x)) },
  alpha: { f: (x) => (Math.sqrt(x) - 0.5 * x - 0.5) / -0.25, derivative: (x) => 2 * (1 - x ** -0.5) },
};
const DIVERGENCES = Object.keys(F) as Divergence[];

const probabilities = (logits: Float32Array) => [...logSoftmax(logits)].map(Math.exp);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function distributions(seed: number, count: number, size: number): Float32Array[] {
  const uniform = createRng(seed);
  return Array.from({ length: count }, () => Float32Array.from({ length: size }, () => 4 * uniform() - 2));
}

function mix(divergence: Divergence, reference: Float32Array, experts: readonly Float32Array[], weights: readonly number[]) {
  const mixer: Mixer = divergence === 'reverse-kl' ? { kind: 'log-probs', weights } : { kind: 'divergence', divergence, weights };
  return mixLogits(mixer, divergence === 'jsd' ? [reference, ...experts] : experts);
}

/** The reward of which each expert is the optimum, up to a constant, weighted: sum_i w_i f'(p_i / q). */
function rewardOf(divergence: Divergence, q: readonly number[], experts: readonly Float32Array[], weights: readonly number[]): number[] {
  const all = experts.map(probabilities);
  return q.map((mass, v) => sum(all.map((expert, i) => (weights[i] as number) * F[divergence].derivative((expert[v] as number) / mass))));
}

/**
 * The largest of sum_v m(v) r(v) - sum_v q(v) f(m(v) / q(v)) over measures m, not only those that sum to 1, by golden sections; then divided by
 * its sum. Knows nothing of derivatives or closed forms.
 */
function bruteForceOptimum(divergence: Divergence, q: readonly number[], reward: readonly number[]): number[] {
  const golden = (Math.sqrt(5) - 1) / 2;
  const measure = q.map((at, v) => {
    const value = (mass: number) => mass * (reward[v] as number) - at * F[divergence].f(mass / at);
    let [low, high] = [1e-12, 20];
    while (high - low > 1e-10) {
      const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
      if (value(left) < value(right)) low = left;
      else high = right;
    }
    return (low + high) / 2;
  });
  return measure.map((mass) => mass / sum(measure));
}

/** Where an increasing function passes 0. */
function root(increasing: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 200; step++) {
    const middle = Math.sqrt(low * high);
    if (increasing(middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}

describe.each(DIVERGENCES)('MOD under %s', (divergence) => {
  test('is the optimum for the weighted rewards that its experts are optimal for, divided by its sum', () => {
    const [reference, ...experts] = distributions(7, 4, 5) as [Float32Array, ...Float32Array[]];
    const weights = [0.5, 0.2, 0.3];
    const q = probabilities(reference);
    const best = bruteForceOptimum(divergence, q, rewardOf(divergence, q, experts, weights));
    const mixed = probabilities(mix(divergence, reference, experts, weights).logits);
    for (const [v, mass] of mixed.entries()) expect(mass).toBeCloseTo(best[v] as number, 5);
    // The search finds something: the optimum is not the reference.
    expect(Math.max(...best.map((mass, v) => Math.abs(mass - (q[v] as number))))).toBeGreaterThan(0.05);
  });

  test('satisfies the first-order condition over a large vocabulary, up to one factor, where experts part far and where they hardly do', () => {
    for (const scale of [0.01, 1, 4]) {
      const [reference, ...experts] = distributions(11, 3, 1000).map((row) => row.map((logit) => scale * logit)) as [Float32Array];
      const q = probabilities(reference);
      const reward = rewardOf(divergence, q, experts, [0.7, 0.3]);
      const mixed = [...mix(divergence, reference, experts, [0.7, 0.3]).logits];
      const factors = mixed.map((logit, v) => {
        const ratio = root((x) => F[divergence].derivative(x) - (reward[v] as number), 1e-12, 1e12);
        return logit - Math.log((q[v] as number) * ratio);
      });
      expect(Math.max(...factors) - Math.min(...factors)).toBeLessThan(1e-4);
    }
  });

  test('of equal experts is the expert, and nothing parts them', () => {
    const [reference, expert] = distributions(17, 2, 50) as [Float32Array, Float32Array];
    // Logits have no absolute height: a constant must not tell them apart.
    const { logits, misalignment } = mix(divergence, reference, [expert, expert.map((logit) => logit + 4)], [0.25, 0.75]);
    for (const [v, mass] of probabilities(logits).entries()) expect(mass).toBeCloseTo(probabilities(expert)[v] as number, 6);
    expect(misalignment).toBeCloseTo(0, 6);
  });

  test('misalignment is the Chernoff distance of the experts', () => {
    const [reference, first, second] = distributions(19, 3, 6) as [Float32Array, Float32Array, Float32Array];
    const [a, b] = [probabilities(first), probabilities(second)];
    const chernoff = -Math.log(sum(a.map((mass, v) => mass ** 0.4 * (b[v] as number) ** 0.6)));
    expect(mix(divergence, reference, [first, second], [0.4, 0.6]).misalignment).toBeCloseTo(chernoff, 6);
    expect(chernoff).toBeGreaterThan(0.1);
  });

  test('gives nothing to a token that an expert excludes', () => {
    const [reference, first, second] = distributions(23, 3, 6) as [Float32Array, Float32Array, Float32Array];
    first[2] = Number.NEGATIVE_INFINITY;
    expect(mix(divergence, reference, [first, second], [0.5, 0.5]).logits[2]).toBe(Number.NEGATIVE_INFINITY);
  });
});

test.each(['forward-kl', 'jsd', 'alpha'] as const)(
  'the exact shift under %s would give the mass to a token that nobody means',
  (divergence) => {
    // Two experts, each sure of its own token, and a token of the tail that both happen to raise thirtyfold: from 1e-13.
    const logs = (masses: readonly number[]) => Float32Array.from(masses, Math.log);
    const reference = logs([0.49, 0.49, 0.02, 1e-13]);
    const experts = [logs([0.98, 1e-4, 0.0199, 3e-12]), logs([1e-4, 0.98, 0.0199, 3e-12])];
    const q = probabilities(reference);
    const reward = rewardOf(divergence, q, experts, [0.5, 0.5]);
    const top = Math.max(...reward);
    // p(v) where f'(p / q) = reward + z, written as the distance of the largest reward from the supremum of f': z lies just below.
    const supremum = { 'forward-kl': 0, jsd: Math.log(2), alpha: 2 }[divergence];
    const masses = (distance: number) =>
      reward.map((r, v) => (q[v] as number) * root((x) => F[divergence].derivative(x) - (r - top + supremum - distance), 1e-12, 1e15));
    const distance = root((d) => 1 - sum(masses(d)), 1e-15, 10);
    const exact = masses(distance);
    expect(sum(exact)).toBeCloseTo(1, 2);
    expect(exact[3]).toBeGreaterThan(0.2);
    expect(probabilities(mix(divergence, reference, experts, [0.5, 0.5]).logits)[3]).toBeLessThan(1e-9);
  },
);

test('the divergences part: no two give the same mix', () => {
  const [reference, first, second] = distributions(29, 3, 6).map((row) => row.map((logit) => 2 * logit)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const mixes = DIVERGENCES.map((divergence) => probabilities(mix(divergence, reference, [first, second], [0.5, 0.5]).logits));
  for (const [i, a] of mixes.entries()) {
    for (const b of mixes.slice(0, i)) expect(Math.max(...a.map((mass, v) => Math.abs(mass - (b[v] as number))))).toBeGreaterThan(0.005);
  }
});
