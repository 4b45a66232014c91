/** What every `Forward` does, over a tiny model: `session.test.ts` and `kernels/kernel-forward.test.ts` run it on theirs. */
import { describe, expect, it } from 'vitest';
import type { Adapter } from '../adapters/peft.ts';
import { softIds } from '../adapters/soft-prompt.ts';
import type { Bank, Forward, LogitsPiece, PrefillResult, PrefillRow } from '../run/forward.ts';
import { mountTiny } from './tiny-forward.ts';
import { TINY, tinyAdapter } from './tiny-llama.ts';

export interface OpenedForward {
  readonly forward: Forward;
  /** What its batches hold now, in any unit. */
  held(): number;
}

/** @param context Longest sequence; TINY's own unless told. */
type Open = (context?: number) => Promise<OpenedForward>;

const SLOTS: readonly Adapter[] = [tinyAdapter(1, 2, ['q_proj', 'o_proj']), tinyAdapter(2, 3, ['gate_proj', 'lm_head'])];
const A = { tokens: [4, 8, 15, 16, 23, 42], coefficients: Float32Array.of(1, 0), logitsFrom: 0 };
const B = { tokens: [90, 2, 7], coefficients: Float32Array.of(0.25, 0.5), logitsFrom: 0 };
const C = { tokens: [33], coefficients: Float32Array.of(0, 0), logitsFrom: 0 };

/** What the tests share. */
interface Prepared {
  readonly open: Open;
  readonly forward: Forward;
  readonly bank: Bank;
  prefill(rows: readonly PrefillRow[]): Promise<PrefillResult>;
  /** Logits after the last token, from a prefill of the row alone. */
  fresh(tokens: readonly number[], coefficients: Float32Array): Promise<Float32Array>;
  expectClose(actual: Float32Array | undefined, expected: Float32Array): void;
}

type WhenPrepared = () => Promise<Prepared>;

/**
 * @param open A network of TINY's shape.
 * @param tolerance How far logits of the same tokens may lie apart, however they were run; 0: the same to the bit.
 */
export function describeForward(open: Open, tolerance: number): void {
  let preparing: Promise<Prepared> | undefined;
  const prepared: WhenPrepared = () => {
    preparing ??= prepare(open, tolerance);
    return preparing;
  };
  describePrefill(prepared);
  describeLongPrefill(prepared);
  describeBatch(prepared);
  describeSoft(prepared);
}

async function prepare(open: Open, tolerance: number): Promise<Prepared> {
  const { forward } = await open();
  const bank = await mountTiny(forward, SLOTS);
  const prefill = (rows: readonly PrefillRow[]) => forward.prefill(rows, { bank });
  return {
    open,
    forward,
    bank,
    prefill,
    async fresh(tokens, coefficients) {
      const { batch, logits } = await prefill([{ tokens, coefficients, logitsFrom: tokens.length - 1 }]);
      forward.release(batch);
      return logits[0] as Float32Array;
    },
    expectClose(actual, expected) {
      const worst = expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - ((actual as Float32Array)[i] as number))), 0);
      expect(worst).toBeLessThanOrEqual(tolerance);
    },
  };
}

const rowOf = (flat: Float32Array, row: number) => flat.slice(row * TINY.vocabulary, (row + 1) * TINY.vocabulary);

function describePrefill(prepared: WhenPrepared): void {
  describe('prefill', () => {
    it('gives rows of different lengths the logits that they have alone', async () => {
      const { forward, prefill, fresh, expectClose } = await prepared();
      const { batch, logits } = await prefill([A, B, C]);
      expect(batch.lengths).toEqual([6, 3, 1]);
      for (const [i, row] of [A, B, C].entries()) {
        expect(logits[i]?.length).toBe(row.tokens.length * TINY.vocabulary);
        for (let end = 1; end <= row.tokens.length; end++) {
          expectClose(rowOf(logits[i] as Float32Array, end - 1), await fresh(row.tokens.slice(0, end), row.coefficients));
        }
      }
      forward.release(batch);
    });

    it('cuts many tokens into several runs and joins their caches', async () => {
      const { forward, prefill, fresh, expectClose } = await prepared();
      const rows = Array.from({ length: 40 }, (_, i) => ({
        tokens: Array.from({ length: i === 0 ? 100 : 3 + i }, (_, j) => (i * 7 + j * 3) % 97),
        coefficients: Float32Array.of(i / 40, 0.5),
        logitsFrom: 1,
      }));
      const { batch } = await prefill(rows);
      const logits = await forward.step(
        batch,
        rows.map((_, i) => i),
      );
      for (const [i, row] of rows.entries()) expectClose(rowOf(logits, i), await fresh([...row.tokens, i], row.coefficients));
      forward.release(batch);
    });

    it('leaves the network to others between its runs', async () => {
      const { forward, bank, prefill } = await prepared();
      const rows = Array.from({ length: 40 }, (_, i) => ({
        tokens: Array.from({ length: 100 }, (_, j) => (i + j) % 97),
        coefficients: Float32Array.of(1, 0),
        logitsFrom: 99,
      }));
      const alone = await prefill(rows);
      let others = 0;
      const shared = await forward.prefill(rows, {
        bank,
        between: async () => {
          others += 1;
          const other = await prefill([B]);
          await forward.step(other.batch, [1]);
          forward.release(other.batch);
        },
      });
      expect(others).toBeGreaterThan(1);
      expect(shared.logits).toEqual(alone.logits);
      forward.release(alone.batch);
      forward.release(shared.batch);
    });
  });
}

