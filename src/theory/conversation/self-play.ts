/** Two-turn preference optimisation against oneself: with an anchor (MTPO, arXiv 2405.14655) and without. */
import type { Trainable, TrainingRun } from '../trainable.ts';
import { crowdPreferences, nashMix, type Triple, winRates } from './crowd.ts';
import { bestReply, styleMix, type TalkPolicy, talkValues, UNIFORM_TALK } from './two-turns.ts';

/**
 * One step of mirror descent at every turn: pi(a) <- pi(a)^(1 - eta alpha) anchor(a)^(eta alpha) exp(eta Q(a)), normalised, where the worth of a style
 * is its win rate against the policy itself. alpha 0 is plain self-play by multiplicative weights.
 */
export function selfPlayStep(
  policy: TalkPolicy,
  anchor: TalkPolicy,
  worthsOf: (mix: Triple) => Triple,
  alpha: number,
  eta: number,
): TalkPolicy {
  const values = talkValues(policy, anchor, alpha, worthsOf(styleMix(policy)));
  const move = (row: readonly number[], pull: readonly number[], worths: readonly number[]) => {
    const logits = row.map((p, i) => (1 - eta * alpha) * Math.log(p) + eta * (alpha * Math.log(pull[i] as number) + (worths[i] as number)));
    const largest = Math.max(...logits);
    const masses = logits.map((logit) => Math.max(1e-300, Math.exp(logit - largest)));
    const sum = masses.reduce((total, mass) => total + mass, 0);
    return masses.map((mass) => mass / sum);
  };
  return {
    opening: move(policy.opening, anchor.opening, values.opening),
    answer: policy.answer.map((row, mood) => move(row, anchor.answer[mood] as readonly number[], values.answer[mood] as readonly number[])),
  };
}

export interface SelfPlayConfig {
  /** Sizes of the crowd's groups, summing to 1. */
  readonly groups: Triple;
  /** Price of a nat from the anchor, the uniform policy; more than 0. */
  readonly alpha: number;
  /** Step size of the mirror descent; default 1. */
  readonly eta?: number;
  /** Default 1200. */
  readonly steps?: number;
}

/** How one player fared. */
export interface SelfPlayCourse {
  /** Mixes of styles at the last steps, oldest first. */
  readonly trace: readonly Triple[];
  /** Win rate of the best reply less one half, at every 4th step. */
  readonly exploitability: readonly number[];
  readonly policy: TalkPolicy;
}

export interface SelfPlaySnapshot {
  readonly anchored: SelfPlayCourse;
  readonly plain: SelfPlayCourse;
  readonly nash: Triple;
}

const TRACE = 240;
const NOTED_EVERY = 4;

export const selfPlayTraining: Trainable<SelfPlayConfig, SelfPlaySnapshot> = {
  /** Nothing is sampled: the seed changes only where both players start, near the anchor. */
  create({ groups, alpha, eta = 1, steps = 1200 }, seed): TrainingRun<SelfPlaySnapshot> {
    if (!(alpha > 0 && eta > 0 && alpha * eta <= 1))
      throw new RangeError(`alpha ${alpha}, eta ${eta}: expected more than 0, with a product of at most 1`);
    const preferences = crowdPreferences(groups);
    const worths = (mix: Triple) => winRates(preferences, mix);
    const tilt = [0, 2, 4].map((phase) => Math.exp(0.8 * Math.cos(seed + phase)));
    const start: TalkPolicy = { opening: UNIFORM_TALK.opening, answer: UNIFORM_TALK.answer.map(() => scaled(tilt)) };
    const players = [alpha, 0].map((pull) => ({ pull, policy: start, trace: [styleMix(start)], exploitability: [] as number[] }));
    const note = () => {
      for (const player of players) player.exploitability.push(bestReply(worths(styleMix(player.policy))) - 0.5);
    };
    note();
    let taken = 0;
    return {
      step() {
        taken += 1;
        for (const player of players) {
          player.policy = selfPlayStep(player.policy, UNIFORM_TALK, worths, player.pull, eta);
          player.trace.push(styleMix(player.policy));
          if (player.trace.length > TRACE) player.trace.shift();
        }
        if (taken % NOTED_EVERY === 0) note();
      },
      snapshot() {
        const [anchored, plain] = players.map(({ trace, exploitability, policy }) => ({
          trace: [...trace],
          exploitability: [...exploitability],
          policy,
        }));
        return { anchored, plain, nash: nashMix(groups) } as SelfPlaySnapshot;
      },
      get finished() {
        return taken >= steps;
      },
    };
  },
};

function scaled(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}
