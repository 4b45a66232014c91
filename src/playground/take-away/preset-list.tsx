/** The named starting points, as links. */
import type { ReactElement } from 'react';
import { presetHash, presets } from '../presets/presets.ts';
import { useTiller } from '../state/tiller-context.ts';

export function PresetList(): ReactElement | null {
  const { packs } = useTiller();
  // Another host may serve other packs.
  const here = presets.filter(({ pack }) => packs.some(({ id }) => id === pack));
  if (here.length === 0) return null;
  return (
    <section aria-labelledby="presets-heading">
      <h2 id="presets-heading">Starting points</h2>
      <ul className="preset-list">
        {here.map((preset) => (
          <li key={preset.id}>
            <a href={`#${presetHash(preset, packs)}`} onClick={() => scrollTo({ top: 0 })}>
              {preset.title}
            </a>
            <p>{preset.shows}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
