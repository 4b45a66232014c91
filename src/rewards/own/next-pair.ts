/** Which two answers to show next: those whose choice would say most, as a fit to the choices so far sees it. */
import { createRng } from '../../math/rng.ts';
import { logSigmoid, sigmoid } from '../../math/softmax.ts';
import { solveSymmetric } from '../../math/solve-symmetric.ts';
import { FEATURE_IDS, fitFeatureScale, readableFeatures, standardise } from '../readable-features.ts';
import type { RewardInput } from '../reward.ts';
import type { Preference } from './learned-definition.ts';

/** Two answers to one prompt. */
export interface AnswerPair {
  readonly prompt: string;
  readonly texts: readonly [string, string];
}

/** Pairs that are drawn for each one that is shown. */
const DRAWN = 150;
/** Of the prior on a weight, in standard deviations of its feature. */
const PRECISION = 1;
const STEPS = 25;

/**
 * The pair that would shrink the volume of what the weights may be most (Bayesian D-optimality for a Bradley-Terry fit on readable features,
 * Laplace's approximation): it maximises log(1 + p (1 - p) d' C d), with d the pair's difference, p the fit's probability and C the weights'
 * covariance. So it is one that the fit is unsure of, and that differs in what it has not learned yet.
 * @param inputs Answers, several to a prompt. @param skipped Pairs that the reader did not want.
 * @returns undefined where no two answers to a prompt are left that were not shown together.
 */
export function nextPair(
  inputs: readonly RewardInput[],
  choices: readonly Preference[],
  skipped: readonly AnswerPair[],
  seed: number,
): AnswerPair | undefined {
  const byPrompt = [...group(inputs)].filter(([, texts]) => texts.length > 1);
  if (byPrompt.length === 0) return undefined;
  const shown = new Set([...choices.map(({ chosen, other }) => keyOf(chosen, other)), ...skipped.map(({ texts }) => keyOf(...texts))]);
  const often = countTexts(choices);
  const random = createRng(seed + choices.length + skipped.length);
  const features = featuresOf(inputs);
  const { weights, covariance } = fitWeights(
    choices.map(({ prompt, chosen, other }) => difference(features(prompt, chosen), features(prompt, other))),
  );
  let best: { pair: AnswerPair; worth: number } | undefined;
  for (let draw = 0; draw < DRAWN; draw += 1) {
    const [prompt, texts] = byPrompt[Math.floor(random() * byPrompt.length)] as (typeof byPrompt)[number];
    const a = Math.floor(random() * texts.length);
    const b = (a + 1 + Math.floor(random() * (texts.length - 1))) % texts.length;
    const pair: AnswerPair = { prompt, texts: [texts[a] as string, texts[b] as string] };
    if (shown.has(keyOf(...pair.texts))) continue;
    const d = difference(features(prompt, pair.texts[0]), features(prompt, pair.texts[1]));
    const p = sigmoid(dot(weights, d));
    const spread = dot(
      d,
      covariance.map((row) => dot(row, d)),
    );
    // A text that was shown often says less than its features: the fit on the model's reading wants many texts.
    const seen = pair.texts.reduce((sum, text) => sum + (often.get(text) ?? 0), 0);
    const worth = Math.log1p(p * (1 - p) * spread) / (1 + seen);
    if (!best || worth > best.worth) best = { pair, worth };
  }
  return best?.pair;
}

/** The texts of each prompt, each once. */
function group(inputs: readonly RewardInput[]): Map<string, string[]> {
  const byPrompt = new Map<string, string[]>();
  for (const { prompt, text } of inputs) {
    if (text.trim() === '') continue;
    const texts = byPrompt.get(prompt) ?? [];
    if (!texts.includes(text)) texts.push(text);
    byPrompt.set(prompt, texts);
  }
  return byPrompt;
}

const keyOf = (a: string, b: string) => (a < b ? `${a}\u0000${b}` : `${b}\u0000${a}`);

function countTexts(choices: readonly Preference[]): Map<string, number> {
  const often = new Map<string, number>();
  for (const { chosen, other } of choices) for (const text of [chosen, other]) often.set(text, (often.get(text) ?? 0) + 1);
  return often;
}

type Features = (prompt: string, text: string) => readonly number[];

/** By the answers, which stay the same from choice to choice. */
const known = new WeakMap<readonly RewardInput[], Features>();

/** Readable features in standard deviations over the answers, computed once a text. */
function featuresOf(inputs: readonly RewardInput[]): Features {
  const before = known.get(inputs);
  if (before) return before;
  const scale = fitFeatureScale(inputs.map(readableFeatures));
  const byText = new Map<string, readonly number[]>();
  const features: Features = (prompt, text) => {
    const own = byText.get(text) ?? standardise(scale, readableFeatures({ prompt, text, finished: true }));
    byText.set(text, own);
    return own;
  };
  known.set(inputs, features);
  return features;
}

/** The posterior's mode by Newton's method with halved steps, and its covariance there. */
function fitWeights(rows: readonly (readonly number[])[]): {
  readonly weights: readonly number[];
  readonly covariance: readonly number[][];
} {
  const size = FEATURE_IDS.length;
  let weights: readonly number[] = new Array<number>(size).fill(0);
  const value = (w: readonly number[]) => rows.reduce((sum, row) => sum + logSigmoid(dot(w, row)), (-PRECISION * dot(w, w)) / 2);
  for (let step = 0; step < STEPS; step += 1) {
    const now = weights;
    const gradient = now.map((weight, k) =>
      rows.reduce((sum, row) => sum + (1 - sigmoid(dot(now, row))) * (row[k] as number), -PRECISION * weight),
    );
    const direction = solveSymmetric(curvature(rows, now), gradient);
    const before = value(now);
    const found = [1, 0.5, 0.25, 0.125, 0.0625]
      .map((length) => now.map((weight, k) => weight + length * (direction[k] as number)))
      .find((next) => value(next) > before + 1e-12);
    if (!found) break;
    weights = found;
  }
  const matrix = curvature(rows, weights);
  const covariance = weights.map((_, i) =>
    solveSymmetric(
      matrix,
      weights.map((__, j) => Number(i === j)),
    ),
  );
  return { weights, covariance };
}

function curvature(rows: readonly (readonly number[])[], weights: readonly number[]): number[][] {
  return weights.map((_, i) =>
    weights.map((__, j) =>
      rows.reduce(
        (sum, row) => {
          const p = sigmoid(dot(weights, row));
          return sum + p * (1 - p) * (row[i] as number) * (row[j] as number);
        },
        i === j ? PRECISION : 0,
      ),
    ),
  );
}

const difference = (a: readonly number[], b: readonly number[]) => a.map((value, k) => value - (b[k] as number));

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * (b[k] as number), 0);
}
