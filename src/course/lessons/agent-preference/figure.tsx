import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotRule, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { GARDEN_MAP } from '../../../theory/garden/garden.ts';
import type { RebelSnapshot } from '../../../theory/garden/rebel-training.ts';
import { Slider } from '../../../ui/slider.tsx';
import type { CellKind } from '../../lab/grid-map.tsx';
import { LabControls } from '../../lab/lab-controls.tsx';
import { LabMap } from '../../lab/lab-map.tsx';
import { progressed } from '../../lab/lab-training.ts';
import { LearnerCurve } from '../../lab/learner-curve.tsx';
import { oneDecimal, UNKNOWN } from '../../lab/percent.ts';
import { fill } from '../../prose/parse-prose.ts';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { change, garden, numbers, type PreferenceState, wantedLoss } from './preference-state.ts';
import '../../figure.css';

const words = strings.lessons['agent-preference'].figure;
const ways = [
  { id: 'plain', colour: 'var(--lab-c)', dashed: true },
  { id: 'agent', colour: 'var(--lab-b)', dashed: false },
] as const;
const kinds: Readonly<Record<string, CellKind>> = { S: 'start', '+': 'flower', '-': 'nettle' };
const cells = Array.from(GARDEN_MAP.join(''), (letter): CellKind => kinds[letter] ?? 'plain');

/** Two gardens with what was fitted and where the policy goes; true return and fitted reward over training. */
export function PreferenceFigure({ state, set, part }: FigureProps<PreferenceState>): ReactElement {
  const { config, trainer, shows, snapshot } = state;
  const training = useTrainer('agent-preference', {
    config,
    ...trainer,
    onProgress: (next) =>
      set((now) => ({
        ...progressed(now, next),
        trained: now.trained || next.finished,
        failed: now.failed || (next.finished && next.snapshot.gain.mean <= -wantedLoss),
      })),
  });
  const said = numbers(state);
  const drawn = ways.filter(({ id }) => shows.vote || id === 'plain');
  return (
    <>
      <div className="lab-maps" {...part('maps')}>
        {drawn.map(({ id, colour }) => {
          const fit = snapshot?.[id];
          const now = fit ? `${oneDecimal(fit.now.mean)} (${oneDecimal(fit.now.low)} to ${oneDecimal(fit.now.high)})` : UNKNOWN;
          return (
            <LabMap
              key={id}
              title={words[id]}
              note={fill(words.note, { now })}
              name={fill(words.map, { title: words[id], now })}
              width={GARDEN_MAP[0].length}
              cells={cells}
              colour={colour}
              shades={fit?.rewards.map((reward) => Math.min(0.6, Math.max(0, 0.15 * reward)))}
              discs={fit?.visits.map((count) => count / (garden.horizon / 2))}
            />
          );
        })}
      </div>
      <div className="figure-panels">
        <div {...part('curves')}>
          <p className="figure-title">{words.curves}</p>
          <Curves of="truth" state={state} domain={[-4, 12]} label={words.y} summary={fill(words.summary, said)} name={words.curves}>
            {snapshot && (
              <>
                <PlotRule axis="y" value={snapshot.best} label={words.best} />
                <PlotRule axis="y" value={snapshot.careless} label={words.careless} />
              </>
            )}
          </Curves>
        </div>
        <div {...part('proxies')}>
          <p className="figure-title">{words.proxies}</p>
          <Curves
            of="proxy"
            state={state}
            domain={[0, 3.5]}
            label={words.proxyY}
            summary={fill(words.proxySummary, said)}
            name={words.proxies}
          />
        </div>
      </div>
      <PlotLegend items={drawn.map(({ id, colour, dashed }) => ({ label: words[id], colour, line: dashed ? 'dashed' : 'solid' }))} />
      <div className="figure-controls" {...part('sliders')}>
        {shows.vote && (
          <Slider
            label={words.weight}
            value={config.agent}
            range={[-0.2, 1, 0.02]}
            shown={config.agent.toFixed(2).replace('-', '−')}
            hue={ways[1].colour}
            onChange={(agent) => set((now) => change(now, { agent }))}
          />
        )}
        <Slider
          label={words.pairs}
          value={config.pairs}
          range={[10, 160, 10]}
          shown={String(config.pairs)}
          onChange={(pairs) => set((now) => change(now, { pairs }))}
        />
      </div>
      <LabControls state={state} set={set} part={part} training={training} speeds={[5, 20]} />
    </>
  );
}

interface CurvesProps {
  readonly of: 'truth' | 'proxy';
  readonly state: PreferenceState;
  readonly domain: readonly [number, number];
  readonly label: string;
  readonly name: string;
  readonly summary: string;
  readonly children?: ReactElement | undefined;
}

function Curves({ of, state: { snapshot, config, shows }, domain, label, name, summary, children }: CurvesProps): ReactElement {
  const points = (way: keyof Pick<RebelSnapshot, 'plain' | 'agent'>) => snapshot?.[way][of].map((value, i): Point => [i, value]) ?? [];
  return (
    <Plot
      name={name}
      summary={summary}
      x={{ domain: [0, config.steps ?? 1], label: words.x }}
      y={{ domain, label }}
      aspect={0.7}
      maxHeight={280}
    >
      {children}
      {ways.map(({ id, colour, dashed }) =>
        id === 'plain' || shows.vote ? <LearnerCurve key={id} points={points(id)} colour={colour} dashed={dashed} width={2.5} /> : null,
      )}
    </Plot>
  );
}
