/** Linear heads as they travel in a definition, and what they say. */
import { sigmoid } from '../../math/softmax.ts';
import { readableFeatures, standardise } from '../readable-features.ts';
import type { RewardInput } from '../reward.ts';
import type { FeatureHead, StateHead } from './learned-definition.ts';

/** @param weights [width]. */
export function encodeWeights(weights: ArrayLike<number>): string {
  const bytes = new Uint8Array(Float32Array.from(weights).buffer);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @throws Error on weights that are none: not base64, not whole numbers of four bytes, not finite. */
export function decodeWeights(weights: string): Float32Array {
  const binary = atob(weights);
  if (binary.length === 0 || binary.length % 4 !== 0) throw new Error(`a head of ${binary.length} bytes, expected four a number`);
  const decoded = new Float32Array(Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer);
  if (!decoded.every(Number.isFinite)) throw new Error('a head with a weight that is not finite, expected numbers');
  return decoded;
}

/** A state's score, in [0, 1]. @param weights Of the head, decoded. @throws Error on a state of another size. */
export function scoreState({ bias }: Pick<StateHead, 'bias'>, weights: Float32Array, state: Float32Array): number {
  if (state.length !== weights.length)
    throw new Error(`a head of ${weights.length} numbers, expected ${state.length} as the model's states have`);
  return sigmoid(weights.reduce((sum, weight, k) => sum + weight * (state[k] as number), bias));
}

/** A text's score by its readable features, in [0, 1]: 0.5 for a text like the mean of those that it was fitted to. */
export function scoreFeatures(head: FeatureHead, input: RewardInput): number {
  const features = standardise(head, readableFeatures(input));
  return sigmoid(head.weights.reduce((sum, weight, k) => sum + weight * (features[k] as number), 0));
}
