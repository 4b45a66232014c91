import type { FamilyId } from './method.ts';

/** Families of methods, in the order in which a picker offers them. */
export const families: readonly { readonly id: FamilyId; readonly label: string }[] = [
  { id: 'untrained', label: 'Without training' },
  { id: 'conditioned', label: 'One policy for all weights' },
  { id: 'weight-space', label: 'Experts, mixed in weight space' },
  { id: 'decoding', label: 'Mixed while decoding' },
  { id: 'prompt', label: 'Weights in the prompt' },
  { id: 'gold', label: 'Trained at one weighting' },
];
