import { createRng } from '../../math/rng.ts';
import { ACTIONS, type Lake } from './frozen-lake.ts';
import { createLogits, type LakeLogits, policyOf } from './lake-logits.ts';
import { sampleWalk } from './walk.ts';

/** Trains a table of logits by walking. */
export interface PolicyGradient {
  readonly logits: LakeLogits;
  step(): void;
  /** Walks taken so far. */
  episodes(): number;
  /** Share of the last batch that reached the goal. */
  lastReturn(): number;
}

/**
 * REINFORCE (Williams 1992): reward 1 on the goal and 0 elsewhere, the batch's other walks as the baseline (leave-one-out).
 * It needs no demonstration, and learns nothing until a walk reaches the goal by chance.
 * @param batch walks a step, at least 2.
 */
export function createPolicyGradient(lake: Lake, seed: number, { batch = 16, learningRate = 1 } = {}): PolicyGradient {
  if (batch < 2) throw new RangeError(`batch ${batch}: expected at least 2 walks, one is the other's baseline`);
  const random = createRng(seed);
  const logits = createLogits(lake);
  let episodes = 0;
  let lastReturn = 0;
  return {
    logits,
    step() {
      const policy = policyOf(logits);
      const walks = Array.from({ length: batch }, () => sampleWalk(lake, policy, random));
      const reached = walks.filter((walk) => walk.reached).length;
      for (const walk of walks) {
        const own = Number(walk.reached);
        const advantage = own - (reached - own) / (batch - 1);
        if (advantage === 0) continue;
        walk.actions.forEach((action, t) => {
          const state = walk.states[t] as number;
          policy[state]?.forEach((probability, each) => {
            const at = state * ACTIONS.length + each;
            logits[at] = (logits[at] as number) + (learningRate * advantage * (Number(each === action) - probability)) / batch;
          });
        });
      }
      episodes += batch;
      lastReturn = reached / batch;
    },
    episodes: () => episodes,
    lastReturn: () => lastReturn,
  };
}
