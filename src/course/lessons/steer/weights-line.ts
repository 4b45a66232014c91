/** A weighting in words, heaviest first: 'cheer 0.75, brevity 0.25'; rewards without weight are left out. */
export function weightsLine(rewards: readonly string[], weights: readonly number[]): string {
  return rewards
    .map((reward, i) => ({ reward, weight: weights[i] ?? 0 }))
    .filter(({ weight }) => weight >= 0.005)
    .sort((p, q) => q.weight - p.weight)
    .map(({ reward, weight }) => `${reward} ${weight.toFixed(2)}`)
    .join(', ');
}
