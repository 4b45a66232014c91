import { ACTIONS, type Lake } from './frozen-lake.ts';
import { createLogits, type LakeLogits, policyOf, softmaxAt } from './lake-logits.ts';
import { transitionMatrix } from './success-rate.ts';
import type { Walk } from './walk.ts';

/**
 * What makes imitation intuitive (IFT, arXiv 2405.11870); both 0 is plain behaviour cloning (SFT).
 * The authors' code uses 0.2 and 0.95.
 */
export interface Intuition {
  /** How much of a step's input is the policy's own prediction of where it would stand, in [0, 1]. */
  readonly lambda: number;
  /** Discount of the later losses of a walk that weigh an earlier step, in [0, 1]; 0 weighs all steps alike. */
  readonly gamma: number;
}

export const PLAIN: Intuition = { lambda: 0, gamma: 0 };

/** Trains a table of logits on demonstrations, one full-batch gradient step at a time. */
export interface Imitator {
  readonly logits: LakeLogits;
  step(): void;
  /** Mean loss over all demonstrated steps at the current logits, weighted as it is trained, in nats. */
  loss(): number;
}

/**
 * Behaviour cloning in the tabular form of intuitive fine-tuning. The input of step t is
 * (1 - lambda) [the demonstrated state] + lambda [where the policy's own step from the demonstrated state before would have led],
 * its logits are the mixture's mean of the table's rows, and its loss counts in proportion to sum_k gamma^k loss(t + k), scaled to mean 1 a walk.
 * So rows beside the demonstrated path learn too, and early steps answer for what follows.
 * Unlike the authors' code the prediction is the whole distribution over next states, not the likeliest token, and no gradient flows through the weights.
 * Training is full-batch and starts from equal logits, so the walks decide everything.
 * @throws RangeError when there is no walk, or lambda or gamma is outside [0, 1].
 */
export function createImitator(lake: Lake, walks: readonly Walk[], { lambda, gamma }: Intuition, learningRate = 1): Imitator {
  if (walks.length === 0) throw new RangeError('no walk to imitate: expected at least one');
  if (!(lambda >= 0 && lambda <= 1 && gamma >= 0 && gamma <= 1)) {
    throw new RangeError(`lambda ${lambda}, gamma ${gamma}: expected numbers in [0, 1]`);
  }
  const logits = createLogits(lake);
  const lessons = collect(walks);
  const steps = walks.reduce((sum, { actions }) => sum + actions.length, 0);
  return {
    logits,
    step() {
      const gradient = gradientOf(lake, lessons, logits, { lambda, gamma });
      for (let i = 0; i < logits.length; i += 1)
        logits[i] = (logits[i] as number) - (learningRate * (gradient[i] as number)) / walks.length;
    },
    loss() {
      const probabilities = predict(lake, lessons, logits, lambda);
      const total = lessons.walks.reduce((sum, walk) => {
        const losses = lossesOf(walk, probabilities);
        const weights = futureWeights(losses, gamma);
        return sum + losses.reduce((part, loss, t) => part + loss * (weights[t] as number), 0);
      }, 0);
      return total / steps;
    },
  };
}

/** Demonstrated steps, gathered by input: many steps of many walks share a state and the state before it. */
interface Lessons {
  /** `before` is undefined at the first step of a walk, which has no prediction. */
  readonly inputs: readonly { readonly state: number; readonly before: number | undefined }[];
  readonly walks: readonly { readonly input: readonly number[]; readonly actions: readonly number[] }[];
}

function collect(walks: readonly Walk[]): Lessons {
  const inputs: { state: number; before: number | undefined }[] = [];
  const known = new Map<string, number>();
  return {
    inputs,
    walks: walks.map(({ states, actions }) => ({
      actions,
      input: actions.map((_, t) => {
        const [state, before] = [states[t] as number, states[t - 1]];
        const key = `${before} ${state}`;
        const index = known.get(key) ?? inputs.push({ state, before }) - 1;
        known.set(key, index);
        return index;
      }),
    })),
  };
}

/**
 * probabilities[input][action]. An input's logits are (1 - lambda) theta[state] + lambda (P theta)[state before], with P the policy's own
 * transition matrix.
 */
