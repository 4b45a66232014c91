/** Which axes a pack's chart may have. */

/** The axis of the measured KL to the base, in nats an answer; less is better. */
export const klAxis = 'kl';

/** Closeness is the KL with its sign turned: it is drawn as what it is. */
const closeness = 'closeness';

/**
 * Ids of the axes, the usual ones first: the KL and a reward where one of the pack's axes is closeness, else two rewards with the KL last.
 * @param rewards Ids of the pack's rewards.
 */
export function chartAxes(rewards: readonly string[]): string[] {
  const others = rewards.filter((id) => id !== closeness);
  return rewards.includes(closeness) ? [klAxis, ...others] : [...others, klAxis];
}
