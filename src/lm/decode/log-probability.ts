import { shiftedSum } from '../../math/softmax.ts';

/** Logits behind the largest by more than this many temperatures are left out: of 49,152 at most 7e-7 of the sum, and most of the time. */
const FAR = 25;

/** log softmax(logits / temperature)[token]; without an array, as a vocabulary is long. */
export function logProbability(logits: Float32Array, token: number, temperature: number): number {
  const { largest, sum } = shiftedSum(logits, temperature, FAR);
  return ((logits[token] as number) - largest) / temperature - Math.log(sum);
}
