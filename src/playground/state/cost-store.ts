/** What a token costs in each pane, measured here and now: each pane's rows run alone, one pane after the other. */
import { createStore } from 'zustand/vanilla';
import type { EnginePort } from '../../engine/engine-port.ts';
import { isAbort } from '../../lm/errors.ts';
import type { SlotSource } from '../../lm/requests.ts';
import { failureInWords } from './failure.ts';
import { groupRequest, type Job } from './job.ts';

/** Decode steps of one measurement; their median is taken. */
const measuredTokens = 24;

export interface CostState {
  readonly measuring: boolean;
  /** Pane id to what was measured: the policy then in the pane, its rows, and the median milliseconds of a step. */
  readonly costs: Readonly<Record<string, PaneCost>>;
  readonly error: string | undefined;
  /** Ends when every pane was measured, or when `stop` is called. */
  measure(): Promise<void>;
  stop(): void;
}

export interface PaneCost {
  readonly policy: string;
  readonly rows: number;
  readonly msPerToken: number;
}

export interface CostDeps {
  readonly engine: Pick<EnginePort, 'generate'>;
  /** The job of every pane. */
  readonly jobs: () => readonly Job[];
  readonly slots: () => readonly SlotSource[];
}

export function createCostStore({ engine, jobs, slots }: CostDeps) {
  let abort: AbortController | undefined;
  return createStore<CostState>((set) => ({
    measuring: false,
    costs: {},
    error: undefined,
    async measure() {
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      set({ measuring: true, costs: {}, error: undefined });
      try {
        // What the reader gave a text to begin with costs no step.
        for (const { prefix: _, ...job } of jobs()) {
          const { sampling } = job;
          const { steps, msPerStep } = await engine.generate(
            { groups: [groupRequest(job, [])], sampling, maxTokens: measuredTokens, slots: slots() },
            { signal: mine.signal },
          );
          if (mine.signal.aborted) break;
          if (steps === 0) continue;
          const cost = { policy: job.policy, rows: job.steering.rows.length, msPerToken: msPerStep };
          set(({ costs }) => ({ costs: { ...costs, [job.pane]: cost } }));
        }
      } catch (error) {
        if (!isAbort(error)) set({ error: failureInWords(error) });
      } finally {
        if (abort === mine) set({ measuring: false });
      }
    },
    stop: () => abort?.abort(),
  }));
}

export type CostStore = ReturnType<typeof createCostStore>;
