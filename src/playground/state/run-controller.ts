/**
 * Turns wishes (prompt, weights, seed) into texts. One engine call makes all panes that need a new text; a newer wish aborts the
 * older call; a pane whose job did not change keeps its text; the pane's last tokens are the draft of its next text.
 */

import type { EnginePort } from '../../engine/engine-port.ts';
import type { EngineEvent } from '../../engine/protocol.ts';
import { isAbort } from '../../lm/errors.ts';
import type { GroupResult } from '../../lm/requests.ts';
import { mean } from '../../math/statistics.ts';
import type { MeasuredSample } from '../../packs/measured-sample.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import { failureInWords } from './failure.ts';
import { type EngineRewards, measureTexts } from './measure-texts.ts';
import { draftKey, emptyRun, groupRequest, type Job, jobKey, type Run, type RunsStore } from './runs-store.ts';

/** How long a slider must rest before the engine is asked, in milliseconds. */
const debounceMs = 120;

/** Words that a text must have before its scores are forecast. */
const forecastWords = 6;

export interface RunControllerDeps {
  readonly engine: EnginePort;
  readonly runs: RunsStore;
  /** True when the engine can generate. */
  readonly isReady: () => boolean;
  /** True when the bank has what the job needs. */
  readonly isLoaded: (job: Job) => boolean;
  /** The job of every pane, in the order of the panes. */
  readonly wantedJobs: () => readonly Job[];
  readonly measured: (job: Job) => MeasuredSample | undefined;
  /** Ids of the rewards that text decides, and 'guard', to scores. */
  readonly score: (input: RewardInput) => Readonly<Record<string, number>>;
  readonly engineRewards: EngineRewards;
  readonly announce: (sentence: string) => void;
}

export interface RunController {
  /** Asks for all panes soon; calls within the debounce time become one. */
  request(): void;
  /** Asks for all panes now. `again` makes even unchanged jobs anew. */
  start(options?: { readonly again?: boolean }): Promise<void>;
  /** Stops the running call and keeps the texts so far. */
  stop(): void;
  dispose(): void;
}

