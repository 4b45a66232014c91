/** Pairs of measured answers: at the reader's weights, and the rounds of a blind comparison. */
import { createRng } from '../../../math/rng.ts';
import type { Weighting } from '../../../methods/method.ts';
import { measuredSample } from '../../../packs/measured-sample.ts';
import type { PackSource } from '../../../packs/pack-source.ts';
import { lessonPolicies } from '../../model/lesson-policies.ts';
import type { Side } from './steer-state.ts';

export interface Pair {
  readonly prompt: string;
  /** What was asked for; the answers were measured there, or at the nearest weights. */
  readonly weights: Weighting;
  readonly texts: Readonly<Record<Side, string>>;
}

/** The measured answers of both policies nearest to these weights; undefined where the prompt was not measured. */
export function measuredPair(source: PackSource, prompt: string, weights: Weighting): Pair | undefined {
  const { clp, rs } = lessonPolicies(source);
  const of = (policy: string) => source.front && measuredSample(source.front, policy, prompt, weights);
  const [first, second] = [of(clp.id), of(rs.id)];
  if (!first || !second) return undefined;
  return { prompt, weights: first.weights, texts: { clp: first.sample.text, rs: second.sample.text } };
}

/** All measured pairs whose texts differ, in a seeded order; neighbours have different prompts as far as there are any. */
export function blindRounds(source: PackSource, seed: number): Pair[] {
  const { clp } = lessonPolicies(source);
  const random = createRng(seed);
  const points = source.front?.policies.find(({ id }) => id === clp.id)?.points ?? [];
  const byPrompt = source.pack.examples.map((prompt) =>
    points
      .flatMap(({ weights }) => measuredPair(source, prompt, weights) ?? [])
      .filter(({ texts }) => texts.clp !== texts.rs)
      .map((pair) => ({ pair, key: random() }))
      .sort((p, q) => p.key - q.key)
      .map(({ pair }) => pair),
  );
  const longest = Math.max(0, ...byPrompt.map((pairs) => pairs.length));
  return Array.from({ length: longest }, (_, i) => byPrompt.flatMap((pairs) => pairs[i] ?? [])).flat();
}

/** Who is A in a round: a coin that depends on the seed and the round alone. */
export function sideOfA(seed: number, round: number): Side {
  const random = createRng(seed * 7919 + round);
  random();
  return random() < 0.5 ? 'clp' : 'rs';
}
