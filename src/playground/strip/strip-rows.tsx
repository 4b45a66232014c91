/** The rows of the strip: weights, and the texts of the columns side by side. Arrow keys, Home and End go from row to row. */
import { type KeyboardEvent, memo, type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { weightsInWords } from '../../charts/chart-data.ts';
import { rewardColour } from '../../charts/looks.tsx';
import { SmallBars } from '../../charts/small-bars.tsx';
import { isBeyond } from '../../math/beyond-simplex.ts';
import { nearestWeighting } from '../../math/simplex.ts';
import { comparedText, type StripCell } from '../state/strip-texts.ts';
import { useTiller } from '../state/tiller-context.ts';

export interface StripRowsProps {
  readonly points: readonly (readonly number[])[];
  /** By row and column; undefined where there is no text. */
  readonly cells: readonly (readonly (StripCell | undefined)[])[];
  /** By row and column: why there can be no text. */
  readonly refusals: readonly (readonly (string | undefined)[])[];
  /** By column. */
  readonly heads: readonly { readonly name: string; readonly pick: ReactNode }[];
}

export function StripRows({ points, cells, refusals, heads }: StripRowsProps) {
  const { rewards, mix, view } = useTiller();
  const weights = useStore(mix, (state) => state.weights);
  const body = useRef<HTMLTableSectionElement>(null);
  const [row, setRow] = useState(() => nearestWeighting(mix.getState().weights, points));
  const here = points.findIndex((point) => point.every((weight, i) => Math.abs(weight - (weights[i] ?? 0)) < 0.005));

  const pick = (index: number) => {
    const point = points[index] ?? [];
    setRow(index);
    mix.getState().set(point);
    view.getState().announce(`The sliders are at ${weightsInWords(point, rewards)}.`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowUp: row - 1, ArrowDown: row + 1, Home: 0, End: points.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const to = Math.min(points.length - 1, Math.max(0, next));
    setRow(to);
    body.current?.querySelectorAll('button')[to]?.focus();
  };
  return (
    <div className="strip-frame">
      <table className="strip-table" data-columns={heads.length}>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Weights</span>
            </th>
            {heads.map(({ pick: choice }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column has no identity but its place
              <th key={i} scope="col">
                <div className="strip-cell">
                  <span>{choice}</span>
                  <span className="strip-key" aria-hidden="true">
                    {rewards.map(({ id, label }, hue) => (
                      <span key={id} style={{ color: rewardColour(hue) }}>
                        {label}
                      </span>
                    ))}
                  </span>
                </div>
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {points.map((point, i) => (
            <tr
              key={point.join()}
              aria-current={i === here ? 'true' : undefined}
              data-open={i === row}
              data-beyond={isBeyond(point)}
              onClick={() => pick(i)}
            >
              <th scope="row">
                <button type="button" tabIndex={i === row ? 0 : -1} onKeyDown={onKeyDown} onFocus={() => setRow(i)}>
                  <span className="visually-hidden">{weightsInWords(point, rewards)}</span>
                  <Weights point={point} />
                  {isBeyond(point) && <span className="strip-beyond">beyond</span>}
                </button>
              </th>
              {cells[i]?.map((cell, j) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column has no identity but its place
                <Cell key={j} cell={cell} above={cells[i - 1]?.[j]} name={heads[j]?.name ?? ''} refused={refusals[i]?.[j]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The weights as one bar in the rewards' hues, with their numbers. */
function Weights({ point }: { readonly point: readonly number[] }) {
  return (
    <span className="strip-weights" aria-hidden="true">
      <span className="strip-share">
        {point.map((weight, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rewards have an order
          <span key={i} style={{ flexGrow: Math.max(0, weight), background: rewardColour(i) }} />
        ))}
      </span>
      <span>{point.map((weight) => String(Number(weight.toFixed(2))).replace('-', '−')).join(' · ')}</span>
    </span>
  );
}

const sources = { measured: 'measured', swept: 'sweep', written: 'written here' } as const;

interface CellProps {
  readonly cell: StripCell | undefined;
  /** The neighbour that the text is compared with. */
  readonly above: StripCell | undefined;
  /** Of the policy. */
  readonly name: string;
  /** Why there can be no text. */
  readonly refused: string | undefined;
}

const Cell = memo(function Cell({ cell, above, name, refused }: CellProps) {
  const { rewards } = useTiller();
  if (!cell) {
    return (
      <td className="strip-none">
        {refused ?? (
          <>
            <span aria-hidden="true">–</span>
            <span className="visually-hidden">no text</span>
          </>
        )}
      </td>
    );
  }
  const { parts, anew } = comparedText(cell, above);
  return (
    <td>
      <div className={anew ? 'strip-cell strip-anew' : 'strip-cell'} aria-busy={cell.growing}>
        <p key={JSON.stringify(parts)} className="strip-text" dir="auto">
          {parts.map(({ text, changed }, i) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
            changed ? <ins key={i}>{text}</ins> : text,
          )}
          {cell.text === '' && (cell.growing ? 'waiting …' : 'The answer is empty.')}
        </p>
        <div className="strip-side">
          <SmallBars rewards={rewards} scores={cell.scores} />
          <small>
            <span className="strip-name">{`${name}, `}</span>
            {sources[cell.source]}
            {anew && <span className="visually-hidden">, mostly new</span>}
          </small>
        </div>
      </div>
    </td>
  );
});
