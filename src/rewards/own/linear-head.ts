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

/** @throws Error on weights that are none: not base64, not of that width, not finite. */
export function decodeWeights(weights: string, width: number): Float32Array {
  const binary = atob(weights);
  if (binary.length !== 4 * width)
    throw new Error(`a head of ${binary.length} bytes, expected ${4 * width} for states of ${width} numbers`);
  const decoded = new Float32Array(Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer);
  if (!decoded.every(Number.isFinite)) throw new Error('a head with a weight that is not finite, expected numbers');
  return decoded;
}

/** A state's score, in [0, 1]. @param weights Of `head`, decoded. */
export function scoreState({ bias }: Pick<StateHead, 'bias'>, weights: Float32Array, state: Float32Array): number {
  return sigmoid(weights.reduce((sum, weight, k) => sum + weight * (state[k] as number), bias));
}

/** A text's score by its readable features, in [0, 1]: 0.5 for a text like the mean of those that it was fitted to. */
export function scoreFeatures(head: FeatureHead, input: RewardInput): number {
  const features = standardise(head, readableFeatures(input));
  return sigmoid(head.weights.reduce((sum, weight, k) => sum + weight * (features[k] as number), 0));
}
