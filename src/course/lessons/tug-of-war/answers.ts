/** The lesson's world: one prompt, five answers, made up. */
import { drawNormal } from '../../../math/draws.ts';
import { createRng } from '../../../math/rng.ts';
import { logSoftmax } from '../../../math/softmax.ts';
import { type Assessment, assess } from '../../../theory/kl-bandit.ts';

/** Probability of each answer under the base model, and its cheer in [0, 1]; in the order of the strings. */
const answers = [
  { base: 0.1, cheer: 0.05 },
  { base: 0.48, cheer: 0.35 },
  { base: 0.27, cheer: 0.6 },
  { base: 0.13, cheer: 0.85 },
  { base: 0.02, cheer: 1 },
] as const;

export const cheer: readonly number[] = answers.map((answer) => answer.cheer);
export const logBase: readonly number[] = answers.map((answer) => Math.log(answer.base));

/** Where the axis of the reward begins. */
export const lowestShown = 0.2;

/** Policies by chance, some near the base and some far: none lies above the curve. */
export const chancePolicies: readonly Assessment[] = (() => {
  const random = createRng(11);
  return Array.from({ length: 200 }, (_, i) => {
    const reach = 0.4 + (3 * (i % 8)) / 7;
    const logits = logBase.map((value, answer) => value + reach * (drawNormal(random) + (cheer[answer] as number)));
    return assess(logSoftmax(logits), cheer, logBase);
  }).filter(({ reward }) => reward > lowestShown);
})();
