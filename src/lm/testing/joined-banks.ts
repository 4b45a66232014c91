import type { PeftFiles } from '../adapters/peft.ts';
import { type AdapterShape, randomPeft } from './random-adapter.ts';
import type { GreedyCase, LogitsCase, Reference } from './reference.ts';

export interface JoinedBanks {
  readonly slots: readonly (PeftFiles & { readonly id: string })[];
  /** The case with coefficients for all slots: zeros for those of other banks, and only zeros for the base. */
  widen<Case extends LogitsCase | GreedyCase>(each: Case): Case;
}

/** All of a reference's banks side by side as one, so that one session answers every case. */
export function joinBanks(reference: Reference, shape: AdapterShape): JoinedBanks {
  const owned = Object.entries(reference.banks).flatMap(([bank, specs]) =>
    specs.map((spec) => ({ bank, files: { ...randomPeft(spec, shape), id: `${bank} ${spec.id}` } })),
  );
  return {
    slots: owned.map(({ files }) => files),
    widen(each) {
      const own = [...each.coefficients];
      return { ...each, coefficients: owned.map(({ bank }) => (bank === each.bank ? (own.shift() ?? 0) : 0)) };
    },
  };
}
