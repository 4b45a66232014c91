/** Keeps what the base said of a text: a head that is fitted again, or stands beside another, costs no second reading. */
import type { ModelReader } from '../../rewards/own/measure-learned.ts';

/** Most texts whose states are kept: 9 MB of 576 numbers each. */
const STATES = 4000;
/** Most answers to a question: two numbers each. */
const CHOICES = 20_000;

export function cachedReader(reader: ModelReader): ModelReader {
  const states = new Recent<Float32Array>(STATES);
  const choices = new Recent<readonly number[]>(CHOICES);
  return {
    async states({ texts, pooling }, options) {
      const keys = texts.map(({ text }) => `${pooling} ${text}`);
      const rows = await states.through(keys, async (missing) => {
        const read = await reader.states({ texts: missing.map((i) => texts[i] as { text: string }), pooling }, options);
        return missing.map((_, row) => read.states.slice(row * read.width, (row + 1) * read.width));
      });
      const width = rows[0]?.length ?? 0;
      const all = new Float32Array(rows.length * width);
      for (const [i, row] of rows.entries()) all.set(row, i * width);
      return { states: all, width };
    },
    async choose({ questions, words }, options) {
      const keys = questions.map((question) => JSON.stringify([question, words]));
      const rows = await choices.through(keys, async (missing) => {
        const asked = missing.map((i) => questions[i] as (typeof questions)[number]);
        const { logProbabilities } = await reader.choose({ questions: asked, words }, options);
        return missing.map((_, row) => [...logProbabilities.subarray(row * words.length, (row + 1) * words.length)]);
      });
      return { logProbabilities: Float32Array.from(rows.flat()) };
    },
  };
}

/** The values that were asked for last, so many of them. */
class Recent<Value> {
  readonly #values = new Map<string, Value>();

  constructor(private readonly most: number) {}

  /** @param make Makes the values of these places of `keys`, all at once; not called for none. */
  async through(keys: readonly string[], make: (places: readonly number[]) => Promise<readonly Value[]>): Promise<Value[]> {
    const found = keys.map((key) => this.#values.get(key));
    const missing = [...keys.keys()].filter((i) => found[i] === undefined && keys.indexOf(keys[i] as string) === i);
    const made = missing.length > 0 ? await make(missing) : [];
    const fresh = new Map(missing.map((i, place) => [keys[i] as string, made[place] as Value]));
    const values = keys.map((key, i) => found[i] ?? (fresh.get(key) as Value));
    for (const [i, key] of keys.entries()) {
      this.#values.delete(key);
      this.#values.set(key, values[i] as Value);
    }
    for (const key of this.#values.keys()) {
      if (this.#values.size <= this.most) break;
      this.#values.delete(key);
    }
    return values;
  }
}
