import { foreignBase } from '../../packs/check-bundle.ts';
import type { Pack } from '../../packs/pack.ts';
import type { BaseStore } from './base-store.ts';

/** Tells it once it is known that the adapters were trained on another model: added to this one they would say anything. */
export function watchBase(base: BaseStore, pack: Pack, notify: (sentence: string) => void) {
  const isForeign = () => (base.getState().manifest?.sha256 ?? pack.base) !== pack.base;
  const tell = () => {
    const { manifest } = base.getState();
    if (manifest && isForeign()) notify(foreignBase(pack, manifest));
  };
  tell();
  return { isForeign, stop: base.subscribe(tell) };
}
