/** Where the answers that were made in this browser lie: `tiller-pools`, one record an answer, under what was asked. */
import { type DBSchema, openDB } from 'idb';
import * as v from 'valibot';
import { Count, Seed } from '../../packs/fields.ts';
import { cutLimit, type PoolAnswer } from '../../training/pool.ts';

/** An answer with its place: which of a prompt's answers it is, from 0. */
export interface KeptAnswer extends Omit<PoolAnswer, 'prompt'> {
  readonly prompt: string;
  readonly sample: number;
  /** The token that its base ends an answer with. */
  readonly stop: number;
}

/** Every call may reject, e.g. with a QuotaExceededError: the page lives on without. */
export interface PoolShelf {
  /** False where the browser refuses databases: then all is gone with the page. */
  readonly lasts: boolean;
  /** What there is under these conditions (src/workshop/state/pool-wanted.ts). What cannot be read is left out, and made anew. */
  read(conditions: string): Promise<KeptAnswer[]>;
  add(conditions: string, answers: readonly KeptAnswer[]): Promise<void>;
  /** How many lie there that are not wanted. */
  countOthers(wanted: Wanted): Promise<number>;
  /** Deletes these. */
  forgetOthers(wanted: Wanted): Promise<void>;
}

/** Whether an answer belongs to what the project asks for now. */
export type Wanted = (conditions: string, prompt: string, sample: number) => boolean;

interface PoolDatabase extends DBSchema {
  answers: { key: [conditions: string, prompt: string, sample: number]; value: unknown };
}

const KeptSchema = v.object({
  prompt: v.string(),
  sample: Count,
  stop: Count,
  tokens: v.array(v.pipe(Seed, v.maxValue(0xffff))),
  text: v.string(),
  finished: v.boolean(),
  cuts: v.pipe(v.array(v.object({ tokens: Count, text: Count })), v.maxLength(cutLimit)),
});

const readable = (values: readonly unknown[]): KeptAnswer[] => values.filter((value): value is KeptAnswer => v.is(KeptSchema, value));

/** In memory where the browser refuses databases. */
export async function openPoolShelf(): Promise<PoolShelf> {
  try {
    const database = await openDB<PoolDatabase>('tiller-pools', 1, {
      upgrade(fresh) {
        fresh.createObjectStore('answers');
      },
    });
    return {
      lasts: true,
      read: async (conditions) => readable(await database.getAll('answers', IDBKeyRange.bound([conditions], [conditions, []]))),
      countOthers: async (wanted) => (await database.getAllKeys('answers')).filter((key) => !wanted(...key)).length,
      async forgetOthers(wanted) {
        const writing = database.transaction('answers', 'readwrite');
        const others = (await writing.store.getAllKeys()).filter((key) => !wanted(...key));
        await Promise.all([...others.map((key) => writing.store.delete(key)), writing.done]);
      },
      async add(conditions, answers) {
        const writing = database.transaction('answers', 'readwrite');
        await Promise.all([
          ...answers.map((answer) => writing.store.put(answer, [conditions, answer.prompt, answer.sample])),
          writing.done,
        ]);
      },
    };
  } catch {
    return memoryPoolShelf();
  }
}

/** For browsers that refuse databases, and for tests. */
export function memoryPoolShelf(): PoolShelf {
  const kept = new Map<string, Map<string, KeptAnswer>>();
  const others = (wanted: Wanted) =>
    [...kept].flatMap(([conditions, place]) =>
      [...place].filter(([, { prompt, sample }]) => !wanted(conditions, prompt, sample)).map(([key]) => ({ place, key })),
    );
  return {
    lasts: false,
    countOthers: async (wanted) => others(wanted).length,
    async forgetOthers(wanted) {
      for (const { place, key } of others(wanted)) place.delete(key);
    },
    read: async (conditions) => readable([...(kept.get(conditions)?.values() ?? [])]),
    async add(conditions, answers) {
      const place = kept.get(conditions) ?? new Map<string, KeptAnswer>();
      kept.set(conditions, place);
      for (const answer of answers) place.set(JSON.stringify([answer.prompt, answer.sample]), structuredClone(answer));
    },
  };
}
