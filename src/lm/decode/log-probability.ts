import { shiftedSum } from '../../math/softmax.ts';

/** Logits behind the largest by more than this many temperatures are left out: of 49,152 at most 7e-7 of the sum, and most of the time. */
const FAR = 25;

/** log softmax(logits / temperature)[token]; without an array, as a vocabulary is long. */
export function logProbability(logits: Float32Array, token: number, temperature: number): number {
  const [value] = logProbabilities(logits, [token], temperature) as [number];
  return value;
}

/** The same of several tokens, in their order. */
export function logProbabilities(logits: Float32Array, tokens: readonly number[], temperature: number): number[] {
  const { largest, sum } = shiftedSum(logits, temperature, FAR);
  return tokens.map((token) => ((logits[token] as number) - largest) / temperature - Math.log(sum));
}
