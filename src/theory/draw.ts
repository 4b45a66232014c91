/** Index drawn in proportion to `weights`, which sum to `total`. */
export function draw(weights: readonly number[], random: () => number, total = 1): number {
  let rest = random() * total;
  for (let index = 0; index < weights.length; index += 1) {
    rest -= weights[index] as number;
    if (rest < 0) return index;
  }
  return weights.length - 1;
}
