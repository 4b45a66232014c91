/**
 * Turns wishes (prompt, weights, seed) into texts. One engine call makes all panes that need a new text; a newer wish ends the older
 * call; a pane whose job did not change keeps its text; the pane's last tokens are the draft of its next text.
 */

import type { EnginePort } from '../../engine/engine-port.ts';
import { createLatest } from '../../engine/latest.ts';
import type { EngineEvent } from '../../engine/protocol.ts';
import { isAbort } from '../../lm/errors.ts';
import type { GroupResult, SlotSource } from '../../lm/requests.ts';
import type { MeasuredSample } from '../../packs/measured-sample.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import { failureInWords } from './failure.ts';
import { groupRequest, type Job } from './job.ts';
import { type EngineRewards, measureTexts } from './measure-texts.ts';
import { answers, cutOff, emptyRun, failed, finished, precomputed, queued, type Run, type Scores, streamed } from './run.ts';
import type { RunsStore } from './runs-store.ts';

/** How long a slider must rest before the engine is asked, in milliseconds. */
const debounceMs = 120;

/** Words that a text must have before its scores are forecast. */
export const forecastWords = 6;

export interface RunControllerDeps {
  readonly engine: Pick<EnginePort, 'generate' | 'score'>;
  readonly runs: RunsStore;
  /** True when the engine can generate. */
  readonly isReady: () => boolean;
  /** True when the adapters that the job needs can be had. */
  readonly isLoaded: (job: Job) => boolean;
  /** The adapters of all panes that can be had. */
  readonly slots: () => readonly SlotSource[];
  /** The job of every pane, in the order of the panes. */
  readonly wantedJobs: () => readonly Job[];
  readonly measured: (job: Job) => MeasuredSample | undefined;
  /** Ids of the rewards that text decides, and 'guard', to scores. */
  readonly score: (input: RewardInput) => Scores;
  readonly engineRewards: EngineRewards;
  readonly announce: (sentence: string) => void;
}

export interface RunController {
  /** Asks for all panes soon; calls within the debounce time become one. */
  request(): void;
  /** Asks for all panes now. `again` makes even unchanged jobs anew. */
  start(options?: { readonly again?: boolean }): Promise<void>;
  /** Stops what runs and what waits to run, and keeps the texts so far. */
  stop(): void;
  /** The reader looks elsewhere: stops, and asks for nothing until `show`. */
  hide(): void;
  show(): void;
  dispose(): void;
}

export function createRunController(deps: RunControllerDeps): RunController {
  const { runs } = deps;
  const latest = createLatest();
  const shown = createMeasuredTexts(deps);
  const generate = createGeneration(deps);
  let hidden = false;

  /** Nothing runs any more. */
  function settleAll() {
    for (const pane of Object.keys(runs.getState().runs)) runs.getState().change(pane, (run) => cutOff(run, true));
    runs.setState({ busy: false });
  }

  async function serve(signal: AbortSignal, again: boolean): Promise<void> {
    const wanted = deps.wantedJobs();
    if (!deps.isReady()) {
      settleAll();
      return shown(wanted);
    }
    // A pane whose adapters are still loading shows what was measured; the others go on.
    shown(wanted.filter((job) => !deps.isLoaded(job)));
    if (wanted[0]?.prompt.trim() === '') return settleAll();
    const runOf = (pane: string): Run => runs.getState().runs[pane] ?? emptyRun;
    const jobs = wanted.filter((job) => deps.isLoaded(job) && (again || !answers(runOf(job.pane), job)));
    if (jobs.length === 0) settleAll();
    else await generate(jobs, signal);
    await measureTexts({ engine: deps.engine, runs, engineRewards: deps.engineRewards, slots: deps.slots() }, signal);
    // Replaced by a newer wish, which may still wait for the slider to rest: the panes stay busy.
    if (!signal.aborted) runs.setState({ busy: false });
  }

  return {
    request() {
      // Measured texts cost nothing: they follow the slider without delay.
      if (!hidden) void latest.ask((signal) => serve(signal, false), deps.isReady() ? debounceMs : 0);
    },
    async start({ again = false } = {}) {
      if (!hidden) await latest.ask((signal) => serve(signal, again));
    },
    stop() {
      latest.stop();
      settleAll();
    },
    hide() {
      hidden = true;
      latest.stop();
      settleAll();
    },
    show() {
      hidden = false;
    },
    dispose() {
      hidden = true;
      latest.stop();
    },
  };
}

