/** Policies for one fork, trained side by side from one seed, with the course of each one's regret. */
import { sigmoid } from '../math/softmax.ts';
import { type ForkFront, type ForkWorld, measureFork } from './fork.ts';
import { createForkPolicy, type ForkPolicyConfig, type TrainedForkPolicy } from './fork-policy.ts';
import type { Trainable, TrainingRun } from './trainable.ts';

/**
 * The trained policies of the fork, by id. `clp-first` stands for attention-like conditioning: deep, not at the head.
 * In mean regret forkMix > clp-logit > clp-first at c .8 and beta .05, .1 and .3. At beta .02 clp-first ends level with clp-logit
 * (.0255 and .0256 after FORK_STEPS): it is stuck, as clp-full reaches the oracle. `rs` depends on its start and may lie on either side
 * of clp-logit, at beta .3 even above forkMix.
 */
export const FORK_POLICIES = {
  rs: { layers: { first: true, second: true }, weightings: 'corners' },
  'clp-logit': { layers: { first: false, second: true }, weightings: 'grid' },
  'clp-first': { layers: { first: true, second: false }, weightings: 'grid' },
  'clp-full': { layers: { first: true, second: true }, weightings: 'grid' },
} as const satisfies Record<string, ForkPolicyConfig>;

/** `mod` mixes the logits of the two experts whose weights `rs` averages; as they converge it becomes `forkMix`. */
export type ForkPolicyId = keyof typeof FORK_POLICIES | 'mod';

export const FORK_POLICY_IDS: readonly ForkPolicyId[] = ['mod', 'rs', 'clp-logit', 'clp-first', 'clp-full'];

/** How long the golden table of methods.md 2.3 trains. */
export const FORK_STEPS = 1500;

/** Weightings of the first reward at which a policy's choice of L is drawn: 0, .025, .. 1. */
export const FORK_CURVE: readonly number[] = Array.from({ length: 41 }, (_, i) => i / 40);

/** The regret is noted every this many steps. */
export const NOTED_EVERY = 15;

export interface ForkTrainingConfig {
  readonly world: ForkWorld;
  /** Default: the five of FORK_POLICY_IDS. A config of one's own is drawn under the id that it is given. */
  readonly policies?: Readonly<Record<string, ForkPolicyConfig>>;
  /** Default FORK_STEPS. */
  readonly steps?: number;
}

export interface ForkTrainingSnapshot {
  readonly policies: readonly {
    readonly id: string;
    readonly front: ForkFront;
    /** Probability of L at each weighting of FORK_CURVE. */
    readonly lefts: readonly number[];
    /** Mean regret at steps 0, 15, 30, .. */
    readonly regrets: readonly number[];
    /** The net's weights at w = 1 and w = 0; at any other w they are their average by w. `mod` has no net of its own. */
    readonly ends?: readonly [number[], number[]];
  }[];
}

export const forkTraining: Trainable<ForkTrainingConfig, ForkTrainingSnapshot> = {
  create({ world, policies, steps = FORK_STEPS }, seed): TrainingRun<ForkTrainingSnapshot> {
    if (!(world.beta > 0)) throw new RangeError(`beta ${world.beta}: expected more than 0`);
    const trained = Object.entries(policies ?? FORK_POLICIES).map(([id, config]) => ({
      id,
      policy: createForkPolicy(world, config, seed),
    }));
    const rs = policies ? undefined : trained.find(({ id }) => id === 'rs')?.policy;
    const drawn: readonly { readonly id: string; readonly policy: Drawn; readonly regrets: number[] }[] = [
      ...(rs ? [{ id: 'mod', policy: mixedLogits(rs) }] : []),
      ...trained,
    ].map((one) => ({ ...one, regrets: [] }));
    let taken = 0;
    const note = () => {
      for (const { policy, regrets } of drawn) regrets.push(measureFork(world, policy.at).meanRegret);
    };
    note();
    return {
      step() {
        for (const { policy } of trained) policy.step();
        taken += 1;
        if (taken % NOTED_EVERY === 0) note();
      },
      snapshot: () => ({
        policies: drawn.map(({ id, policy, regrets }) => ({
          id,
          front: measureFork(world, policy.at),
          lefts: FORK_CURVE.map((w) => sigmoid(policy.at(w).start)),
          regrets: [...regrets],
          ends: policy.weights && [policy.weights(1), policy.weights(0)],
        })),
      }),
      get finished() {
        return taken >= steps;
      },
    };
  },
};

/** A policy that is shown; a mix of two nets' logits has no weights of its own. */
type Drawn = Pick<TrainedForkPolicy, 'at'> & Partial<Pick<TrainedForkPolicy, 'weights'>>;

/** The experts of a policy, its corners, with their logits mixed at each node. */
function mixedLogits(experts: TrainedForkPolicy): Drawn {
  return {
    at(w) {
      const [first, second] = [experts.at(1), experts.at(0)];
      return { start: w * first.start + (1 - w) * second.start, left: w * first.left + (1 - w) * second.left };
    },
  };
}