function describeLongPrefill(prepared: WhenPrepared): void {
  describe('a long prefill', () => {
    it('runs long rows in pieces, those of a group in turns, to what single steps give', async () => {
      const { expectClose, open } = await prepared();
      const long = (length: number, step: number, share: number) => ({
        tokens: Array.from({ length }, (_, i) => (i * step + 3) % 97),
        coefficients: Float32Array.of(share, 0.5),
        logitsFrom: length - 140,
      });
      const { forward: roomy } = await open(320);
      const mounted = await mountTiny(roomy, SLOTS);
      const rows = [long(260, 7, 0.5), B, long(301, 5, 0.1)];
      const seen = rows.map((): Float32Array[] => []);
      const read = (pieces: readonly LogitsPiece[]) => {
        for (const { row, logits } of pieces) for (let at = 0; at < logits.length; at += 97) seen[row]?.push(logits.slice(at, at + 97));
      };
      const { batch, logits } = await roomy.prefill(rows, { bank: mounted, groups: [1, 2], read });
      expect(logits).toEqual([]);
      expect(batch.lengths).toEqual([260, 3, 301]);
      const next = (await roomy.step(batch, [1, 2, 3])).slice();
      for (const [i, { tokens, coefficients, logitsFrom }] of rows.entries()) {
        const alone = await roomy.prefill([{ tokens: tokens.slice(0, 1), coefficients, logitsFrom: 0 }], { bank: mounted });
        const known = [alone.logits[0] as Float32Array];
        for (const token of [...tokens.slice(1), i + 1]) known.push((await roomy.step(alone.batch, [token])).slice());
        roomy.release(alone.batch);
        expect(seen[i]).toHaveLength(tokens.length - logitsFrom);
        for (const [at, made] of (seen[i] as Float32Array[]).entries()) expectClose(made, known[logitsFrom + at] as Float32Array);
        expectClose(rowOf(next, i), known.at(-1) as Float32Array);
      }
      roomy.release(batch);
    });

    it('asks between runs, and frees what it made where the answer is no', async () => {
      const { open } = await prepared();
      const { forward: watched, held } = await open();
      const before = held();
      const row = { tokens: Array(70).fill(5), coefficients: new Float32Array(0), logitsFrom: 69 };
      let asked = 0;
      const between = async () => {
        if (++asked === 4) throw new DOMException('no', 'AbortError');
      };
      await expect(watched.prefill(Array(6).fill(row), { between })).rejects.toThrow('no');
      expect(asked).toBe(4);
      expect(held()).toBe(before);
      // The network is free for the next call.
      const { batch } = await watched.prefill([row]);
      expect(held()).toBeGreaterThan(before);
      watched.release(batch);
      expect(held()).toBe(before);
    });

    it('refuses tokens, coefficients and lengths that it cannot take, with their values', async () => {
      const { prefill } = await prepared();
      const bad = (row: Partial<typeof A>) => prefill([{ ...A, ...row }]);
      await expect(bad({ tokens: [1, 97] })).rejects.toThrow('token 97 is not in the vocabulary of 97');
      await expect(bad({ tokens: [] })).rejects.toThrow('a row of 0 tokens');
      await expect(bad({ tokens: Array(129).fill(1) })).rejects.toThrow('a row of 129 tokens, expected 1 to 128');
      await expect(bad({ coefficients: Float32Array.of(1) })).rejects.toThrow('1 coefficients, expected 2');
      await expect(bad({ logitsFrom: 6 })).rejects.toThrow('logits from 6, expected 0 to 5');
      await expect(prefill([])).rejects.toThrow('a batch of 0 rows');
    });
  });
}