/** Puts measured samples where no live text stands, nor one that was opened for this very question. */
function createMeasuredTexts({ runs, measured, score }: RunControllerDeps): (jobs: readonly Job[]) => void {
  return (jobs) => {
    for (const job of jobs) {
      const found = measured(job);
      runs.getState().change(job.pane, (run) => {
        const replaced = run.status === 'opened' ? !answers(run, job) : run.status === 'precomputed' || run.status === 'empty';
        if (!replaced) return run;
        if (!found) return emptyRun;
        const { sample, weights } = found;
        if (run.status === 'precomputed' && run.job.prompt === job.prompt && run.text === sample.text) return { ...run, job };
        return precomputed(run, job, { ...sample, weights }, { ...sample.rewards, ...score(sample) });
      });
    }
  };
}

/** One call of the engine for several panes: their texts as they come, and what became of them. */
function createGeneration({ engine, runs, slots, score, announce }: RunControllerDeps) {
  const change = (pane: string, next: (before: Run) => Run) => runs.getState().change(pane, next);

  function onDelta(event: Extract<EngineEvent, { type: 'group-delta' }>, prompt: string) {
    change(event.id, (before) => {
      const run = streamed(before, event);
      // A score of an unfinished text is a forecast, as if it ended here; of the first words it would say nothing.
      const scores = run.text.split(/\s+/).length < forecastWords ? {} : score({ prompt, text: run.text, finished: true });
      return run === before ? run : { ...run, scores };
    });
  }

  return async (jobs: readonly Job[], signal: AbortSignal): Promise<void> => {
    const { prompt, sampling, maxTokens } = jobs[0] as Job;
    const before = runs.getState().runs;
    const waiting = new Map(jobs.map((job) => [job.pane, queued(before[job.pane] ?? emptyRun, job)]));
    runs.setState({ runs: { ...before, ...Object.fromEntries(waiting) }, busy: true, error: undefined });
    const onEnd = (result: GroupResult, tokensPerSecond: number | undefined) => {
      const drafted = waiting.get(result.id)?.draft.length ?? 0;
      const scores = score({ prompt, text: result.text, finished: result.stop === 'end' });
      change(result.id, (run) => finished(run, result, { drafted, tokensPerSecond, scores }));
    };
    const cutAll = (settled: boolean) => {
      for (const pane of waiting.keys()) change(pane, (run) => cutOff(run, settled));
    };
    try {
      const { groups, msPerStep, steps } = await engine.generate(
        { groups: jobs.map((job) => groupRequest(job, waiting.get(job.pane)?.draft ?? [])), sampling, maxTokens, slots: slots() },
        {
          signal,
          onEvent: (event) => {
            if (signal.aborted) return;
            if (event.type === 'group-delta') onDelta(event, prompt);
            if (event.type === 'group-end') onEnd(event.result, undefined);
          },
        },
      );
      if (signal.aborted) return cutAll(false);
      for (const group of groups) onEnd(group, steps > 0 && msPerStep > 0 ? 1000 / msPerStep : undefined);
      announce(`${jobs.length === 1 ? '1 answer' : `${jobs.length} answers`} finished.`);
    } catch (error) {
      if (signal.aborted) return cutAll(false);
      cutAll(true);
      if (isAbort(error)) return;
      for (const job of jobs) change(job.pane, (run) => failed(run, job));
      runs.setState({ error: `The model could not answer: ${failureInWords(error)}` });
      announce('The answer failed.');
    }
  };
}
