/** Answers of a measurement, kept in this browser as their batches end, so that a reload costs one batch at most. `make-room.ts` bounds them. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
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

/** What answers are of, and what it was made from. */
export interface Measured {
  /** What has the same id shares its answers. */
  readonly id: string;
  /** What a reader knows it by. */
  readonly name: string;
  /** The runs that were measured, each where it stood (`runAtStep`). */
  readonly runs: readonly string[];
}

/** `run-20261129-120000@30`. */
export function runAtStep(id: string, step: number): string {
  return `${id}@${step}`;
}

const HeadSchema = v.object({
  id: v.string(),
  name: v.string(),
  runs: v.array(v.string()),
  packs: v.array(v.string()),
  at: Measure,
});

/** A measurement without its answers. */
export interface MeasurementHead extends Measured {
  /** Ids of the packs of this browser that it was kept in. */
  readonly packs: readonly string[];
  /** When its last answers came, milliseconds since 1970. */
  readonly at: number;
}

export interface MeasuredAnswers {
  /** What is there of a measurement, by key; empty where the browser keeps nothing. Never rejects. */
  read(id: string): Promise<Map<string, MeasuredAnswer>>;
  /** @throws what the browser says when it refuses. */
  write(of: Measured, answers: readonly MeasuredAnswer[]): Promise<void>;
  /** Notes that a pack has what was measured. Nothing happens where there is nothing of it. @throws as `write`. */
  noteKept(id: string, pack: string): Promise<void>;
  /** All measurements, the oldest first, and how many answers of each are there. @throws as `write`. */
  list(): Promise<{ readonly head: MeasurementHead; readonly count: number }[]>;
  /** @throws as `write`. */
  forget(id: string): Promise<void>;
}

interface AnswersDatabase extends DBSchema {
  /** By measurement and the answer's key. */
  answers: { key: [of: string, key: string]; value: unknown };
  heads: { key: string; value: unknown };
}

const everyAnswer = (id: string) => IDBKeyRange.bound([id], [id, []]);

/** Tabs of an earlier page hold the database as it was: what is measured here is not kept until they are closed. */
function openAnswers(): Promise<IDBPDatabase<AnswersDatabase>> {
  return new Promise((resolve, reject) => {
    openDB<AnswersDatabase>('tiller-measured', 2, {
      upgrade(database, before) {
        if (before < 1) database.createObjectStore('answers');
        database.createObjectStore('heads');
      },
      blocked: () => reject(new Error('another tab has an earlier version of this page open; close it, and reload this one.')),
      blocking: (_, __, event) => (event.target as IDBDatabase).close(),
    }).then(resolve, reject);
  });
}

/** @param now Milliseconds since 1970. */
export function openMeasuredAnswers(now: () => number = Date.now): MeasuredAnswers {
  const opened = openAnswers();
  // Whoever reads or writes meets the refusal.
  opened.catch(() => undefined);
  return {
    async read(id) {
      try {
        const values = await (await opened).getAll('answers', everyAnswer(id));
        // What another version of the page kept is made anew.
        return new Map(values.flatMap((value) => (v.is(AnswerSchema, value) ? [[value.key, value]] : [])));
      } catch {
        return new Map();
      }
    },
    async write({ id, name, runs }, answers) {
      const writing = (await opened).transaction(['answers', 'heads'], 'readwrite');
      const heads = writing.objectStore('heads');
      const before = headOf(id, await heads.get(id));
      const puts = answers.map((answer) => writing.objectStore('answers').put(answer, [id, answer.key]));
      // All are waited for: a refusal that nobody hears is an error of the page.
      await Promise.all([
        ...puts,
        heads.put({ ...before, name, runs: [...new Set([...before.runs, ...runs])], at: now() }, id),
        writing.done,
      ]);
    },
    async noteKept(id, pack) {
      const writing = (await opened).transaction('heads', 'readwrite');
      const before = headOf(id, await writing.store.get(id));
      const put = before.at > 0 ? writing.store.put({ ...before, packs: [...new Set([...before.packs, pack])] }, id) : undefined;
      await Promise.all([put, writing.done]);
    },
    async list() {
      const reading = (await opened).transaction(['answers', 'heads']);
      const [keys, heads] = await Promise.all([reading.objectStore('answers').getAllKeys(), reading.objectStore('heads').getAll()]);
      const counts = new Map<string, number>();
      for (const [id] of keys) counts.set(id, (counts.get(id) ?? 0) + 1);
      const known = new Map(heads.flatMap((head) => (v.is(HeadSchema, head) ? [[head.id, head]] : [])));
      return [...counts].map(([id, count]) => ({ head: headOf(id, known.get(id)), count })).sort((a, b) => a.head.at - b.head.at);
    },
    async forget(id) {
      const writing = (await opened).transaction(['answers', 'heads'], 'readwrite');
      await Promise.all([writing.objectStore('answers').delete(everyAnswer(id)), writing.objectStore('heads').delete(id), writing.done]);
    },
  };
}

/** What an earlier page kept has no head, and is older than all that has. */
function headOf(id: string, kept: unknown): MeasurementHead {
  return v.is(HeadSchema, kept) ? kept : { id, name: '', runs: [], packs: [], at: 0 };
}
