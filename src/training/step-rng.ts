import { createRng } from '../math/rng.ts';
import type { Recipe } from './recipe.ts';

/**
 * The generator of a step: what it draws depends on seed, stage and step alone, so that a run that goes on from a checkpoint draws what it
 * would have drawn.
 */
export function stepRng({ seed }: Recipe, stage: 'offline' | 'on_policy', step: number): () => number {
  return createRng(seed * 100_003 + (stage === 'offline' ? 0 : 50_000) + step);
}
