/** Hands the wired page to its components. */
import { createContext, use } from 'react';
import type { Tiller } from './tiller.ts';

export const TillerContext = createContext<Tiller | undefined>(undefined);

/** @throws Error outside a TillerContext. */
export function useTiller(): Tiller {
  const tiller = use(TillerContext);
  if (!tiller) throw new Error('useTiller: expected to be inside a TillerContext');
  return tiller;
}
