/**
 * How far the reader is in the course. Kept in the browser where it allows that, for all its tabs together; without it, for as long as the
 * page is open.
 */
import * as v from 'valibot';
import { createStore } from 'zustand/vanilla';
import type { LessonStrings } from '../strings/lesson-strings.ts';
import { findLesson } from './lessons/registry.ts';

/** No lesson has more steps, or choices, than this. */
const Index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999));

const LessonProgressSchema = v.object({
  /** Index of the step that was on last. */
  step: Index,
  reached: v.boolean(),
  /** Indices of the steps whose task is done. */
  done: v.pipe(v.array(Index), v.maxLength(1000)),
  /** Index of the choice that answered the question. */
  answer: v.optional(Index),
});

export type LessonProgress = v.InferOutput<typeof LessonProgressSchema>;

/** Progress in a lesson as it is now. The browser may have kept more: another version of the lesson had more steps, or choices. */
export function fitProgress(progress: LessonProgress, { steps, question }: LessonStrings): LessonProgress {
  const { step, done, answer, reached } = progress;
  const last = steps.length - 1;
  if ([step, ...done].every((index) => index <= last) && (answer ?? 0) < question.choices.length) return progress;
  const answered = answer !== undefined && answer < question.choices.length ? { answer } : {};
  return { step: Math.min(step, last), reached, done: done.filter((index) => index <= last), ...answered };
}

type Progress = Readonly<Record<string, LessonProgress>>;

export interface ProgressState {
  readonly lessons: Progress;
  /** What other tabs wrote since is kept; tasks that are done stay done. */
  patch(lesson: string, change: Partial<LessonProgress>): void;
  forget(): void;
  /** Reads anew what is kept. */
  refresh(): void;
}

export const noProgress: LessonProgress = { step: 0, reached: false, done: [] };

const key = 'tiller-course';

/** What of localStorage is used; all of it may throw. */
export type ProgressStorage = Pick<Storage, 'getItem'> & { setItem(key: string, value: string): unknown };

/** @param storage undefined where there is none. */
export function createProgressStore(storage: ProgressStorage | undefined) {
  const store = createStore<ProgressState>((set, get) => {
    /** The browser's copy is the newest, whichever tab wrote it; where the browser keeps nothing, this tab's is. */
    const newest = () => (keeps ? read(storage) : undefined) ?? get().lessons;
    let keeps = true;
    const write = (lessons: Progress) => {
      set({ lessons });
      keeps = save(storage, lessons);
    };
    return {
      lessons: read(storage) ?? {},
      patch(lesson, change) {
        const lessons = newest();
        const before = lessons[lesson] ?? noProgress;
        const done = [...new Set([...before.done, ...(change.done ?? [])])];
        write({ ...lessons, [lesson]: { ...before, ...change, done } });
      },
      forget: () => write({}),
      refresh: () => set({ lessons: newest() }),
    };
  });
  return store;
}

export type ProgressStore = ReturnType<typeof createProgressStore>;

/** Takes over what other tabs of this browser write, until the returned function is called. */
export function followTabs(progress: ProgressStore): () => void {
  const follow = (event: StorageEvent) => {
    // Without a key the whole storage was cleared.
    if (event.key === key || event.key === null) progress.getState().refresh();
  };
  addEventListener('storage', follow);
  return () => removeEventListener('storage', follow);
}

/** False where the browser refuses: that costs the reader the memory of progress, nothing else. */
function save(storage: ProgressStorage | undefined, lessons: Progress): boolean {
  try {
    return storage !== undefined && storage.setItem(key, JSON.stringify(lessons)) !== false;
  } catch {
    return false;
  }
}

/** What was kept, without the lessons whose entry is unreadable or of an older shape; undefined where nothing can be read. */
function read(storage: ProgressStorage | undefined): Progress | undefined {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(key) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return storage && {};
    return Object.fromEntries(
      Object.entries(kept).flatMap(([id, entry]) => {
        const parsed = v.safeParse(LessonProgressSchema, entry);
        return parsed.success && findLesson(id) ? [[id, parsed.output]] : [];
      }),
    );
  } catch {
    return storage && {};
  }
}
