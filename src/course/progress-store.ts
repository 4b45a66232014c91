/** How far the reader is in the course. Kept in the browser where it allows that; without it, for as long as the page is open. */
import * as v from 'valibot';
import { createStore } from 'zustand/vanilla';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const LessonProgressSchema = v.object({
  /** Index of the step that was on last. */
  step: Count,
  reached: v.boolean(),
  /** Indices of the steps whose task is done. */
  done: v.array(Count),
  /** Index of the choice that answered the question. */
  answer: v.optional(Count),
});

const ProgressSchema = v.record(v.string(), LessonProgressSchema);

export type LessonProgress = v.InferOutput<typeof LessonProgressSchema>;

export interface ProgressState {
  readonly lessons: Readonly<Record<string, LessonProgress>>;
  patch(lesson: string, change: Partial<LessonProgress>): void;
  forget(): void;
}

export const noProgress: LessonProgress = { step: 0, reached: false, done: [] };

const key = 'tiller-course';

/** What of localStorage is used; both may throw. */
export type ProgressStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** @param storage undefined where the browser refuses it. */
export function createProgressStore(storage: ProgressStorage | undefined) {
  const store = createStore<ProgressState>((set) => ({
    lessons: read(storage),
    patch: (lesson, change) =>
      set(({ lessons }) => ({ lessons: { ...lessons, [lesson]: { ...(lessons[lesson] ?? noProgress), ...change } } })),
    forget: () => set({ lessons: {} }),
  }));
  store.subscribe(({ lessons }) => {
    try {
      storage?.setItem(key, JSON.stringify(lessons));
    } catch {
      // A full or closed storage costs the reader the memory of progress, nothing else.
    }
  });
  return store;
}

export type ProgressStore = ReturnType<typeof createProgressStore>;

/** What was kept; anything unreadable, or of an older shape, is no progress. */
function read(storage: ProgressStorage | undefined): Record<string, LessonProgress> {
  try {
    const kept = v.safeParse(ProgressSchema, JSON.parse(storage?.getItem(key) ?? '{}'));
    return kept.success ? kept.output : {};
  } catch {
    return {};
  }
}

/** Browsers that refuse storage throw on the mere access. */
export function browserStorage(): ProgressStorage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
