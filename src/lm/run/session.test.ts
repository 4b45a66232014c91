import type { InferenceSession } from 'onnxruntime-common';
import { describe, expect, it } from 'vitest';
import type { Adapter } from '../adapters/peft.ts';
import { mountTiny, tinyForward } from '../testing/tiny-forward.ts';
import { TINY, tinyAdapter, tinyGguf, tinyWeights } from '../testing/tiny-llama.ts';
import type { LogitsPiece, PrefillRow } from './forward.ts';

const file = tinyGguf(tinyWeights());
const SLOTS: readonly Adapter[] = [tinyAdapter(1, 2, ['q_proj', 'o_proj']), tinyAdapter(2, 3, ['gate_proj', 'lm_head'])];
const forward = await tinyForward(file);
const bank = await mountTiny(forward, SLOTS);
const prefill = (rows: readonly PrefillRow[]) => forward.prefill(rows, { bank });
const A = { tokens: [4, 8, 15, 16, 23, 42], coefficients: Float32Array.of(1, 0), logitsFrom: 0 };
const B = { tokens: [90, 2, 7], coefficients: Float32Array.of(0.25, 0.5), logitsFrom: 0 };
const C = { tokens: [33], coefficients: Float32Array.of(0, 0), logitsFrom: 0 };

/** Logits after the last token, from a prefill of the row alone. */
async function fresh(tokens: readonly number[], coefficients: Float32Array): Promise<Float32Array> {
  const { batch, logits } = await prefill([{ tokens, coefficients, logitsFrom: tokens.length - 1 }]);
  forward.release(batch);
  return logits[0] as Float32Array;
}

function expectClose(actual: Float32Array | undefined, expected: Float32Array): void {
  const worst = expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - ((actual as Float32Array)[i] as number))), 0);
  expect(worst).toBeLessThan(2e-5);
}

const rowOf = (flat: Float32Array, row: number) => flat.slice(row * TINY.vocabulary, (row + 1) * TINY.vocabulary);

describe('prefill', () => {
  it('gives rows of different lengths the logits that they have alone', async () => {
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

  it('runs long rows in pieces, those of a group in turns, to what single steps give', async () => {
    const long = (length: number, step: number, share: number) => ({
      tokens: Array.from({ length }, (_, i) => (i * step + 3) % 97),
      coefficients: Float32Array.of(share, 0.5),
      logitsFrom: length - 140,
    });
    const roomy = await tinyForward(file, { context: 320 });
    const mounted = await mountTiny(roomy, SLOTS);
    const rows = [long(260, 7, 0.5), B, long(301, 5, 0.1)];
    const seen = rows.map((): Float32Array[] => []);
    const read = (pieces: readonly LogitsPiece[]) => {
      for (const { row, logits } of pieces) for (let at = 0; at < logits.length; at += 97) seen[row]?.push(logits.subarray(at, at + 97));
    };
    const { batch, logits } = await roomy.prefill(rows, { bank: mounted, groups: [1, 2], read });
    expect(logits).toEqual([]);
    expect(batch.lengths).toEqual([260, 3, 301]);
    const next = await roomy.step(batch, [1, 2, 3]);
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
    const made = new Set<unknown>();
    const tap = (session: InferenceSession): InferenceSession => {
      const run = async (...args: Parameters<InferenceSession['run']>) => {
        const results = await session.run(...args);
        for (const [name, tensor] of Object.entries(results)) {
          if (!name.startsWith('present_')) continue;
          made.add(tensor);
          tensor.dispose = () => made.delete(tensor);
        }
        return results;
      };
      return { ...session, run, release: () => session.release() } as InferenceSession;
    };
    const watched = await tinyForward(file, { tap });
    const row = { tokens: Array(70).fill(5), coefficients: new Float32Array(0), logitsFrom: 69 };
    let asked = 0;
    const between = async () => {
      if (++asked === 4) throw new DOMException('no', 'AbortError');
    };
    await expect(watched.prefill(Array(6).fill(row), { between })).rejects.toThrow('no');
    expect(asked).toBe(4);
    expect(made.size).toBe(0);
    // The network is free for the next call; a single run's cache is the batch's.
    const { batch } = await watched.prefill([row]);
    expect(made.size).toBe(2 * TINY.layers);
    watched.release(batch);
    expect(made.size).toBe(0);
  });

  it('refuses tokens, coefficients and lengths that it cannot take, with their values', async () => {
    const bad = (row: Partial<typeof A>) => prefill([{ ...A, ...row }]);
    await expect(bad({ tokens: [1, 97] })).rejects.toThrow('token 97 is not in the vocabulary of 97');
    await expect(bad({ tokens: [] })).rejects.toThrow('a row of 0 tokens');
    await expect(bad({ tokens: Array(129).fill(1) })).rejects.toThrow('a row of 129 tokens, expected 1 to 128');
    await expect(bad({ coefficients: Float32Array.of(1) })).rejects.toThrow('1 coefficients, expected 2');
    await expect(bad({ logitsFrom: 6 })).rejects.toThrow('logits from 6, expected 0 to 5');
    await expect(prefill([])).rejects.toThrow('a batch of 0 rows');
  });
});

describe('a batch', () => {
  it('steps, is rewound, keeps some rows in another order, and steps on as if prefilled anew', async () => {
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
    const { batch } = await prefill([B]);
    expect(() => forward.rewind(batch, [4])).toThrow('row 0 cannot be rewound from 3 to 4 tokens');
    expect(() => forward.keep(batch, [1])).toThrow('row 1 of 1 cannot be kept');
    await expect(forward.step(batch, [])).rejects.toThrow('0 tokens for 1 rows');
    forward.release(batch);
    await expect(forward.step(batch, [1])).rejects.toThrow('released');
  });
});

it('runs one call at a time', async () => {
  const first = prefill([A]);
  await expect(prefill([B])).rejects.toThrow('running already');
  forward.release((await first).batch);
});

it('runs blocks of 8 bits close to the dense weights', async () => {
  const dense = await tinyForward(file);
  const blocks = await tinyForward(file, { weights: 'blocks8' });
  const row = { tokens: A.tokens, coefficients: new Float32Array(0), logitsFrom: 5 };
  const [exact, rounded] = [(await dense.prefill([row])).logits[0], (await blocks.prefill([row])).logits[0]] as [
    Float32Array,
    Float32Array,
  ];
  const worst = exact.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (rounded[i] as number))), 0);
  expect(worst).toBeLessThan(0.3);
  expect(worst).toBeGreaterThan(0);
});
