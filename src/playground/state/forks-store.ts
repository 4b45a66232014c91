/** Answers that the reader made go on from a word of their own choice. */
import { createStore } from 'zustand/vanilla';
import type { Job } from './job.ts';
import type { Settled } from './run.ts';

export interface Fork {
  /** Tokens that the text begins with, the chosen one last. */
  readonly prefix: readonly number[];
  /** The chosen word as it is shown. */
  readonly choice: string;
  /** What the pane showed before; the way back. */
  readonly before: Settled;
  /** The choice before this one, in the same text. */
  readonly earlier?: Fork;
}

export interface ForksState {
  /** By pane. */
  readonly forks: Readonly<Record<string, Fork>>;
  add(pane: string, fork: Omit<Fork, 'earlier'>): void;
  /** Back to the choice before, or to none. @returns the fork that was taken back. */
  undo(pane: string): Fork | undefined;
  /** The pane is gone, or shows another policy. */
  clear(pane: string): void;
}

export function createForksStore() {
  return createStore<ForksState>((set, get) => ({
    forks: {},
    add: (pane, fork) =>
      set(({ forks }) => {
        const earlier = forks[pane];
        // A choice of another prompt's text is over.
        const stays = earlier && belongs(earlier, fork.before.job);
        return { forks: { ...forks, [pane]: { ...fork, ...(stays ? { earlier } : {}) } } };
      }),
    undo: (pane) => {
      const { [pane]: fork, ...others } = get().forks;
      if (fork) set({ forks: { ...others, ...(fork.earlier ? { [pane]: fork.earlier } : {}) } });
      return fork;
    },
    clear: (pane) => set(({ forks: { [pane]: _, ...others } }) => ({ forks: others })),
  }));
}

export type ForksStore = ReturnType<typeof createForksStore>;

/** True where a job asks what was asked when the reader chose: only weights, options, sampling and length may differ. */
function belongs({ before: { job }, prefix }: Fork, asked: Job): boolean {
  const question = ({ policy, turns, prompt, system, seed }: Job) => JSON.stringify([policy, turns, prompt, system, seed]);
  return question(job) === question(asked) && prefix.length <= asked.maxTokens;
}

/** The jobs as they are with the reader's choices in their panes, where those were made for them. */
export function forkedJobs(forks: ForksStore, jobs: readonly Job[]): Job[] {
  return jobs.map((job) => {
    const fork = forks.getState().forks[job.pane];
    return fork && belongs(fork, job) ? { ...job, prefix: fork.prefix } : job;
  });
}