function predict(lake: Lake, { inputs }: Lessons, logits: LakeLogits, lambda: number): number[][] {
  const n = lake.cells.length;
  const P = transitionMatrix(lake, policyOf(logits));
  const ahead = new Float64Array(logits.length);
  for (let before = 0; before < n; before += 1) {
    for (let next = 0; next < n; next += 1) addRow(ahead, before, P[before * n + next] as number, logits, next);
  }
  return inputs.map(({ state, before }) => {
    const mixed = new Float64Array(ACTIONS.length);
    addRow(mixed, 0, before === undefined ? 1 : 1 - lambda, logits, state);
    if (before !== undefined) addRow(mixed, 0, lambda, ahead, before);
    return softmaxAt(mixed, 0);
  });
}

/** Gradient of the walks' summed loss, [states x actions], at constant predictions and constant weights. */
function gradientOf(lake: Lake, lessons: Lessons, logits: LakeLogits, { lambda, gamma }: Intuition): Float64Array {
  const n = lake.cells.length;
  const probabilities = predict(lake, lessons, logits, lambda);
  // Sum over steps of weight x (probability - 1{demonstrated}), for each input.
  const slopes = new Float64Array(lessons.inputs.length * ACTIONS.length);
  for (const walk of lessons.walks) {
    const weights = futureWeights(lossesOf(walk, probabilities), gamma);
    for (let t = 0; t < weights.length; t += 1) {
      const [input, weight] = [walk.input[t] as number, weights[t] as number];
      for (let action = 0; action < ACTIONS.length; action += 1) {
        const at = input * ACTIONS.length + action;
        slopes[at] = (slopes[at] as number) + weight * ((probabilities[input]?.[action] as number) - Number(action === walk.actions[t]));
      }
    }
  }
  const gradient = new Float64Array(logits.length);
  const predicted = new Float64Array(logits.length);
  lessons.inputs.forEach(({ state, before }, input) => {
    addRow(gradient, state, before === undefined ? 1 : 1 - lambda, slopes, input);
    if (before !== undefined) addRow(predicted, before, lambda, slopes, input);
  });
  const P = transitionMatrix(lake, policyOf(logits));
  for (let before = 0; before < n; before += 1) {
    for (let next = 0; next < n; next += 1) addRow(gradient, next, P[before * n + next] as number, predicted, before);
  }
  return gradient;
}

/** to[row] += weight x from[other row], over actions. */
function addRow(to: Float64Array, row: number, weight: number, from: Float64Array, other: number): void {
  if (weight === 0) return;
  for (let action = 0; action < ACTIONS.length; action += 1) {
    const at = row * ACTIONS.length + action;
    to[at] = (to[at] as number) + weight * (from[other * ACTIONS.length + action] as number);
  }
}

function lossesOf({ input, actions }: Lessons['walks'][number], probabilities: readonly (readonly number[])[]): number[] {
  return input.map((each, t) => -Math.log(probabilities[each]?.[actions[t] as number] as number));
}

/** sum_k gamma^k losses[t + k] for every t, scaled to mean 1; all 1 when gamma is 0 or nothing is left to lose. */
export function futureWeights(losses: readonly number[], gamma: number): number[] {
  if (gamma === 0) return losses.map(() => 1);
  const weights = [...losses];
  for (let t = weights.length - 2; t >= 0; t -= 1) weights[t] = (weights[t] as number) + gamma * (weights[t + 1] as number);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum > 0 ? weights.map((weight) => (weight * weights.length) / sum) : losses.map(() => 1);
}

/**
 * Behaviour cloning in closed form: each state's actions as often as the walks took them, plus `smoothing` of each, so that no action is impossible.
 * A state that no walk visits is uniform.
 */
export function countedPolicy(lake: Lake, walks: readonly Walk[], smoothing: number): number[][] {
  const counts = Array.from(lake.cells, () => ACTIONS.map(() => smoothing));
  for (const { states, actions } of walks) {
    actions.forEach((action, t) => {
      const row = counts[states[t] as number] as number[];
      row[action] = (row[action] as number) + 1;
    });
  }
  return counts.map((row) => {
    const sum = row.reduce((total, count) => total + count, 0);
    return row.map((count) => (sum > 0 ? count / sum : 1 / ACTIONS.length));
  });
}
