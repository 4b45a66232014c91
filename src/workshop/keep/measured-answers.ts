/** Answers of a measurement, kept in this browser as their batches end, so that a reload costs one batch at most. */
import { type DBSchema, openDB } from 'idb';
import * as v from 'valibot';
import { Count, Measure, Seed } from '../../packs/fields.ts';

const AnswerSchema = v.object({
  key: v.string(),
  seed: Seed,
  text: v.string(),
  finished: v.boolean(),
  /** Generated, the end token included. */
  tokens: Count,
  kl: Measure,
  nll: Measure,
  /** Scorer id to score: axes, their twins, the guard. */
  scores: v.record(v.string(), Measure),
});

/** JSON; kept as it is. */
export type MeasuredAnswer = v.InferOutput<typeof AnswerSchema>;

export interface MeasuredAnswers {
  /** What is there of a measurement, by key; empty where the browser keeps nothing. Never rejects. */
  read(of: string): Promise<Map<string, MeasuredAnswer>>;
  /** @throws what the browser says when it refuses. */
  write(of: string, answers: readonly MeasuredAnswer[]): Promise<void>;
}

interface AnswersDatabase extends DBSchema {
  /** By measurement and the answer's key. */
  answers: { key: [of: string, key: string]; value: unknown };
}

export function openMeasuredAnswers(): MeasuredAnswers {
  const opened = openDB<AnswersDatabase>('tiller-measured', 1, {
    upgrade(database) {
      database.createObjectStore('answers');
    },
  });
  // Whoever reads or writes meets the refusal.
  opened.catch(() => undefined);
  return {
    async read(of) {
      try {
        const within = IDBKeyRange.bound([of], [of, []]);
        const values = await (await opened).getAll('answers', within);
        // What another version of the page kept is made anew.
        return new Map(values.flatMap((value) => (v.is(AnswerSchema, value) ? [[value.key, value]] : [])));
      } catch {
        return new Map();
      }
    },
    async write(of, answers) {
      const writing = (await opened).transaction('answers', 'readwrite');
      for (const answer of answers) void writing.store.put(answer, [of, answer.key]).catch(() => undefined);
      await writing.done;
    },
  };
}
