/** Texts along a path that the engine wrote for the strip: many rows of one decode, behind whatever the reader asks meanwhile. */
import { createStore } from 'zustand/vanilla';
import type { EnginePort } from '../../engine/engine-port.ts';
import { isAbort } from '../../lm/errors.ts';
import type { SlotSource, StopReason } from '../../lm/requests.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import { failureInWords } from './failure.ts';
import { groupRequest, type Job, jobKey, scoreRequest } from './job.ts';
import { type EngineRewards, scoreTexts } from './measure-texts.ts';
import type { Scores } from './run.ts';

export interface StripText {
  readonly text: string;
  readonly tokens: readonly number[];
  /** `waiting`: no word yet. A text that was cut off is forgotten. */
  readonly status: 'waiting' | 'writing' | 'done';
  /** Undefined until it is done. */
  readonly stop?: StopReason;
  /** What only the engine can score is absent until it is measured. */
  readonly scores: Scores;
}

export interface StripState {
  /** By `jobKey`. */
  readonly texts: Readonly<Record<string, StripText>>;
  readonly writing: boolean;
  /** Why the last writing failed, in a sentence. */
  readonly error: string | undefined;
  /** Writes what is not written yet: one call a policy. Ends when all are there, or when stopped; another writing replaces it. */
  write(jobs: readonly Job[]): Promise<void>;
  /** Keeps the texts that were finished. */
  stop(): void;
}

export interface StripDeps {
  readonly engine: Pick<EnginePort, 'generate' | 'score'>;
  /** The adapters that a policy needs. @throws Error where they cannot be told. */
  readonly slots: (policy: string) => readonly SlotSource[];
  readonly score: (input: RewardInput) => Scores;
  readonly engineRewards: EngineRewards;
  readonly announce: (sentence: string) => void;
}

export function createStripStore({ engine, slots, score, engineRewards, announce }: StripDeps) {
  let abort: AbortController | undefined;
  return createStore<StripState>((set, get) => {
    const change = (texts: Readonly<Record<string, StripText>>) => set((state) => ({ texts: { ...state.texts, ...texts } }));
    const forgetUnfinished = () =>
      set(({ texts }) => ({ texts: Object.fromEntries(Object.entries(texts).filter(([, { status }]) => status === 'done')) }));

    async function writePolicy(jobs: readonly Job[], signal: AbortSignal): Promise<void> {
      const [first] = jobs as [Job, ...Job[]];
      const keys = jobs.map(jobKey);
      // Deltas of one frame come one after the other: the store changes once for all of them.
      let pending: Record<string, StripText> = {};
      const grow = (key: string, tokens: readonly number[], text: string) => {
        const before = pending[key] ?? get().texts[key];
        if (!before) return;
        if (Object.keys(pending).length === 0) queueMicrotask(flush);
        pending[key] = { ...before, status: 'writing', tokens: [...before.tokens, ...tokens], text: before.text + text };
      };
      const flush = () => {
        if (!signal.aborted) change(pending);
        pending = {};
      };
      const sources = slots(first.policy);
      const { sampling, maxTokens } = first;
      const { groups } = await engine.generate(
        { groups: jobs.map((job, i) => groupRequest({ ...job, pane: String(i) }, [])), sampling, maxTokens, slots: sources },
        {
          signal,
          priority: 'background',
          onEvent: (event) => {
            if (event.type === 'group-delta' && !signal.aborted) grow(keys[Number(event.id)] ?? '', event.tokens, event.text);
          },
        },
      );
      signal.throwIfAborted();
      pending = {};
      const done = groups.map(({ id, text, tokens, stop }): [string, StripText] => [
        keys[Number(id)] ?? '',
        { text, tokens, status: 'done', stop, scores: score({ prompt: first.prompt, text, finished: stop === 'end' }) },
      ]);
      change(Object.fromEntries(done));
    }

    /** What text does not decide; also of texts whose measuring was cut off. */
    async function measurePolicy(jobs: readonly Job[], signal: AbortSignal): Promise<void> {
      const [first] = jobs as [Job, ...Job[]];
      const { sampling } = first;
      const sources = slots(first.policy);
      const keys = jobs.map(jobKey);
      const { temperature } = sampling;
      const asked = jobs.map((job, i) => {
        const { tokens = [], stop = 'end' } = get().texts[keys[i] ?? ''] ?? {};
        return scoreRequest({ job: { ...job, pane: String(i) }, tokens, stop });
      });
      const answers = jobs.map(({ prompt }, i) => {
        const { text = '', stop } = get().texts[keys[i] ?? ''] ?? {};
        return { prompt, text, finished: stop === 'end' };
      });
      const scored = await scoreTexts(
        { engine, engineRewards },
        { groups: asked, temperature: temperature > 0 ? temperature : 1, slots: sources },
        answers,
        { signal, priority: 'background' },
      );
      signal.throwIfAborted();
      const withScores = scored.flatMap(({ group, scores }) => {
        const key = keys[Number(group.id)] ?? '';
        const text = get().texts[key];
        return text ? [[key, { ...text, scores: { ...text.scores, ...scores } }] as const] : [];
      });
      change(Object.fromEntries(withScores));
    }

    const lacksScores = (job: Job) => {
      const text = get().texts[jobKey(job)];
      return text?.status === 'done' && text.tokens.length > 0 && engineRewards.ids.some((id) => !(id in text.scores));
    };

    return {
      texts: {},
      writing: false,
      error: undefined,
      async write(jobs) {
        abort?.abort();
        const mine = new AbortController();
        abort = mine;
        forgetUnfinished();
        const missing = jobs.filter((job) => !(jobKey(job) in get().texts));
        const waiting: StripText = { text: '', tokens: [], status: 'waiting', scores: {} };
        set({ writing: true, error: undefined });
        change(Object.fromEntries(missing.map((job) => [jobKey(job), waiting])));
        try {
          for (const policy of new Set(jobs.map((job) => job.policy))) {
            const own = jobs.filter((job) => job.policy === policy);
            const unwritten = own.filter((job) => missing.includes(job));
            if (unwritten.length > 0) await writePolicy(unwritten, mine.signal);
            const lacking = own.filter(lacksScores);
            if (lacking.length > 0) await measurePolicy(lacking, mine.signal);
          }
          announce(`${missing.length} texts along the path are written.`);
        } catch (error) {
          if (!mine.signal.aborted && !isAbort(error)) set({ error: `The texts could not be written: ${failureInWords(error)}` });
        } finally {
          if (abort === mine) {
            forgetUnfinished();
            set({ writing: false });
          }
        }
      },
      stop: () => abort?.abort(),
    };
  });
}

export type StripStore = ReturnType<typeof createStripStore>;
