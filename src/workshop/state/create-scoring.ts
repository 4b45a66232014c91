import { isTextDefinition, type Unpaired } from '../../rewards/own/definition.ts';
import { isMeasurable, type ModelReader, measureLearned } from '../../rewards/own/measure-learned.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import type { TextScorable } from '../scoring-worker/protocol.ts';
import type { Scorable, Scoring, ScoringOptions } from './scoring.ts';
import { type ScoringPort, ScoringWorker, type TextScores } from './scoring-worker.ts';

type Learned = Exclude<Unpaired, TextScorable>;

export interface ScoringDeps {
  /** URL of the word list. */
  readonly lexicon: string;
  /** The base model; its readings are best kept (cachedReader). */
  readonly reader: ModelReader;
  /** Waits until the base is there, and gives its SHA-256. @throws Error of one sentence when it cannot be had. */
  readonly base: (signal: AbortSignal) => Promise<string>;
  readonly spawn?: () => ScoringPort;
  /** Milliseconds. */
  readonly now?: () => number;
}

const spawnWorker = (): ScoringPort =>
  new Worker(new URL('../scoring-worker/scoring.worker.ts', import.meta.url), { type: 'module', name: 'scoring' });

export function createScoring({ lexicon, reader, base, spawn = spawnWorker, now = () => performance.now() }: ScoringDeps): Scoring {
  const worker = new ScoringWorker(spawn, lexicon);

  async function score(rewards: readonly Scorable[], inputs: readonly RewardInput[], options: ScoringOptions = {}) {
    const { signal, twins = false, onFault = () => {} } = options;
    signal?.throwIfAborted();
    const { byText, byModel } = sortOut(rewards, twins);
    const report = progressOf(byText.length + 1, byModel.length, inputs.length, options, now);
    // Whichever fails takes the other along.
    const stop = new AbortController();
    const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const text = worker.score(byText, inputs, { signal: either, twins, onProgress: report.text, onFault });
    const learned = byModel.length === 0 ? Promise.resolve([]) : measure(byModel, inputs, either, report.model, onFault);
    try {
      const [scored, measured] = await Promise.all([text, learned]);
      report.end();
      return joined(scored, measured, inputs.length);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  }

  async function measure(
    definitions: readonly Learned[],
    inputs: readonly RewardInput[],
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
    onFault: NonNullable<ScoringOptions['onFault']>,
  ) {
    let sha: string;
    try {
      // A model is not loaded for what asks nothing of it yet.
      sha = definitions.some(isMeasurable) ? await base(signal) : '';
    } catch (error) {
      signal.throwIfAborted();
      const why = error instanceof Error ? error.message : String(error);
      for (const { id, label } of definitions) onFault({ reward: id, message: `${label}: the model is not there: ${why}` });
      return [];
    }
    return measureLearned(definitions, inputs, reader, { base: sha, signal, onProgress, onFault });
  }

  return { score, fit: (request, signal) => worker.fit(request, signal), dispose: () => worker.dispose() };
}

/** Who scores what: a twin that the model measures, or that text decides of a reward that it does not, is a reward like the others. */
function sortOut(rewards: readonly Scorable[], twins: boolean): { byText: TextScorable[]; byModel: Learned[] } {
  const byText: TextScorable[] = [];
  const byModel: Learned[] = [];
  for (const reward of rewards) {
    if (typeof reward === 'string' || isTextDefinition(reward)) {
      byText.push(reward);
      continue;
    }
    byModel.push(reward);
    const twin = 'twin' in reward ? reward.twin : undefined;
    if (!twins || twin === undefined) continue;
    if (typeof twin === 'string' || isTextDefinition(twin)) byText.push(twin);
    else byModel.push(twin);
  }
  return { byText, byModel };
}

function joined({ ids, scores }: TextScores, measured: readonly Record<string, number>[], count: number): Record<string, number>[] {
  return Array.from({ length: count }, (_, i) => {
    const own: Record<string, number> = {};
    for (const [k, id] of ids.entries()) {
      const value = scores[i * ids.length + k] as number;
      if (!Number.isNaN(value)) own[id] = value;
    }
    return { ...own, ...measured[i] };
  });
}

/** Joins the progress of both. @param text, model Rewards of each. */
function progressOf(text: number, model: number, texts: number, { onProgress = () => {} }: ScoringOptions, now: () => number) {
  const total = (text + model) * texts;
  let [byText, byModel, share] = [0, 0, 0];
  const start = now();
  const tell = () => {
    const secondsLeft = share > 0 && share < 1 ? ((now() - start) / 1000) * (1 / share - 1) : undefined;
    onProgress({ done: byText + byModel, total, ...(secondsLeft === undefined ? {} : { secondsLeft }) });
  };
  return {
    text(done: number) {
      byText = text * done;
      tell();
    },
    model(done: number, all: number) {
      share = done / all;
      byModel = model * texts * share;
      tell();
    },
    end() {
      [byText, byModel, share] = [text * texts, model * texts, 1];
      tell();
    },
  };
}
