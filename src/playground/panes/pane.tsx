/** One answer: who makes it and how, the text, its scores, and how it went. */
import { useStore } from 'zustand';
import { RewardBars } from '../../charts/reward-bars.tsx';
import { MethodCard } from '../method-card/method-card.tsx';
import type { Pane as PaneState } from '../state/panes-store.ts';
import { emptyRun } from '../state/run.ts';
import { useTiller } from '../state/tiller-context.ts';
import { barsOf } from './bars-of.ts';
import { CopyButton } from './copy-button.tsx';
import { EarlierTurns } from './earlier-turns.tsx';
import { PaneAnswer } from './pane-answer.tsx';
import { PaneHead } from './pane-head.tsx';
import { PaneMenu } from './pane-menu.tsx';
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
  const tiller = useTiller();
  const { rewards, request, runs, mix, policyOf, steer, refusal } = tiller;
  const run = useStore(runs, (state) => state.runs[pane.id] ?? emptyRun);
  const weights = useStore(mix, (state) => state.weights);
  const system = useStore(request, (state) => state.system);
  const policy = policyOf(pane);
  const headingId = `${pane.id}-heading`;
  const measuring = 'measuring' in run && run.measuring;
  const refused = refusal(pane, weights);

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
        {refused !== undefined
          ? 'weights beyond 0 and 1'
          : 'measuredAt' in run && run.measuredAt?.length
            ? `measured at ${weightsLine(run.measuredAt, rewards)}`
            : steeringLine(steer(pane, weights), policy, rewards, system)}
      </p>
      <div>
        <PaneOption pane={pane} place={place} />
        <EarlierTurns pane={pane} name={name} />
      </div>
      <PaneAnswer pane={pane.id} name={name} run={run} refused={refused} />
      <RewardBars name={`Rewards of the text of ${name}`} bars={barsOf(tiller, run.scores, measuring)} />
      <div className="pane-foot">
        <RunFacts run={run} />
        <CopyButton text={run.text} label={name} />
      </div>
      <div className="pane-end">
        <MethodCard policy={policy} name={name} pane={pane} />
        <div className="more">
          <PaneMenu pane={pane} name={name} />
        </div>
      </div>
    </article>
  );
}
