/** Rewards that a policy of the workshop is steered between, at most. */
export const rewardLimit = 3;

/** The list with the reward at its end, or without it; unchanged where it is full. */
export function toggled(chosen: readonly string[], id: string): readonly string[] {
  if (chosen.includes(id)) return chosen.filter((other) => other !== id);
  return chosen.length < rewardLimit ? [...chosen, id] : chosen;
}
