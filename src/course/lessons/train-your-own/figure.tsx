import type { ReactElement } from 'react';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { strings } from '../../../strings/strings.ts';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import type { FigureProps } from '../lesson.ts';
import { OwnPlot } from './own-plot.tsx';
import { numbers, type OwnState, pointAt, worldOf } from './own-state.ts';
import type { OwnPoint, OwnWorld } from './own-world.ts';
import '../../figure.css';
import './own.css';

const words = strings.lessons['train-your-own'].figure;

/** Two word lists, the front of the policy that they trained, what it says, and the four switches. */
export function OwnFigure({ state, set, part }: FigureProps<OwnState>): ReactElement {
  const world = worldOf(state);
  const setList = (place: 0 | 1, list: string) =>
    set(({ lists: [first, second] }) => ({ lists: place === 0 ? [list, second] : [first, list] }));
  return (
    <>
      <div className="own-lists" {...part('lists')}>
        {([0, 1] as const).map((place) => (
          <label key={place}>
            <span className="own-swatch" style={{ background: `var(--reward-${place})` }} />
            {place === 0 ? words.first : words.second}
            <input className="field" value={state.lists[place]} onChange={({ currentTarget: { value } }) => setList(place, value)} />
          </label>
        ))}
      </div>
      {world ? (
        <div className="figure-panels">
          <div {...part('front')}>
            <OwnPlot world={world} state={state} />
            <PlotLegend
              items={[
                { label: words.front, method: 'clp' },
                { label: words.base, method: 'base' },
                ...(state.twin ? [{ label: words.twins, line: 'dashed' as const, colour: 'var(--ink-2)' }] : []),
              ]}
            />
          </div>
          <Says world={world} at={pointAt(world, state.weight)} state={state} />
        </div>
      ) : (
        <p role="status">{words.empty}</p>
      )}
      <div className="figure-controls">
        <Slider
          label={words.weight}
          value={state.weight}
          range={[0, 1, 0.1]}
          hue="var(--reward-0)"
          onChange={(weight) => set({ weight })}
        />
        <div {...part('price')}>
          <Slider label={words.price} value={state.price} range={[0.05, 2, 0.05]} onChange={(price) => set({ price })} />
        </div>
        <div {...part('corners')}>
          <Slider label={words.corners} value={state.cornerShare} range={[0, 1, 0.1]} onChange={(cornerShare) => set({ cornerShare })} />
        </div>
        <div className="own-checks">
          <label {...part('guard')}>
            <input type="checkbox" checked={state.guard} onChange={({ currentTarget: { checked } }) => set({ guard: checked })} />
            {words.guard}
          </label>
          <label>
            <input type="checkbox" checked={state.twin} onChange={({ currentTarget: { checked } }) => set({ twin: checked })} />
            {words.twin}
          </label>
        </div>
      </div>
    </>
  );
}

const shown = 4;

/** What the policy says most often at the weight, as bars. */
function Says({ world, at, state }: { readonly world: OwnWorld; readonly at: OwnPoint; readonly state: OwnState }): ReactElement {
  const likely = world.answers.map((text, i) => ({ text, chance: at.chances[i] as number })).toSorted((a, b) => b.chance - a.chance);
  return (
    <div>
      <p className="figure-title">{fill(words.says, numbers(state))}</p>
      <ol className="own-says">
        {likely.slice(0, shown).map(({ text, chance }) => (
          <li key={text}>
            <span className="own-bar" style={{ width: `${100 * chance}%` }} />
            <b>{Math.round(100 * chance)} %</b> {text}
          </li>
        ))}
      </ol>
    </div>
  );
}
