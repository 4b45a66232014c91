/** The chart of the measured fronts and the live texts, with its axes, its table and what can be saved of it. */
import { useCallback, useDeferredValue, useId, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { chartAxes, klAxis } from '../../charts/chart-axes.ts';
import type { LivePoint } from '../../charts/chart-data.ts';
import { FrontChart } from '../../charts/fronts/front-chart.tsx';
import { FrontLegend } from '../../charts/fronts/front-legend.tsx';
import { markerVariant } from '../../charts/marker.tsx';
import { isBeyond } from '../../math/beyond-simplex.ts';
import { findMethod } from '../../methods/registry.ts';
import type { Policy } from '../../packs/pack.ts';
import type { Run } from '../state/run.ts';
import { useTiller } from '../state/tiller-context.ts';
import { CostPerToken } from './cost-per-token.tsx';
import { chartAxis, livePoint } from './front-data.ts';
import { FrontNumbersTable, LiveFront, useHasSweep, useHeldAxes } from './live-front.tsx';
import { SampledCloud } from './sampled-cloud.tsx';
import { SaveChart } from './save-chart.tsx';
import { TrianglePanel } from './triangle-panel.tsx';
import { useFronts } from './use-fronts.ts';
import { ViewPicker } from './view-picker.tsx';
import './front-panel.css';

export function FrontPanel() {
  const { pack, rewards, view } = useTiller();
  const { figure, x, y } = useStore(view);
  const { measured } = useFronts();
  const hasFront = measured.length > 0;
  const section = useRef<HTMLElement>(null);
  return (
    <section ref={section} className="front" aria-labelledby="front-heading">
      <header>
        <h2 id="front-heading">{isDial(rewards, [x, y]) && figure !== 'triangle' ? 'Reward against KL' : 'Measured fronts'}</h2>
        <div className="front-tools">
          <ViewPicker hasFront={hasFront} />
          <SaveChart chart={section} />
        </div>
      </header>
      {figure === 'triangle' ? <TrianglePanel key={pack.id} /> : <Fronts asTable={figure === 'table'} />}
    </section>
  );
}

/** With two rewards one weight decides the other: along the KL a policy's points are a dial, from one end to the other. */
const isDial = (rewards: readonly unknown[], axes: readonly string[]) => rewards.length === 2 && axes.includes(klAxis);

/** The text was made at weights that nothing was trained at, by a policy that they steer. */
function madeBeyond(run: Run | undefined, { method }: Policy): boolean {
  if (!run || !('draft' in run)) return false;
  return isBeyond(run.job.weights) && findMethod(method).steers !== 'nowhere';
}

/** The chart or its table, with what is drawn of it. */
function Fronts({ asTable }: { readonly asTable: boolean }) {
  const { pack, front, policies, panes, policyOf, paneNames, rewards, mix, request, runs, samples, view } = useTiller();
  const { x, y, setAxis } = useStore(view);
  const shownPanes = useStore(panes, (state) => state.panes);
  // The chart may lag behind a dragged slider; the slider may not.
  const weights = useDeferredValue(useStore(mix, (state) => state.weights));
  const prompt = useStore(request, (state) => state.prompt);
  const scores = useStore(
    runs,
    useShallow((state) => shownPanes.map(({ id }) => state.runs[id]?.settledScores)),
  );
  const beyond = useStore(
    runs,
    useShallow((state) => shownPanes.map(({ id, policy }) => madeBeyond(state.runs[id], policyOf({ policy, options: {} })))),
  );
  const [zoom, setZoom] = useState(true);
  const [showDominated, setShowDominated] = useState(true);
  const [highlight, setHighlight] = useState<string>();

  const { measured, drawn, isShown, isUsual, toggle } = useFronts();
  const axes = useMemo(() => [chartAxis(x, rewards, measured), chartAxis(y, rewards, measured)] as const, [x, y, rewards, measured]);
  const live = useMemo<LivePoint[]>(
    () =>
      shownPanes.flatMap((pane, i) => {
        const policy = policyOf(pane);
        const name = paneNames(shownPanes)[i] ?? policy.label;
        const point = livePoint(policy, markerVariant(policies, policy.id), { id: pane.id, name }, scores[i] ?? {}, beyond[i] ?? false);
        return x in point.rewards && y in point.rewards ? [point] : [];
      }),
    [shownPanes, policies, policyOf, paneNames, scores, beyond, x, y],
  );
  const hasFront = measured.length > 0;
  const dial = isDial(rewards, [x, y]);
  const lines = dial ? 'weights' : 'staircase';
  const pick = useCallback((picked: readonly number[]) => mix.getState().set(picked), [mix]);
  const swept = useHasSweep();
  const held = useHeldAxes(axes);
  // One element for as long as it shows the same: the chart around it is not drawn with every point that comes.
  const overlay = useMemo(
    () => (
      <>
        {swept && <LiveFront lines={lines} showDominated={showDominated} />}
        <SampledCloud />
      </>
    ),
    [swept, lines, showDominated],
  );
  const sampled = useStore(samples, ({ job }) => job !== undefined);
  const note = [
    ...(live.length > 0 ? ['large: this text'] : []),
    ...(sampled ? ['dots: its samples'] : []),
    ...(beyond.includes(true) ? ['dashed: beyond what was trained'] : []),
    ...(swept ? ['open, dotted: the live front'] : []),
  ].join('; ');

  return (
    <>
      {!asTable && (
        <div className="front-axes">
          <AxisPicker label="x" value={x} onPick={(id) => setAxis('x', id)} />
          <AxisPicker label="y" value={y} onPick={(id) => setAxis('y', id)} />
          <label>
            <input type="checkbox" checked={zoom} onChange={(event) => setZoom(event.target.checked)} /> Zoom
          </label>
          {!dial && (
            <label>
              <input type="checkbox" checked={showDominated} onChange={(event) => setShowDominated(event.target.checked)} /> Dominated
            </label>
          )}
        </div>
      )}
      {hasFront ? (
        <FrontLegend
          policies={measured}
          isShown={isShown}
          isUsual={isUsual}
          onToggle={toggle}
          {...(note !== '' && !asTable ? { note } : {})}
        />
      ) : (
        <p className="front-missing">This pack has no measured front yet; only the texts on this page are drawn.</p>
      )}
      {asTable ? (
        <div className="front-table-frame">
          <FrontNumbersTable key={pack.id} measured={drawn} onPick={pick} />
        </div>
      ) : (
        <FrontChart
          rewards={rewards}
          axes={axes}
          policies={drawn}
          lines={lines}
          live={live}
          weights={weights}
          samplePrompt={prompt}
          zoom={zoom && hasFront}
          showDominated={showDominated}
          overlay={overlay}
          held={held}
          highlight={highlight}
          onPick={pick}
          onHoverLive={setHighlight}
          height={336}
        />
      )}
      {dial && <CostPerToken />}
      <p key={pack.id} className="front-note">
        Small marks are means over{' '}
        {front
          ? `${front.prompts.length} held-out prompts × ${front.seeds.length} ${front.seeds.length === 1 ? 'seed' : 'seeds'}`
          : 'held-out prompts'}
        , with 95 % intervals{measured.some(({ apart }) => apart) ? '; stars are policies trained at that weighting alone' : ''}. Large
        marks are the texts on this page: one sample each. {swept && 'Open marks are the live front, which your sweep draws. '}
        Click a small mark to set the sliders to it.
      </p>
    </>
  );
}

function AxisPicker({ label, value, onPick }: { readonly label: string; readonly value: string; readonly onPick: (id: string) => void }) {
  const { pack, rewards } = useTiller();
  const id = useId();
  return (
    <span>
      <label htmlFor={id}>
        {label}
        <span className="visually-hidden"> axis</span>
      </label>{' '}
      <select id={id} className="field" value={value} onChange={(event) => onPick(event.target.value)}>
        {chartAxes(pack.rewards).map((axis) => (
          <option key={axis} value={axis}>
            {axis === klAxis ? 'KL' : rewards.find((reward) => reward.id === axis)?.label}
          </option>
        ))}
      </select>
    </span>
  );
}
