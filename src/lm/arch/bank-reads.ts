/** What a network reads of a bank of adapters. */
import { HOOKS, linearsOf } from './linears.ts';
import type { LlamaConfig } from './llama-config.ts';

/** A linear's share: vectors alone, which are added whatever its input is, or all columns. */
export type LinearReads = 'vectors' | 'columns';

export interface BankReads {
  /** By the linear's name; one that is not named reads nothing. */
  readonly linears: ReadonlyMap<string, LinearReads>;
  /** A learned reward's head. */
  readonly reward: boolean;
}

export const READS_NOTHING: BankReads = { linears: new Map(), reward: false };

/** What serves every bank. */
export function readsAll(config: LlamaConfig): BankReads {
  const linears = HOOKS.flatMap((hook) => linearsOf(config, hook));
  return { linears: new Map(linears.map(({ name }) => [name, 'columns'])), reward: true };
}
