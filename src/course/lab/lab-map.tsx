import type { CSSProperties, ReactElement } from 'react';
import { GridMap, type GridMapProps } from './grid-map.tsx';

/** A map with its title in its colour and a line of numbers. */
export function LabMap({ title, note, ...map }: { readonly title: string; readonly note: string } & GridMapProps): ReactElement {
  return (
    <div className="lab-map" style={{ '--hue': map.colour ?? 'var(--ink)' } as CSSProperties}>
      <p>
        <b>{title}</b>
        <small>{note}</small>
      </p>
      <GridMap {...map} />
    </div>
  );
}
