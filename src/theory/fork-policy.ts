/**
 * A policy for the fork that is trained, not derived: a tanh net of four units, exact gradients, Adam, a step at a time.
 * Rewarded Soups is the same net trained at the corners alone: every weight has a copy per reward, and at a corner only one of
 * them moves, which is two experts with a shared start whose weights are averaged afterwards.
 */
import { createRng } from '../math/rng.ts';
import { type Adam, createAdam } from './adam.ts';
import { type ConditionedWeights, conditionWeights, spreadGradient, weightsAt } from './conditioned-weights.ts';
import { FORK_GRID, type ForkPolicy, type ForkWorld, forkObjective } from './fork.ts';
import { type PreferenceSampling, sampleWeighting } from './preference-sampling.ts';
import { backpropagate, createNetWeights, firstLayerSize, type NetShape, netLogits, netSize } from './tanh-net.ts';

/** Two nodes in, four units, two actions out: 8 weights in each layer. */
export const FORK_NET: NetShape = { inputs: 2, hidden: 4, outputs: 2 };

export interface ForkPolicyConfig {
  /** Which layers have a copy per reward. */
  readonly layers: { readonly first: boolean; readonly second: boolean };
  /** Weightings of a step: the eleven of FORK_GRID, the two corners, or `batch` fresh draws. */
  readonly weightings: 'grid' | 'corners' | (PreferenceSampling & { readonly batch: number });
  /** Nets trained side by side from different starts; the best is the policy. Default 3. */
  readonly inits?: number;
  /** Of Adam, default .03. */
  readonly rate?: number;
}

/** A policy in training. Same world, config and seed: same numbers. */
export interface TrainedForkPolicy {
  step(): void;
  /** The policy of the start that is best by its smoothed training objective. */
  at(w: number): ForkPolicy;
  /** The weights of that net at w, in the layout of FORK_NET; linear in w, and the same at all w for what is not conditioned. */
  weights(w: number): number[];
}

interface Learner {
  readonly weights: ConditionedWeights;
  readonly optimisers: readonly Adam[];
  /** Exponential mean of the training objective. */
  objective: number;
}

const SIZE = netSize(FORK_NET);
/** Share of the newest value in the smoothed objective. */
const SMOOTHING = 0.1;

/** @throws RangeError when the sampling of weightings or the number of starts is out of range. */
export function createForkPolicy(world: ForkWorld, config: ForkPolicyConfig, seed: number): TrainedForkPolicy {
  const { layers, weightings, inits = 3, rate = 0.03 } = config;
  if (!(inits >= 1)) throw new RangeError(`${inits} starts: expected at least 1`);
  const conditioned = conditionedWeights(layers);
  const starts = createRng(seed);
  // Draws have a stream of their own, so that policies of one seed share their starts however weightings are drawn.
  const draws = createRng(seed ^ 0x5eed);
  const learners: Learner[] = Array.from({ length: inits }, () => ({
    weights: conditionWeights(createNetWeights(FORK_NET, starts), conditioned, 2),
    optimisers: [createAdam(SIZE, rate), createAdam(SIZE, rate)],
    objective: -Infinity,
  }));
  const scratch = new Float64Array(SIZE);
  const best = () => learners.reduce((winner, learner) => (learner.objective > winner.objective ? learner : winner));
  const thetaAt = (w: number) => weightsAt(best().weights, [w, 1 - w], scratch);

  function nextWeightings(): readonly number[] {
    if (weightings === 'grid') return FORK_GRID;
    if (weightings === 'corners') return [0, 1];
    return Array.from({ length: weightings.batch }, () => sampleWeighting(draws, weightings, 2)[0] as number);
  }

  return {
    step() {
      // All starts see the same weightings, so their objectives can be compared.
      const batch = nextWeightings();
      for (const learner of learners) {
        const { value, gradients } = forkTrainingGradient(world, learner.weights, batch);
        learner.objective = Number.isFinite(learner.objective) ? learner.objective + SMOOTHING * (value - learner.objective) : value;
        learner.optimisers.forEach((adam, i) => {
          adam.ascend(learner.weights.copies[i] as Float64Array, gradients[i] as Float64Array);
        });
      }
    },
    at: (w) => forkPolicyOf(thetaAt(w)),
    weights: (w) => [...thetaAt(w)],
  };
}

/** Per weight of FORK_NET: does it have a copy per reward? */
export function conditionedWeights(layers: ForkPolicyConfig['layers']): boolean[] {
  return Array.from({ length: SIZE }, (_, k) => (k < firstLayerSize(FORK_NET) ? layers.first : layers.second));
}

/** The mean objective over a batch of weightings of the first reward, and its gradient with respect to every copy. */
export function forkTrainingGradient(
  world: ForkWorld,
  weights: ConditionedWeights,
  batch: readonly number[],
): { value: number; gradients: Float64Array[] } {
  const gradients = weights.copies.map(() => new Float64Array(SIZE));
  const theta = new Float64Array(SIZE);
  const gradient = new Float64Array(SIZE);
  const slope = new Float64Array(2);
  let value = 0;
  for (const first of batch) {
    const w = [first, 1 - first];
    weightsAt(weights, w, theta);
    const objective = forkObjective(world, first, forkPolicyOf(theta));
    value += objective.value / batch.length;
    gradient.fill(0);
    for (let node = 0; node < 2; node += 1) {
      // A log-odds is the difference of a node's two logits.
      slope[0] = (node === 0 ? objective.gradient.start : objective.gradient.left) / batch.length;
      slope[1] = -slope[0];
      backpropagate(FORK_NET, theta, node, slope, gradient);
    }
    spreadGradient(weights, w, gradient, gradients);
  }
  return { value, gradients };
}

function forkPolicyOf(theta: Float64Array): ForkPolicy {
  return { start: logOdds(theta, 0), left: logOdds(theta, 1) };
}

/** Of the first action over the second at a node: 0 is the start, 1 is after L. */
export function logOdds(theta: Float64Array, node: number): number {
  const logits = netLogits(FORK_NET, theta, node);
  return (logits[0] as number) - (logits[1] as number);
}
