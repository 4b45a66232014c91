import type { Divergence, Mixer } from './method.ts';

/** How many rows a mixer makes one distribution of. */
export function mixerRows(mixer: Mixer): number {
  switch (mixer.kind) {
    case 'identity':
      return 1;
    case 'divergence':
      return mixer.weights.length + (needsReference(mixer.divergence) ? 1 : 0);
    default:
      return mixer.weights.length;
  }
}

/** Whether MOD's mix of a divergence reads the reference's row, which then comes before the experts': under the others q cancels out. */
export function needsReference(divergence: Divergence): boolean {
  return divergence === 'jsd';
}