function describeBatch(prepared: WhenPrepared): void {
  describe('a batch', () => {
    it('steps, is rewound, keeps some rows in another order, and steps on as if prefilled anew', async () => {
      const { forward, prefill, fresh, expectClose } = await prepared();
      const { batch } = await prefill([A, B, C]);
      await forward.step(batch, [10, 11, 12]);
      const second = await forward.step(batch, [20, 21, 22]);
      expectClose(rowOf(second, 1), await fresh([...B.tokens, 11, 21], B.coefficients));

      forward.rewind(batch, [4, 4, 3]);
      forward.keep(batch, [1, 0]);
      expect(batch.lengths).toEqual([4, 4]);
      const third = await forward.step(batch, [30, 31]);
      expectClose(rowOf(third, 0), await fresh([...B.tokens, 11, 30], B.coefficients));
      expectClose(rowOf(third, 1), await fresh([...A.tokens.slice(0, 4), 31], A.coefficients));
      forward.release(batch);
    });

    it('cannot be rewound forward, kept beyond its rows, stepped with too few tokens, or used once released', async () => {
      const { forward, prefill } = await prepared();
      const { batch } = await prefill([B]);
      expect(() => forward.rewind(batch, [4])).toThrow('row 0 cannot be rewound from 3 to 4 tokens');
      expect(() => forward.keep(batch, [1])).toThrow('row 1 of 1 cannot be kept');
      await expect(forward.step(batch, [])).rejects.toThrow('0 tokens for 1 rows');
      forward.release(batch);
      await expect(forward.step(batch, [1])).rejects.toThrow('released');
    });
  });
}

function describeSoft(prepared: WhenPrepared): void {
  describe('soft vectors', () => {
    const soft = Float32Array.from({ length: 3 * TINY.width }, (_, i) => Math.sin(0.1 + 1.7 * i));
    const slots = [
      { id: 'one', adapter: new Map(), soft },
      { id: 'two', adapter: new Map(), soft },
      { id: 'lora', adapter: SLOTS[0] as Adapter },
    ];
    const ids = softIds(TINY.vocabulary, 3);
    const row = (tokens: readonly number[], ...coefficients: readonly number[]): PrefillRow => {
      return { tokens, coefficients: Float32Array.from(coefficients), logitsFrom: 0 };
    };

    it('stand before a row as its coefficients mix them, as positions like any other', async () => {
      const { forward, expectClose } = await prepared();
      const bank = await forward.mount(slots);
      expect(bank.softTokens).toEqual([3, 3, 0]);
      const rows = [row([...ids, ...A.tokens], 1, 0, 1), row([...ids, ...A.tokens], 0.25, 0.75, 1), row(A.tokens, 0, 0, 1)];
      const { batch, logits } = await forward.prefill(rows, { bank });
      expect(batch.lengths).toEqual([9, 9, 6]);
      expectClose(logits[1], logits[0] as Float32Array);
      const [softly, plain] = [rowOf(logits[0] as Float32Array, 8), rowOf(logits[2] as Float32Array, 5)];
      expect(Math.max(...softly.map((value, i) => Math.abs(value - (plain[i] as number))))).toBeGreaterThan(0.05);

      await forward.step(batch, [10, 11, 12]);
      forward.rewind(batch, [8, 8, 5]);
      const stepped = (await forward.step(batch, [30, 31, 32])).slice();
      const again = rows.map((one, i) => ({ ...one, tokens: [...one.tokens.slice(0, -1), 30 + i] }));
      const anew = await forward.prefill(again, { bank });
      for (const [i, { tokens }] of rows.entries())
        expectClose(rowOf(stepped, i), rowOf(anew.logits[i] as Float32Array, tokens.length - 1));
      forward.release(batch);
      forward.release(anew.batch);
      bank.release();
    });

    it('that a row has not are refused, and one as a step', async () => {
      const { forward } = await prepared();
      const bank = await forward.mount(slots);
      const beyond = TINY.vocabulary + 3;
      await expect(forward.prefill([row([beyond, 1], 1, 0, 0)], { bank })).rejects.toThrow(
        'token 100 is not in the vocabulary of 97 with 3 soft vectors',
      );
      await expect(forward.prefill([row([...ids, 1], 0, 0, 1)], { bank })).rejects.toThrow('token 97 is not in the vocabulary of 97');
      const { batch } = await forward.prefill([row([...ids, 1], 1, 0, 0)], { bank });
      await expect(forward.step(batch, [TINY.vocabulary])).rejects.toThrow('token 97 is not in the vocabulary of 97');
      forward.release(batch);
      bank.release();
    });
  });
}
