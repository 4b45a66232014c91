/** A page with runs over a made-up model. For tests only. */

import { createFakeEngine, fakeInfo } from '../../../engine/testing/fake-engine.ts';
import type { BowlOptions } from '../../../engine/trainer/testing/bowl.ts';
import { bowlTrainer } from '../../../engine/trainer/testing/bowl-trainer.ts';
import type { ScoredCandidate } from '../../../training/candidates.ts';
import { defaultRecipe, ON_POLICY } from '../../../training/defaults.ts';
import type { Recipe } from '../../../training/recipe.ts';
import type { RunInputs, RunPlan } from '../run.ts';
import { memoryRunShelf, type RunShelf } from '../run-shelf.ts';
import { createRunsStore, type RunsDeps } from '../runs-store.ts';
import type { Scoring } from '../scoring.ts';
import { createTokenReader } from '../token-reader.ts';

const prompts = ['How are you?', 'What is tea?', 'Why do we sleep?', 'Name a bird.'];

/** Brevity likes few tokens, richness many. */
export const inputs: RunInputs = {
  candidates: prompts.flatMap((prompt, p) =>
    [1, 2, 3, 4].map((length): ScoredCandidate => {
      const tokens = Array.from({ length }, (_, i) => 10 + 7 * p + 5 * i);
      return {
        ...{ prompt, tokens: [...tokens, 2], text: 'tea '.repeat(length).trim(), finished: true, original: length === 4 },
        scores: { brevity: 1 / length, richness: length / 4, guard: 0 },
      };
    }),
  ),
};

export const recipe: Recipe = {
  ...defaultRecipe({ effort: 'quick', rewards: ['brevity', 'richness'], limit: 8, temperature: 0.8 }),
  bank: { rank: 1, scale: 4 },
};

export const onPolicyRecipe = (steps: number, before: number): Recipe => ({
  ...recipe,
  offline: { ...(recipe.offline as NonNullable<Recipe['offline']>), steps: before, groups: 2 },
  on_policy: { ...ON_POLICY, steps, groups: 2, samples: 2 },
});

export function planOf(change: Partial<Recipe> = {}, looks = { every: 1000, prompts: 1 }): RunPlan {
  const offline = { ...(recipe.offline as NonNullable<Recipe['offline']>), steps: 12, groups: 3 };
  return {
    recipe: { ...recipe, offline, ...change },
    ...{ labels: ['Brevity', 'Richness'], definitions: [], system: 'Be kind.' },
    prompts: { train: prompts, tune: ['What is rain?'], heldOut: [] },
    looks,
  };
}

const scoring: Pick<Scoring, 'score'> = {
  score: async (_, texts) =>
    texts.map(({ text }) => {
      const words = text.split(/\s+/).filter((word) => word !== '').length;
      return { brevity: words === 0 ? 0 : 1 / words, richness: words / 8, guard: 0 };
    }),
};

export interface PageOptions {
  readonly shelf?: RunShelf;
  readonly bowl?: BowlOptions;
  /** How much the clock moves at each look at it. */
  readonly tickMs?: number;
  readonly change?: Partial<RunsDeps>;
}

export function runsPage({ shelf = memoryRunShelf(), bowl = {}, tickMs = 1, change = {} }: PageOptions = {}) {
  let now = 0;
  const notices: string[] = [];
  const announced: string[] = [];
  const trainer = bowlTrainer(bowl);
  const engine = createFakeEngine({ words: ({ seed }) => ['It', 'is', 'good', 'tea.'].slice(0, 1 + (seed % 4)), stepMs: 1 });
  const bytes = (id: number) => new TextEncoder().encode(` w${id}`);
  const store = createRunsStore({
    ...{ trainer, engine, scoring, shelf },
    tokens: createTokenReader({ tokenBytes: async ({ ids }) => ({ bytes: ids.map(bytes), end: 2 }) }),
    manifestUrl: 'https://host.test/base/manifest.json',
    ready: async () => fakeInfo,
    memory: () => ({ limit: 1e9, besides: 0 }),
    now: () => {
      now += tickMs;
      return now;
    },
    hidden: () => false,
    notify: (sentence) => notices.push(sentence),
    announce: (sentence) => announced.push(sentence),
    date: () => new Date(Date.UTC(2026, 10, 29, 10, 0, Math.floor(now / 1e6))),
    commit: 'c0ffee',
    claim: { mine: () => true, onChange: () => {}, inTurn: (work) => work() },
    ...change,
  });
  const run = (id: string) => {
    const found = store.getState().runs.find((one) => one.id === id);
    if (!found) throw new Error(`no run ${id}`);
    return found;
  };
  /** Resolves when nothing trains. */
  const rest = () =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!store.getState().live) {
          stop();
          resolve();
        }
      };
      const stop = store.subscribe(check);
      if (!store.getState().live) {
        stop();
        resolve();
      }
    });
  /** Resolves when the run has so many steps. */
  const atStep = (step: number) =>
    new Promise<void>((resolve) => {
      const check = () => {
        const { live, runs } = store.getState();
        if (!live || (runs.find(({ id }) => id === live.id)?.step ?? 0) < step) return;
        stop();
        resolve();
      };
      const stop = store.subscribe(check);
    });
  return { store, trainer, engine, shelf, notices, announced, run, rest, atStep };
}