export function createRunController(deps: RunControllerDeps): RunController {
  const { engine, runs, score, engineRewards } = deps;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;
  let newest = 0;
  let stoppedByReader = false;

  const runOf = (pane: string): Run => runs.getState().runs[pane] ?? emptyRun;

  function showMeasured(jobs: readonly Job[]) {
    for (const job of jobs) {
      const run = runOf(job.pane);
      const found = deps.measured(job);
      if (!found) {
        if (run.status === 'precomputed') runs.getState().patch(job.pane, emptyRun);
        continue;
      }
      const { sample, weights } = found;
      if (run.status !== 'precomputed' && run.status !== 'empty') continue;
      if (run.job?.prompt === job.prompt && run.text === sample.text) continue;
      // What only the engine can measure was measured with the sample.
      const scores = { ...sample.rewards, ...score(sample) };
      runs.getState().patch(job.pane, {
        ...emptyRun,
        status: 'precomputed',
        text: sample.text,
        previousText: run.job?.prompt === job.prompt ? run.text : undefined,
        job,
        measuredAt: weights,
        stop: sample.finished ? 'end' : 'length',
        scores,
        settledScores: scores,
      });
    }
  }

  /** The run as it waits for its first token. */
  function queue(job: Job): Run {
    const before = runOf(job.pane);
    const live = before.status !== 'precomputed' && before.job !== undefined;
    const comparable = live && before.job && draftKey(before.job) === draftKey(job);
    const settled = before.status === 'done' || before.status === 'stopped';
    return {
      ...before,
      status: 'queued',
      job,
      draft: comparable ? before.draft : [],
      // While a slider is dragged, runs are cut off before they settle: the comparison stays with the last settled text.
      previousText: !comparable ? undefined : settled ? before.text : before.previousText,
      stop: undefined,
      tokensPerSecond: undefined,
      kept: undefined,
      drafted: undefined,
      misalignment: undefined,
      measuring: false,
    };
  }

  function onDelta(event: Extract<EngineEvent, { type: 'group-delta' }>, prompt: string) {
    const run = runOf(event.id);
    const fresh = run.status === 'queued';
    const tokens = fresh ? event.tokens : [...run.tokens, ...event.tokens];
    const text = fresh ? event.text : run.text + event.text;
    // A score of an unfinished text is a forecast, as if it ended here; of the first words it would say nothing.
    const scores = text.split(/\s+/).length < forecastWords ? {} : score({ prompt, text, finished: true });
    runs.getState().patch(event.id, { status: 'streaming', tokens, text, scores });
  }

  function onEnd(result: GroupResult, prompt: string, drafted: number, tokensPerSecond: number | undefined) {
    const { id, text, tokens, stop, kept, ties } = result;
    const misalignment = result.misalignment?.length ? mean(result.misalignment) : undefined;
    const scores = score({ prompt, text, finished: stop === 'end' });
    const draft = stop === 'aborted' ? longerDraft(tokens, runOf(id).draft) : tokens;
    const status = stop === 'aborted' ? 'stopped' : 'done';
    runs
      .getState()
      .patch(id, { status, text, tokens, draft, stop, kept, ties, drafted, tokensPerSecond, misalignment, scores, settledScores: scores });
  }

  /**
   * After an abort, what came stays on the screen and the longest text stays the draft. A run that the reader stopped is settled;
   * one that a newer wish replaced is not, so that the comparison stays with the text before the drag.
   */
  function settleAborted(panes: readonly string[], stopped: boolean) {
    for (const pane of panes) {
      const run = runOf(pane);
      if (run.status !== 'streaming' && run.status !== 'queued') continue;
      const draft = run.status === 'streaming' ? longerDraft(run.tokens, run.draft) : run.draft;
      if (!stopped) runs.getState().patch(pane, { draft });
      else if (run.text === '') runs.getState().patch(pane, emptyRun);
      else runs.getState().patch(pane, { status: 'stopped', stop: 'aborted', draft, settledScores: run.scores });
    }
  }

  async function generate(jobs: readonly Job[], signal: AbortSignal): Promise<void> {
    const [first] = jobs;
    if (!first) return;
    const queued = new Map(jobs.map((job) => [job.pane, queue(job)]));
    runs.setState((state) => ({ runs: { ...state.runs, ...Object.fromEntries(queued) }, busy: true, error: undefined }));
    const { prompt } = first;
    const drafted = (pane: string) => queued.get(pane)?.draft.length ?? 0;
    try {
      const { groups, msPerStep, steps } = await engine.generate(
        {
          groups: jobs.map((job) => groupRequest(job, queued.get(job.pane)?.draft ?? [])),
          sampling: first.sampling,
          maxTokens: first.maxTokens,
        },
        {
          signal,
          onEvent: (event) => {
            if (signal.aborted) return;
            if (event.type === 'group-delta') onDelta(event, prompt);
            if (event.type === 'group-end') onEnd(event.result, prompt, drafted(event.result.id), undefined);
          },
        },
      );
      if (signal.aborted) return settleAborted([...queued.keys()], stoppedByReader);
      const speed = steps > 0 && msPerStep > 0 ? 1000 / msPerStep : undefined;
      for (const group of groups) onEnd(group, prompt, drafted(group.id), speed);
      deps.announce(`${jobs.length === 1 ? '1 answer' : `${jobs.length} answers`} finished.`);
    } catch (error) {
      settleAborted([...queued.keys()], stoppedByReader || !signal.aborted);
      if (signal.aborted || isAbort(error)) return;
      for (const pane of queued.keys()) runs.getState().patch(pane, { status: 'failed' });
      runs.setState({ error: `The model could not answer: ${failureInWords(error)}` });
      deps.announce('The answer failed.');
    }
  }

  /** Nothing runs any more. */
  function settleAll() {
    settleAborted(Object.keys(runs.getState().runs), true);
    runs.setState({ busy: false });
  }

  async function start({ again = false }: { readonly again?: boolean } = {}): Promise<void> {
    clearTimeout(timer);
    newest += 1;
    const mine = newest;
    current?.abort.abort();
    await current?.ended;
    if (mine !== newest) return;
    const wanted = deps.wantedJobs();
    if (!deps.isReady()) {
      settleAll();
      return showMeasured(wanted);
    }
    // A pane whose adapters are still loading shows what was measured; the others go on.
    showMeasured(wanted.filter((job) => !deps.isLoaded(job)));
    const jobs = wanted.filter((job) => deps.isLoaded(job) && (again || !isSettled(runOf(job.pane), job)));
    if (wanted[0]?.prompt.trim() === '') return settleAll();
    if (jobs.length === 0) settleAll();
    stoppedByReader = false;
    const abort = new AbortController();
    const ended = generate(jobs, abort.signal).then(() => measureTexts({ engine, runs, engineRewards }, abort.signal));
    current = { abort, ended };
    await ended;
    // Replaced by a newer wish, which may still wait for the slider to rest: the panes stay busy.
    if (mine !== newest || (abort.signal.aborted && !stoppedByReader)) return;
    current = undefined;
    runs.setState({ busy: false });
  }

  return {
    request() {
      clearTimeout(timer);
      current?.abort.abort();
      // Measured texts cost nothing: they follow the slider without delay.
      timer = setTimeout(() => void start(), deps.isReady() ? debounceMs : 0);
    },
    start,
    stop() {
      clearTimeout(timer);
      stoppedByReader = true;
      if (current && !current.abort.signal.aborted) current.abort.abort();
      else settleAll();
    },
    dispose() {
      newest += 1;
      clearTimeout(timer);
      current?.abort.abort();
    },
  };
}

function isSettled(run: Run, job: Job): boolean {
  return run.status === 'done' && run.job !== undefined && jobKey(run.job) === jobKey(job);
}

/** What is known of the new text, continued with the older one where that is longer: a wrong guess costs no token. */
function longerDraft(tokens: readonly number[], older: readonly number[]): readonly number[] {
  return [...tokens, ...older.slice(tokens.length)];
}
