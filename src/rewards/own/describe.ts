import { createRewards } from '../registry.ts';
import { createOwnReward, type OwnReward } from './create.ts';
import type { TextDefinition } from './definition.ts';

/** A definition in words; nothing is fetched or run for it. */
export type OwnWords = Pick<OwnReward, 'id' | 'label' | 'formula' | 'range' | 'hacks'> & {
  readonly twin: Pick<OwnReward['twin'], 'id' | 'label' | 'formula'>;
};

const noWords = { information: () => undefined, isCapitalised: () => false };
const silent = {
  patterns: { compile: () => ({ count: () => 0 }) },
  sandbox: { check: () => undefined, call: () => ({ value: 0 }) },
} as const;

/** @throws Error of one sentence when the twin is not known. */
export function describeOwn(definition: TextDefinition): OwnWords {
  const { id, label, formula, range, hacks, twin } = createOwnReward(definition, createRewards(noWords), silent);
  return { id, label, formula, range, hacks, twin: { id: twin.id, label: twin.label, formula: twin.formula } };
}
