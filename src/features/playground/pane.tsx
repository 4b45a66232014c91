/** One answer: who made it and with which coefficients, the text, its scores, and how it went. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { Marker } from '../../charts/marker.tsx';
import { type RewardBar, RewardBars } from '../../charts/reward-bars.tsx';
import type { Policy } from '../../engine/pack.ts';
import { steerPolicy } from '../../methods/steer-policy.ts';
import { emptyRun, type RunStatus } from '../../state/runs-store.ts';
import { useTiller } from '../../state/tiller-context.ts';
import { Answer } from './answer.tsx';
import { coefficientsLine, weightsLine } from './coefficients.ts';
import { RunFacts } from './run-facts.tsx';

const statusWords: Readonly<Record<RunStatus, string>> = {
  empty: '',
  precomputed: 'precomputed',
  queued: 'reading',
  streaming: 'writing',
  done: 'live',
  stopped: 'stopped',
  failed: 'failed',
};

export function Pane({ policy }: { readonly policy: Policy }) {
  const { pack, rewards, guard, runs, mix } = useTiller();
  const run = useStore(runs, (state) => state.runs[policy.id] ?? emptyRun);
  const weights = useStore(mix, (state) => state.weights);
  const context = { system: pack.system, rewards: rewards.map(({ label }) => label) };
  const { coefficients } = steerPolicy(policy, weights, context).rows[0] ?? { coefficients: {} };
  const headingId = `pane-${policy.id}`;

  const bars: RewardBar[] = [
    ...rewards.map(({ id, label, range, formula }) => ({
      id,
      label,
      range,
      detail: formula,
      value: run.scores[id],
      base: pack.calibration[id]?.mean,
    })),
    { id: guard.id, label: guard.label, range: guard.range, detail: guard.formula, value: run.scores[guard.id], colour: 'var(--ink-3)' },
  ];
  return (
    <article className="pane" aria-labelledby={headingId} data-status={run.status} data-pane={policy.id}>
      <header>
        <h3 id={headingId} style={{ color: `var(--method-${policy.method})` }}>
          <Marker method={policy.method} /> {policy.label}
        </h3>
        <span className="pane-status">{statusWords[run.status]}</span>
      </header>
      <p className="coefficients">
        {run.status === 'precomputed' && run.measuredAt?.length
          ? `measured at ${weightsLine(run.measuredAt, rewards)}`
          : coefficientsLine(coefficients, policy.slots, rewards)}
      </p>
      <Answer run={run} />
      <RewardBars name={`Rewards of the text of ${policy.label}`} bars={bars} />
      <div className="pane-foot">
        <RunFacts run={run} />
        <CopyButton text={run.text} label={policy.label} />
      </div>
    </article>
  );
}

function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <button
      type="button"
      className="button plain copy"
      disabled={text === ''}
      aria-label={`Copy the text of ${label}`}
      onClick={() => void copy()}
    >
      {copied ? 'Copied' : 'Copy'}
    </button>
  );
}
