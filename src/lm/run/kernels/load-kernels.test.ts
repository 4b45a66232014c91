import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { loadNodeKernels } from '../../../../scripts/load-node-kernels.ts';
import { EngineError } from '../../errors.ts';
import { arrivingSource, forgettingSource, shardedSource } from '../../files/byte-source.ts';
import { tinyFile } from '../../testing/tiny-gguf-file.ts';
import { readModelFile } from '../model-file.ts';

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

it('packs what has arrived, and ends its threads where the rest does not come', async () => {
  const whole = cut();
  const half = Math.ceil(whole.length / 2);
  const source = arrivingSource([half, whole.length - half]);
  const packed: number[] = [];
  const loading = loadNodeKernels({ source, context: 64, threads: 2, onRead: (end) => packed.push(end) });
  source.arrive(0, whole.slice(0, half));
  await vi.waitUntil(() => packed.length > 0, { timeout: 60_000 });
  expect(Math.max(...packed)).toBeLessThanOrEqual(whole.length);
  source.fail(new EngineError('network', 'the line is dead'));
  // Node ends with this test only where no thread is left.
  await expect(loading).rejects.toMatchObject({ code: 'network' });
});

it('names a weight that is no finite number', async () => {
  const bytes = cut();
  const { gguf } = await readModelFile(shardedSource([bytes]));
  const tensor = gguf.tensors.get('blk.0.ffn_up.weight');
  if (!tensor) throw new Error('the fixture has no such tensor');
  // the upper byte of the scale of the second row's first block
  bytes[tensor.start + tensor.bytes / (tensor.shape[0] as number) + 1] = 0x7e;
  await expect(loadNodeKernels({ source: shardedSource([bytes]), context: 64 })).rejects.toMatchObject({
    code: 'unsupported-model',
    message: 'tensor blk.0.ffn_up.weight holds a weight that is no finite number at [1, 0]',
  });
});
