import type { EnginePort } from '../../engine/engine-port.ts';
import type { PackSource } from '../../packs/pack-source.ts';
import { slotSources } from '../../packs/slot-sources.ts';
import { exportPolicy } from './mix-download.ts';
import type { Tiller } from './tiller.ts';

/** A pane's policy at the weights of that moment, as `Tiller.exportMix` says. */
export function mixExport(
  { pack, mix, base, rewards, policyOf, steer }: Pick<Tiller, 'pack' | 'mix' | 'base' | 'rewards' | 'policyOf' | 'steer'>,
  port: EnginePort,
  files: PackSource['files'],
): Tiller['exportMix'] {
  return (pane) => {
    const { weights } = mix.getState();
    const slots = slotSources(pack, [policyOf(pane)], files);
    const mixed = {
      pack,
      policy: policyOf(pane),
      steering: steer(pane, weights),
      slots,
      rewards: rewards.map(({ label }) => label),
      weights,
    };
    return exportPolicy(port, { ...mixed, base: base.getState().manifest });
  };
}
