import type { ReactElement } from 'react';
import { methodColour } from '../../../charts/marker.tsx';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotHandle } from '../../../charts/plot/plot-handle.tsx';
import { PlotDot, PlotLine } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { SOUP_GRID } from '../../../theory/soup-training.ts';
import type { SoupPoint } from '../../../theory/soup-world.ts';
import { fill } from '../../prose/parse-prose.ts';
import { ends, numbers, oraclePoints, type SoupsState, soupAt, tablePoint } from './soups-state.ts';

const words = strings.lessons.soups.figure;
const soup = methodColour('rs');
const expertKeys = ['first', 'second'];

export interface SoupPlotProps {
  readonly state: SoupsState;
  readonly onGuess: (guess: SoupPoint) => void;
}

/** Both rewards: the experts, the chord between them, and the soups of their weights. */
export function SoupPlot({ state, onGuess }: SoupPlotProps): ReactElement {
  const { shows, world, points, served, guess } = state;
  const guessing = shows === 'guess';
  const best = oraclePoints(world);
  const exact = guessing || shows === 'tables';
  const chord = exact ? ([best[0], best.at(-1)] as [SoupPoint, SoupPoint]) : ends(state);
  const looked = soupAt(state);
  const said = numbers(state);
  return (
    <Plot
      name={words.name}
      summary={fill(guessing ? words.guessSummary : words.summary, said)}
      x={{ domain: [0, 1], label: words.x, colour: 'var(--reward-0)' }}
      y={{ domain: [0, 1], label: words.y, colour: 'var(--reward-1)' }}
      aspect={0.85}
    >
      {(shows === 'starts' || shows === 'tables' || served) && <PlotLine points={best} colour="var(--line-strong)" width={5} />}
      {chord && <PlotLine points={chord} colour="var(--ink-3)" width={1.5} dashed />}
      {!exact && shows !== 'nets' && <PlotLine points={points} colour={soup} />}
      {!exact && shows !== 'nets' && points.map((at, i) => <PlotDot key={SOUP_GRID[i]} at={at} colour={soup} radius={2.5} />)}
      {shows === 'tables' && <PlotLine points={best.map((_, i) => tablePoint(world, 1 - i / (best.length - 1)))} colour={soup} dashed />}
      {chord?.map((at, i) => (
        <PlotDot key={expertKeys[i]} at={at} method="single" radius={7} />
      ))}
      {!exact && shows !== 'nets' && looked && <PlotDot at={looked} method="rs" radius={8} />}
      {shows === 'tables' && <PlotDot at={tablePoint(world, state.weight)} method="rs" radius={8} />}
      {served && guessing && <PlotDot at={tablePoint(world, 0.5)} method="rs" radius={8} />}
      {guessing && (
        <PlotHandle
          at={guess}
          onMove={(to) => onGuess(to)}
          label={words.handle}
          valueText={fill(words.handleText, { x: guess[0].toFixed(2), y: guess[1].toFixed(2) })}
        />
      )}
    </Plot>
  );
}
