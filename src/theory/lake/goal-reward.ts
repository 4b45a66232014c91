import { createRng } from '../../math/rng.ts';
import { logSigmoid, sigmoid } from '../../math/softmax.ts';
import { createAdam } from '../adam.ts';
import type { Lake } from './frozen-lake.ts';
import type { Walk } from './walk.ts';

/** How often a pair (state, future state) occurs in walks that reach the goal, and how often it would by chance. */
export interface PairCounts {
  /** Share of each pair [state x future] among the futures that follow a visit in a good walk. Sums to 1. */
  readonly near: Float64Array;
  /** Share of each pair when visits and futures of all walks, good and bad, are paired at random. Sums to 1. */
  readonly apart: Float64Array;
  /** What turns exp(similarity to the goal) into a discounted probability; see `readReachability`. */
  readonly scale: number;
  readonly states: number;
}

/**
 * Counts pairs over walks. A visit at step t has the future t + k with probability (1 - gamma) gamma^(k - 1); a walk that is over stays where it ended.
 * @throws RangeError when no walk is good or gamma is not in (0, 1).
 */
export function countPairs(lake: Lake, walks: readonly Walk[], gamma: number): PairCounts {
  if (!(gamma > 0 && gamma < 1)) throw new RangeError(`gamma ${gamma}: expected a number in (0, 1)`);
  const n = lake.cells.length;
  const near = new Float64Array(n * n);
  const visits = new Float64Array(n);
  const futures = new Float64Array(n);
  let goodVisits = 0;
  let allVisits = 0;
  for (const { states, reached } of walks) {
    for (let t = 0; t + 1 < states.length; t += 1) {
      const state = states[t] as number;
      visits[state] = (visits[state] as number) + 1;
      allVisits += 1;
      if (reached) goodVisits += 1;
      for (let k = 1; t + k < states.length; k += 1) {
        const future = states[t + k] as number;
        const isLast = t + k === states.length - 1;
        const weight = (isLast ? 1 : 1 - gamma) * gamma ** (k - 1);
        futures[future] = (futures[future] as number) + weight;
        if (reached) near[state * n + future] = (near[state * n + future] as number) + weight;
      }
    }
  }
  if (goodVisits === 0) throw new RangeError(`none of ${walks.length} walks reached the goal: expected a good one`);
  const apart = new Float64Array(n * n);
  for (let state = 0; state < n; state += 1) {
    for (let future = 0; future < n; future += 1) {
      const at = state * n + future;
      near[at] = (near[at] as number) / goodVisits;
      apart[at] = ((visits[state] as number) / allVisits) * ((futures[future] as number) / allVisits);
    }
  }
  return { near, apart, scale: ((goodVisits / allVisits) * (futures[lake.goal] as number)) / allVisits, states: n };
}

/** A contrastive embedding of cells: the similarity of a cell and a goal is the dot product of their vectors. */
export interface GoalEmbedding {
  step(): void;
  /** Similarity of every cell to `goal`, the logit of "good walks go there from here". */
  similarities(goal: number): number[];
  /** Mean logistic loss of telling near pairs from random ones, in nats; log 2 each at the start. */
  loss(): number;
}

/**
 * Trains the embedding so that future states of good walks are near and those of bad walks far (after arXiv 2407.13887, on states of a lake
 * instead of hidden states of a language model): logistic loss over near and apart pairs, full-batch, Adam.
 * With enough dimensions its similarity tends to log(near / apart).
 * @param dimensions of a cell's vector, at least 1.
 */
export function createGoalEmbedding(pairs: PairCounts, dimensions: number, seed: number, learningRate = 0.05): GoalEmbedding {
  if (!(dimensions >= 1)) throw new RangeError(`${dimensions} dimensions: expected at least 1`);
  const { near, apart, states } = pairs;
  const random = createRng(seed);
  // [cell vectors | goal vectors | one bias]
  const size = 2 * states * dimensions + 1;
  const parameters = Float64Array.from({ length: size }, (_, i) => (i === size - 1 ? 0 : (random() - 0.5) / Math.sqrt(dimensions)));
  const adam = createAdam(size, learningRate);
  const goals = states * dimensions;
  const similarity = (state: number, goal: number) => {
    let sum = parameters[size - 1] as number;
    for (let d = 0; d < dimensions; d += 1) {
      sum += (parameters[state * dimensions + d] as number) * (parameters[goals + goal * dimensions + d] as number);
    }
    return sum;
  };
  return {
    step() {
      const gradient = new Float64Array(size);
      const add = (at: number, value: number) => {
        gradient[at] = (gradient[at] as number) + value;
      };
      for (let state = 0; state < states; state += 1) {
        for (let goal = 0; goal < states; goal += 1) {
          const [positive, negative] = [near[state * states + goal] as number, apart[state * states + goal] as number];
          if (positive === 0 && negative === 0) continue;
          const share = sigmoid(similarity(state, goal));
          const slope = positive * (1 - share) - negative * share;
          add(size - 1, slope);
          for (let d = 0; d < dimensions; d += 1) {
            const [from, to] = [state * dimensions + d, goals + goal * dimensions + d];
            add(from, slope * (parameters[to] as number));
            add(to, slope * (parameters[from] as number));
          }
        }
      }
      adam.ascend(parameters, gradient);
    },
    similarities: (goal) => Array.from({ length: states }, (_, state) => similarity(state, goal)),
    loss() {
      let sum = 0;
      for (let state = 0; state < states; state += 1) {
        for (let goal = 0; goal < states; goal += 1) {
          const at = state * states + goal;
          if (near[at] === 0 && apart[at] === 0) continue;
          const f = similarity(state, goal);
          sum += -(near[at] as number) * logSigmoid(f) - (apart[at] as number) * logSigmoid(-f);
        }
      }
      return sum / 2;
    },
  };
}

/**
 * The score of a cell as a probability: exp(similarity to the goal) x share of visits in good walks x share of futures at the goal.
 * At the embedding's optimum log(near / apart) it is the mean over visits of gamma^(steps to the goal - 1), 0 for walks that miss it:
 * the discounted reachability of the policy that walked.
 */
export function readReachability(similarities: readonly number[], pairs: PairCounts): number[] {
  return similarities.map((f) => Math.min(1, Math.exp(f) * pairs.scale));
}

/** What a filter that stops walks early would do to them. */
export interface EarlyStop {
  /** Share of the walks that would have missed the goal and are stopped before their last step. */
  readonly badStopped: number;
  /** Share of the walks that reach the goal and are not stopped. */
  readonly goodKept: number;
  /** Share of all steps that are not walked. */
  readonly stepsSaved: number;
}

/** Stops each walk at the first state after its start whose score is below `threshold`, the last one excepted. */
export function stopEarly(walks: readonly Walk[], scores: readonly number[], threshold: number): EarlyStop {
  let [bad, badStopped, good, goodKept, steps, saved] = [0, 0, 0, 0, 0, 0];
  for (const { states, reached } of walks) {
    const length = states.length - 1;
    const at = states.findIndex((state, t) => t > 0 && t < length && (scores[state] as number) < threshold);
    if (reached) good += 1;
    else bad += 1;
    if (reached && at < 0) goodKept += 1;
    if (!reached && at >= 0) badStopped += 1;
    steps += length;
    if (at >= 0) saved += length - at;
  }
  return { badStopped: badStopped / Math.max(1, bad), goodKept: goodKept / Math.max(1, good), stepsSaved: saved / Math.max(1, steps) };
}
