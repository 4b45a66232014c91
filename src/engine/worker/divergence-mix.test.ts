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
  return mixLogits(mixer, divergence === 'reverse-kl' ? experts : [reference, ...experts]);
}

/**
 * The largest of sum_v p(v) r(v) - sum_v q(v) f(p(v) / q(v)) over distributions p: mass is moved between pairs of outcomes, by golden
 * sections, until no move gains anything. Knows nothing of derivatives or normalisers.
 */
function bruteForceOptimum(divergence: Divergence, q: readonly number[], reward: readonly number[]): number[] {
  const p = [...q];
  const value = (v: number, mass: number) => mass * (reward[v] as number) - (q[v] as number) * F[divergence].f(mass / (q[v] as number));
  const ratio = (Math.sqrt(5) - 1) / 2;
  for (let sweep = 0; sweep < 200; sweep++) {
    let moved = 0;
    for (let i = 0; i < p.length; i++) {
      for (let j = 0; j < i; j++) {
        const total = (p[i] as number) + (p[j] as number);
        const gain = (mass: number) => value(i, mass) + value(j, total - mass);
        let [low, high] = [1e-12, total - 1e-12];
        while (high - low > 1e-10) {
          const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
          if (gain(left) < gain(right)) low = left;
          else high = right;
        }
        const best = (low + high) / 2;
        moved = Math.max(moved, Math.abs(best - (p[i] as number)));
        p[i] = best;
        p[j] = total - best;
      }
    }
    if (moved < 1e-8) break;
  }
  return p;
}

describe.each(DIVERGENCES)('MOD under %s', (divergence) => {
  test('is the optimum for the weighted rewards that its experts are optimal for', () => {
    const [reference, ...experts] = distributions(7, 4, 5) as [Float32Array, ...Float32Array[]];
    const weights = [0.5, 0.2, 0.3];
    const q = probabilities(reference);
    // The reward of which an expert is the optimum, up to a constant: f'(p_i / q).
    const reward = q.map((mass, v) =>
      sum(experts.map((expert, i) => (weights[i] as number) * F[divergence].derivative((probabilities(expert)[v] as number) / mass))),
    );
    const mixed = probabilities(mix(divergence, reference, experts, weights).logits);
    const best = bruteForceOptimum(divergence, q, reward);
    for (const [v, mass] of mixed.entries()) expect(mass).toBeCloseTo(best[v] as number, 4);
    // The search finds something: the optimum is not the reference.
    expect(Math.max(...best.map((mass, v) => Math.abs(mass - (q[v] as number))))).toBeGreaterThan(0.05);
  });

  test('satisfies the first-order condition over a large vocabulary', () => {
    const [reference, first, second] = distributions(11, 3, 3000) as [Float32Array, Float32Array, Float32Array];
    const q = probabilities(reference);
    const [a, b] = [probabilities(first), probabilities(second)];
    const mixed = probabilities(mix(divergence, reference, [first, second], [0.7, 0.3]).logits);
    const { derivative } = F[divergence];
    const shifts = mixed.map((mass, v) => {
      const at = q[v] as number;
      return derivative(mass / at) - 0.7 * derivative((a[v] as number) / at) - 0.3 * derivative((b[v] as number) / at);
    });
    expect(Math.max(...shifts) - Math.min(...shifts)).toBeLessThan(1e-3);
  });

  test('is normalised, where experts part far and where they hardly do', () => {
    for (const scale of [0.01, 1, 8]) {
      const [reference, ...experts] = distributions(13, 3, 400).map((row) => row.map((logit) => scale * logit)) as [Float32Array];
      const { logits } = mix(divergence, reference, experts, [0.35, 0.65]);
      const total = sum([...logits].map(Math.exp));
      if (divergence === 'reverse-kl') expect(total).toBeLessThan(1);
      else expect(total).toBeCloseTo(1, 4);
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
