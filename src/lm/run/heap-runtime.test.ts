/** Caches kept in the WASM module's memory against the runtime's own way, on the model cut to two layers. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeWasm } from '../../../scripts/node-wasm.ts';
import { shardedSource } from '../files/byte-source.ts';
import type { Forward } from './forward.ts';
import { heapRuntime } from './heap-runtime.ts';
import { loadModel } from './model.ts';
import type { OrtRuntime } from './ort-runtime.ts';
import { type OrtModule, strangePart } from './wasm-heap.ts';

const { ort, module: tap } = nodeWasm();

const cut = new Uint8Array(readFileSync(new URL('../../../e2e/fixtures/cut/cut.part-0.bin', import.meta.url)));
const load = async (runtime: OrtRuntime): Promise<Forward> => {
  const backend = { ort: runtime, provider: 'wasm', weights: 'dense', precision: 'f32' } as const;
  return (await loadModel({ source: shardedSource([cut]), backend, context: 256 })).forward;
};
const row = (length: number, start: number) => ({
  tokens: Array.from({ length }, (_, i) => (start + 7 * i) % 100),
  coefficients: new Float32Array(0),
  logitsFrom: length - 1,
});

/** Everything that a batch goes through, past several growths of the cache; the logits on the way. */
async function journey(forward: Forward): Promise<Float32Array[]> {
  const seen: Float32Array[] = [];
  const { batch, logits } = await forward.prefill([row(5, 1), row(40, 2), row(23, 3)]);
  seen.push(...logits.map((each) => each.slice()));
  const steps = async (count: number, rows: number) => {
    for (let i = 0; i < count; i++) {
      const tokens = Array.from({ length: rows }, (_, r) => (11 * i + r) % 100);
      seen.push((await forward.step(batch, tokens)).slice());
    }
  };
  await steps(27, 3);
  forward.rewind(batch, [7, 40, 24]);
  await steps(3, 3);
  forward.keep(batch, [2, 0]);
  await steps(5, 2);
  forward.release(batch);
  return seen;
}

describe('a runtime whose caches stay in its memory', () => {
  let plain: Forward;
  let kept: Forward;
  beforeAll(async () => {
    plain = await load(ort);
    kept = await load(heapRuntime(ort, tap));
  }, 60_000);
  afterAll(() => Promise.all([plain.dispose(), kept.dispose()]));

  it('has found the module', () => {
    expect(strangePart(tap())).toBeUndefined();
    expect(strangePart({ ...(tap() as OrtModule), _OrtRun: (_session: number) => 0 })).toBe('_OrtRun takes 1 arguments, expected 8');
  });

  it('gives the same logits through prefill, growth, rewind and rows that leave', async () => {
    const expected = await journey(plain);
    const found = await journey(kept);
    expect(found.length).toBe(expected.length);
    found.forEach((logits, i) => {
      expect(Buffer.compare(Buffer.from(logits.buffer), Buffer.from((expected[i] as Float32Array).buffer))).toBe(0);
    });
  });

  it('has freed what a batch took', async () => {
    const module = tap() as { HEAPU8: Uint8Array };
    await journey(kept);
    const before = module.HEAPU8.byteLength;
    for (let i = 0; i < 3; i++) await journey(kept);
    expect(module.HEAPU8.byteLength).toBe(before);
  });

  it('is the runtime itself where the module is not what was expected', async () => {
    const other = heapRuntime(ort, () => ({ ...(tap() as OrtModule), _OrtCreateTensor: undefined }));
    const forward = await load(other);
    const { batch, logits } = await forward.prefill([row(5, 1)]);
    expect(logits[0]?.length).toBe(forward.vocabulary);
    forward.release(batch);
    await forward.dispose();
  });
});
