/** The samples of one pane as a small multiple, with their spread. */
import { useCallback, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { NumberField } from '../../ui/number-field.tsx';
import { weightsLine } from '../panes/steering-line.ts';
import { distributionKey, type Job } from '../state/job.ts';
import { isRunning, isWhole, type Sample, type SamplesState, sampleLimits, sampleRun } from '../state/samples.ts';
import { useTiller } from '../state/tiller-context.ts';
import { SampleCard } from './sample-card.tsx';
import { spreadOf } from './spread.ts';
import { SpreadStrips } from './spread-strips.tsx';
import { usePresentJob } from './use-present-job.ts';
import './samples.css';

/** There while a pane is sampled or its samples are looked at. */
export function Samples() {
  const { samples } = useTiller();
  const state = useStore(samples);
  return state.job && <ShownSamples {...state} job={state.job} />;
}

function ShownSamples({ job, ...state }: SamplesState & { readonly job: Job }) {
  const { samples: store, rewards, policyOf, request, runs, view, ask } = useTiller();
  const { status, samples, error } = state;
  const present = usePresentJob(job.pane);
  const inPane = useStore(runs, ({ runs: shown }) => shown[job.pane]);
  const same = present !== undefined && distributionKey(present) === distributionKey(job);
  const running = isRunning({ job, ...state });
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever asks for another pane's samples is led there
  useEffect(() => heading.current?.focus(), [job.pane]);

  const use = useCallback(
    (sample: Sample) => {
      if (!isWhole(sample)) return;
      request.getState().setNumber('seed', sample.seed);
      runs.getState().change(job.pane, () => sampleRun(job, sample));
      view.getState().announce(`The sample of seed ${sample.seed} is in the pane; the other panes answer with its seed.`);
      void ask();
    },
    [job, request, runs, view, ask],
  );
  const usable = ({ seed, text }: Sample) => {
    if (!same) return 'no';
    return inPane && 'job' in inPane && inPane.job.seed === seed && inPane.text === text ? 'shown' : 'yes';
  };
  const policy = policyOf(job);
  const weights = policy.method === 'base' ? '' : ` at ${weightsLine(job.weights, rewards)}`;
  return (
    <section className="samples" aria-labelledby="samples-heading">
      <header>
        <h3 id="samples-heading" ref={heading} tabIndex={-1}>
          {`${samples.length} samples of ${policy.label}${weights}`}
        </h3>
        <div className="samples-tools">
          <NumberField
            label="Samples"
            value={samples.length}
            {...sampleLimits}
            step={1}
            width="3em"
            onCommit={(count) => store.start({ ...(present ?? job), seed: job.seed }, count)}
          />
          {running && (
            <button type="button" className="button" onClick={store.stop}>
              Stop samples
            </button>
          )}
          {!running && (!same || status !== 'done') && (
            <button type="button" className="button" onClick={() => present && store.start(present, samples.length)}>
              Sample again
            </button>
          )}
          <button type="button" className="button plain" onClick={store.clear}>
            Close
          </button>
        </div>
      </header>
      <p className="samples-note">{noteOf({ job, ...state }, same)}</p>
      {error !== undefined && (
        <p className="notice error" role="alert">
          {error}
        </p>
      )}
      <SpreadStrips spreads={spreadOf(samples, rewards)} />
      <ul className="sample-cards">
        {samples.map((sample) => (
          <SampleCard key={sample.seed} sample={sample} measuring={status === 'measuring'} usable={usable(sample)} onUse={use} />
        ))}
      </ul>
    </section>
  );
}

function noteOf({ status, samples, job }: SamplesState, same: boolean): string {
  const written = samples.filter(isWhole).length;
  const longest = Math.max(0, ...samples.map(({ tokens }) => tokens.length));
  const progress = {
    running: `${written} of ${samples.length} written; token ${longest} of at most ${job?.maxTokens}.`,
    measuring: 'All written; they are being measured.',
    stopped: `Stopped: ${written} of ${samples.length} are whole, and those are counted.`,
    done: '',
    failed: '',
    none: '',
  }[status];
  const moved = same ? '' : 'Sliders or settings have moved since: these are the samples from before.';
  const greedy = job?.sampling.temperature === 0 ? 'At temperature 0 every sample is the same text.' : '';
  return ['One policy, one prompt, one weighting: only the seed differs.', progress, moved, greedy].filter(Boolean).join(' ');
}
