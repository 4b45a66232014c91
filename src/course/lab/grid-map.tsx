/** A gridworld from above: its cells, how a policy steps on them, and a value of each as a shade. Drawn for lakes and gardens. */
import type { CSSProperties, ReactElement } from 'react';
import './lab.css';

export type CellKind = 'plain' | 'start' | 'hole' | 'goal' | 'flower' | 'nettle';

export interface GridMapProps {
  /** Cells in a row. */
  readonly width: number;
  readonly cells: readonly CellKind[];
  /** Accessible name, with what is to be known of the map. */
  readonly name: string;
  /** probabilities[cell][action] in the order left, down, right, up; an arrow is as long as its step is likely. */
  readonly policy?: readonly (readonly number[])[];
  readonly colour?: string;
  /** Shade of each cell in [0, 1]; undefined leaves it blank. */
  readonly shades?: readonly (number | undefined)[];
  /** Written in the cell, e.g. its score. */
  readonly labels?: readonly (string | undefined)[];
  /** Area of a disc on each cell in [0, 1], e.g. how often a policy stands there. */
  readonly discs?: readonly number[];
  /** Cells with a dotted frame, e.g. those of demonstrations. */
  readonly framed?: readonly number[];
}

const directions = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
] as const;
const size = 40;

export function GridMap(props: GridMapProps): ReactElement {
  const { width, cells, name, policy, colour = 'var(--ink)', shades, labels, discs, framed = [] } = props;
  const height = Math.ceil(cells.length / width);
  return (
    <svg
      className="grid-map"
      viewBox={`-1 -1 ${width * size + 2} ${height * size + 2}`}
      role="img"
      aria-label={name}
      style={{ '--hue': colour } as CSSProperties}
    >
      {cells.map((kind, cell) => {
        const [x, y] = [(cell % width) * size, Math.floor(cell / width) * size];
        const shade = shades?.[cell];
        const row = kind === 'hole' || kind === 'goal' ? undefined : policy?.[cell];
        const disc = discs?.[cell] ?? 0;
        const label = labels?.[cell];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          <g key={cell} transform={`translate(${x},${y})`}>
            <rect className="grid-cell" data-kind={kind} width={size} height={size} />
            {shade !== undefined && <rect className="grid-shade" width={size} height={size} style={{ opacity: 0.85 * shade }} />}
            {framed.includes(cell) && <rect className="grid-frame" x="3" y="3" width={size - 6} height={size - 6} />}
            <CellSign kind={kind} />
            {disc > 0.004 && <circle className="grid-disc" cx={size / 2} cy={size / 2} r={(size / 2 - 2) * Math.sqrt(Math.min(1, disc))} />}
            {row && <Arrows row={row} />}
            {label !== undefined && (
              <text className="grid-label" x={size / 2} y={size / 2 + 4} textAnchor="middle">
                {label}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function CellSign({ kind }: { readonly kind: CellKind }): ReactElement | null {
  if (kind === 'hole') return <circle className="grid-hole" cx={size / 2} cy={size / 2} r="13" />;
  if (kind === 'goal') return <path className="grid-goal" d="M14 32V8l15 6-13 6" />;
  if (kind === 'start') return <circle className="grid-start" cx={size / 2} cy={size / 2} r="16" />;
  if (kind === 'flower') return <path className="grid-flower" d="M20 7v26M7 20h26M11 11l18 18M29 11 11 29" />;
  if (kind === 'nettle') return <path className="grid-nettle" d="m8 32 6-24 6 24 6-24 6 24" />;
  return null;
}

/** Steps less likely than this are not drawn. */
const visible = 0.04;

function Arrows({ row }: { readonly row: readonly number[] }): ReactElement {
  const centre = size / 2;
  return (
    <g className="grid-arrows">
      {row.map((probability, action) => {
        if (probability < visible) return null;
        const [dx, dy] = directions[action] as readonly [number, number];
        const length = 3 + 13 * probability;
        const [tx, ty] = [centre + dx * length, centre + dy * length];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an arrow is its direction
          <g key={action} style={{ opacity: 0.25 + 0.75 * probability }}>
            <line x1={centre} y1={centre} x2={tx} y2={ty} />
            {probability > 0.3 && (
              <path
                d={`M${tx - 4 * dx - 3 * dy} ${ty - 4 * dy - 3 * dx}L${tx + 2 * dx} ${ty + 2 * dy}L${tx - 4 * dx + 3 * dy} ${ty - 4 * dy + 3 * dx}Z`}
              />
            )}
          </g>
        );
      })}
    </g>
  );
}

/** The kinds of a lake's cells, from its letters. */
export function lakeCells(letters: string): CellKind[] {
  const kinds: Readonly<Record<string, CellKind>> = { S: 'start', H: 'hole', G: 'goal', F: 'plain' };
  return Array.from(letters, (letter) => kinds[letter] ?? 'plain');
}
