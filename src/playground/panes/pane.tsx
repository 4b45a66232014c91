/** One answer: who makes it and how, the text, its scores, and how it went. */
import { useStore } from 'zustand';
import { type RewardBar, RewardBars } from '../../charts/reward-bars.tsx';
import { MethodCard } from '../method-card/method-card.tsx';
import type { Pane as PaneState } from '../state/panes-store.ts';
import { emptyRun } from '../state/run.ts';
import { useTiller } from '../state/tiller-context.ts';
import { Answer } from './answer.tsx';
import { CopyButton } from './copy-button.tsx';
import { PaneHead } from './pane-head.tsx';
import { PaneOption } from './pane-option.tsx';
import { RunFacts } from './run-facts.tsx';
import { steeringLine, weightsLine } from './steering-line.ts';

export interface PaneProps {
  readonly pane: PaneState;
  /** From 1. */
  readonly place: number;
  /** The policy's label, told apart from the panes before that have the same. */
  readonly name: string;
}

export function Pane({ pane, place, name }: PaneProps) {
  const { pack, rewards, golden, guard, request, runs, mix, panes, policyOf, steer } = useTiller();
  const only = useStore(panes, (state) => state.panes.length === 1);
  const { remove } = useStore(panes);
  const run = useStore(runs, (state) => state.runs[pane.id] ?? emptyRun);
  const weights = useStore(mix, (state) => state.weights);
  const system = useStore(request, (state) => state.system);
  const policy = policyOf(pane);
  const headingId = `${pane.id}-heading`;
  const measuring = 'measuring' in run && run.measuring;

  const bars: RewardBar[] = [
    ...rewards.map((reward) => ({
      id: reward.id,
      label: reward.label,
      range: reward.range,
      detail: reward.formula,
      value: run.scores[reward.id],
      waiting: measuring && !(reward.id in run.scores),
      base: pack.calibration[reward.id]?.mean,
    })),
    ...golden.map(({ id, label, range, formula }) => ({
      id,
      label: `${label} (golden)`,
      range,
      detail: formula,
      value: run.scores[id],
      base: pack.calibration[id]?.mean,
      colour: 'var(--ink-3)',
    })),
    { id: guard.id, label: guard.label, range: guard.range, detail: guard.formula, value: run.scores[guard.id], colour: 'var(--ink-3)' },
  ];
  return (
    <article
      className="pane"
      aria-labelledby={headingId}
      data-status={run.status}
      data-pane={pane.id}
      data-policy={policy.id}
      data-method={policy.method}
    >
      <PaneHead pane={pane} place={place} headingId={headingId} name={name} status={run.status} measuring={measuring} />
      <p className="coefficients">
        {run.status === 'precomputed' && run.measuredAt.length > 0
          ? `measured at ${weightsLine(run.measuredAt, rewards)}`
          : steeringLine(steer(pane, weights), policy, rewards, system)}
      </p>
      <PaneOption pane={pane} place={place} />
      <Answer run={run} />
      <RewardBars name={`Rewards of the text of ${name}`} bars={bars} />
      <div className="pane-foot">
        <RunFacts run={run} />
        <CopyButton text={run.text} label={name} />
      </div>
      <div className="pane-end">
        <MethodCard policy={policy} name={name} pane={pane} />
        {!only && (
          <button type="button" className="button plain remove" aria-label={`Remove ${name}`} onClick={() => remove(pane.id)}>
            Remove
          </button>
        )}
      </div>
    </article>
  );
}
