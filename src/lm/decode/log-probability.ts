/** Logits behind the largest by more than this many temperatures are left out: of 49,152 at most 7e-7 of the sum, and most of the time. */
const FAR = 25;

/** log softmax(logits / temperature)[token] in float64; without an array, as a vocabulary is long. */
export function logProbability(logits: Float32Array, token: number, temperature: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let v = 0; v < logits.length; v++) if ((logits[v] as number) > largest) largest = logits[v] as number;
  let sum = 0;
  for (let v = 0; v < logits.length; v++) {
    const behind = ((logits[v] as number) - largest) / temperature;
    if (behind > -FAR) sum += Math.exp(behind);
  }
  return ((logits[token] as number) - largest) / temperature - Math.log(sum);
}
