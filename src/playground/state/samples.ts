/**
 * Several texts of one pane at one weighting: the same question under as many seeds, made in one batch. What one text shows may be luck; these show how
 * far texts of the same policy lie apart.
 */
import { createStore } from 'zustand/vanilla';
import type { EnginePort } from '../../engine/engine-port.ts';
import { createLatest } from '../../engine/latest.ts';
import type { EngineEvent } from '../../engine/protocol.ts';
import { isAbort } from '../../lm/errors.ts';
import type { GroupResult, SlotSource, StopReason } from '../../lm/requests.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import { failureInWords } from './failure.ts';
import { groupRequest, type Job, scoreRequest } from './job.ts';
import { type EngineRewards, scoreTexts } from './measure-texts.ts';
import type { Run, Scores } from './run.ts';

/** Most and fewest samples at once. */
export const sampleLimits = { min: 2, max: 8 } as const;

export interface Sample {
  /** Unsigned 32-bit. */
  readonly seed: number;
  readonly text: string;
  readonly tokens: readonly number[];
  /** Undefined while it grows. */
  readonly stop: StopReason | undefined;
  /** Empty until it has ended. */
  readonly scores: Scores;
}

export interface SamplesState {
  /** `measuring`: the texts are there, what only the engine can score is asked. */
  readonly status: 'none' | 'running' | 'measuring' | 'done' | 'stopped' | 'failed';
  /** What is sampled; its seed is the first sample's. Undefined where nothing is shown. */
  readonly job: Job | undefined;
  readonly samples: readonly Sample[];
  /** Why it failed, in a sentence. */
  readonly error: string | undefined;
}

export interface SamplesDeps {
  readonly engine: Pick<EnginePort, 'generate' | 'score'>;
  readonly slots: () => readonly SlotSource[];
  /** Ids of the rewards that text decides, and 'guard', to scores. */
  readonly score: (input: RewardInput) => Scores;
  readonly engineRewards: EngineRewards;
  readonly announce: (sentence: string) => void;
}

const none: SamplesState = { status: 'none', job: undefined, samples: [], error: undefined };

/** A sample that is whole: it may stand in the pane, and counts in means. */
export function isWhole(sample: Sample): sample is Sample & { readonly stop: 'end' | 'length' } {
  return sample.stop === 'end' || sample.stop === 'length';
}

/** The sample as the text of its pane. */
export function sampleRun(job: Job, { seed, text, tokens, stop, scores }: Sample & { readonly stop: 'end' | 'length' }): Run {
  return {
    ...{ status: 'done', job: { ...job, seed }, text, tokens, draft: tokens, stop, previousText: undefined },
    ...{ made: undefined, measuring: false, scores, settledScores: scores },
  };
}

export function createSamples({ engine, slots, score, engineRewards, announce }: SamplesDeps) {
  const store = createStore<SamplesState>(() => none);
  const latest = createLatest();
  const { setState, getState } = store;

  const change = (place: number, next: (sample: Sample) => Sample) =>
    setState(({ samples }) => ({ samples: samples.map((sample, i) => (i === place ? next(sample) : sample)) }));

  function onEvent(event: EngineEvent, prompt: string): void {
    if (event.type === 'group-delta')
      change(Number(event.id), (sample) => ({ ...sample, text: sample.text + event.text, tokens: [...sample.tokens, ...event.tokens] }));
    if (event.type === 'group-end') change(Number(event.result.id), (sample) => ended(sample, event.result, prompt));
  }

  function ended(sample: Sample, { text, tokens, stop }: GroupResult, prompt: string): Sample {
    return { ...sample, text, tokens, stop, scores: score({ prompt, text, finished: stop === 'end' }) };
  }

  /** What is there stays. */
  function halt(): void {
    setState(({ samples }) => ({
      status: 'stopped',
      samples: samples.map((sample) => (sample.stop === undefined ? { ...sample, stop: 'aborted' } : sample)),
    }));
  }

  async function make(job: Job, signal: AbortSignal): Promise<void> {
    const { prompt, sampling, maxTokens } = job;
    const groups = getState().samples.map(({ seed }, i) => groupRequest({ ...job, pane: String(i), seed }, []));
    // What the reader steers goes first: samples wait, and go on.
    const options = { signal, priority: 'background' } as const;
    try {
      const result = await engine.generate(
        { groups, sampling, maxTokens, slots: slots() },
        { ...options, onEvent: (event) => !signal.aborted && onEvent(event, prompt) },
      );
      if (signal.aborted) return;
      for (const [i, group] of result.groups.entries()) change(i, (sample) => ended(sample, group, prompt));
      await measure(job, options);
      if (signal.aborted) return;
      setState({ status: 'done' });
      announce(`${result.groups.length} samples finished.`);
    } catch (error) {
      if (signal.aborted) return;
      // An abort that is not ours: the model is being replaced.
      if (isAbort(error)) return halt();
      setState({ status: 'failed', error: `The samples could not be made: ${failureInWords(error)}` });
      announce('The samples failed.');
    }
  }

  async function measure(job: Job, options: { readonly signal: AbortSignal; readonly priority: 'background' }): Promise<void> {
    const { samples } = getState();
    const whole = samples.flatMap((sample, i) => (isWhole(sample) && sample.tokens.length > 0 ? [{ ...sample, i }] : []));
    if (engineRewards.ids.length === 0 || whole.length === 0) return;
    setState({ status: 'measuring' });
    // As for the panes: at temperature 0 a text is measured as if it were sampled at 1.
    const { temperature } = job.sampling;
    const asked = whole.map(({ i, tokens, stop }) => scoreRequest({ job: { ...job, pane: String(i) }, tokens, stop }));
    const answers = whole.map(({ text, stop }) => ({ prompt: job.prompt, text, finished: stop === 'end' }));
    const args = { groups: asked, temperature: temperature > 0 ? temperature : 1, slots: slots() };
    const measured = await scoreTexts({ engine, engineRewards }, args, answers, options);
    if (options.signal.aborted) return;
    for (const { group, scores } of measured)
      change(Number(group.id), (sample) => ({ ...sample, scores: { ...sample.scores, ...scores } }));
  }

  return {
    ...store,
    /** Samples the job anew: its seed and those after it. */
    start(job: Job, count: number): void {
      const samples = Array.from({ length: count }, (_, i): Sample => {
        return { seed: (job.seed + i) % 2 ** 32, text: '', tokens: [], stop: undefined, scores: {} };
      });
      setState({ status: 'running', job, samples, error: undefined });
      void latest.ask((signal) => make(job, signal));
    },
    /** Ends the work; what is there stays. */
    stop(): void {
      if (!isRunning(getState())) return;
      latest.stop();
      halt();
    },
    /** Ends the work and shows nothing any more. */
    clear(): void {
      latest.stop();
      setState(none);
    },
  };
}

export type SamplesStore = ReturnType<typeof createSamples>;

export function isRunning({ status }: SamplesState): boolean {
  return status === 'running' || status === 'measuring';
}
