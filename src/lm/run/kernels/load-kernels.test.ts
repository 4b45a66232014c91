import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadNodeKernels } from '../../../../scripts/load-node-kernels.ts';
import { forgettingSource, shardedSource } from '../../files/byte-source.ts';
import { tinyFile } from '../../testing/tiny-gguf-file.ts';

const cut = () => new Uint8Array(readFileSync(new URL('../../../../e2e/fixtures/cut/cut.part-0.bin', import.meta.url)));

it('reads a file from its beginning to its end, and gives every part back on the way', async () => {
  const whole = cut();
  const third = Math.ceil(whole.length / 3);
  const shards = [0, 1, 2].map((i) => whole.slice(i * third, (i + 1) * third));
  const source = forgettingSource(shards);
  const left: number[] = [];
  const { forward, threads, weightBytes } = await loadNodeKernels({
    source,
    context: 64,
    onRead(end) {
      source.forget(end);
      left.push(shards.filter(({ length }) => length > 0).length);
    },
  });
  expect(new Set(left)).toEqual(new Set([3, 2, 1, 0]));
  expect(threads).toBe(1);
  // 4-bit blocks with two halves, and 8-bit blocks with a half and a sum: nothing is held as floats.
  expect(weightBytes).toBeLessThan(1.1 * whole.length);
  const { logits } = await forward.prefill([{ tokens: [1, 2, 3], coefficients: new Float32Array(0), logitsFrom: 2 }]);
  expect(logits[0]?.every(Number.isFinite)).toBe(true);
});

it('refuses weights that integers do not hold as they are, by the name of a tensor', async () => {
  await expect(loadNodeKernels({ source: shardedSource([tinyFile({})]) })).rejects.toMatchObject({
    code: 'backend',
    message: 'the integer kernels hold Q4_0, Q4_1 and Q8_0 as they are, and tensor token_embd.weight has type F32',
  });
});
