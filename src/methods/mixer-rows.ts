import type { Mixer } from './method.ts';

/** How many rows a mixer makes one distribution of. */
export function mixerRows(mixer: Mixer): number {
  switch (mixer.kind) {
    case 'identity':
      return 1;
    case 'divergence':
      return mixer.weights.length + (mixer.divergence === 'jsd' ? 1 : 0);
    default:
      return mixer.weights.length;
  }
}
