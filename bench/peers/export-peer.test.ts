/** The peer's export computes what our engine computes, on the model cut to two layers. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shardedSource } from '../../src/lm/files/byte-source.ts';
import { loadModel } from '../../src/lm/run/model.ts';
import { exportPeer } from './export-peer.ts';
import { PEER_FILES, type PeerDtype } from './peer-graph.ts';

const LAYERS = 2;
const TOKENS = [1, 5, 60, 7, 33, 12, 90, 41];
const source = shardedSource([readFileSync(new URL('../../e2e/fixtures/cut/cut.part-0.bin', import.meta.url))]);
const folder = mkdtempSync(join(tmpdir(), 'tiller-peer-'));
const threads = { intraOpNumThreads: 1 };
let expected: Float32Array;

beforeAll(async () => {
  await exportPeer(source, folder, ['fp32', 'q8', 'q4']);
  const backend = { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions: threads } as const;
  const { forward } = await loadModel({ source, backend, context: 64 });
  const { batch, logits } = await forward.prefill([{ tokens: TOKENS, coefficients: new Float32Array(0), logitsFrom: TOKENS.length - 1 }]);
  expected = (logits[0] as Float32Array).slice();
  forward.release(batch);
  await forward.dispose();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Logits after the last token, its cache made from the tokens before. */
async function lastLogits(dtype: PeerDtype): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(join(folder, 'onnx', PEER_FILES[dtype]), threads);
  const names = Array.from({ length: LAYERS }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();
  let cache = names.map(() => new ort.Tensor('float32', new Float32Array(0), [1, 3, 0, 64]));
  let logits = new Float32Array(0);
  let length = 0;
  for (const tokens of [TOKENS.slice(0, -1), TOKENS.slice(-1)]) {
    length += tokens.length;
    const results = await session.run({
      input_ids: new ort.Tensor('int64', BigInt64Array.from(tokens, BigInt), [1, tokens.length]),
      attention_mask: new ort.Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]),
      num_logits_to_keep: new ort.Tensor('int64', BigInt64Array.of(1n), []),
      ...Object.fromEntries(names.map((name, i) => [`past_key_values.${name}`, cache[i] as ort.Tensor])),
    });
    cache = names.map((name) => results[`present.${name}`] as ort.TypedTensor<'float32'>);
    logits = results.logits?.data as Float32Array<ArrayBuffer>;
  }
  await session.release();
  return logits;
}

function worst(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}

it('has the logits of our engine in fp32', async () => {
  expect(worst(await lastLogits('fp32'), expected)).toBeLessThan(1e-3);
});

it.each(['q8', 'q4'] as const)('is near them in %s', async (dtype) => {
  const spread = Math.max(...expected) - Math.min(...expected);
  expect(worst(await lastLogits(dtype), expected)).toBeLessThan(spread / 4);
});
