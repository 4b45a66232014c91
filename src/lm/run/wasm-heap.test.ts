/** Tensors in a memory that moves at every allocation: a view that was taken before one is dead. */
import * as ort from 'onnxruntime-common';
import { expect, it } from 'vitest';
import { readsAll } from '../arch/bank-reads.ts';
import { createFakeOrtModule } from '../testing/fake-ort-module.ts';
import { TINY, tinyAdapter } from '../testing/tiny-llama.ts';
import { heapRuntime } from './heap-runtime.ts';
import { MountedBank } from './mounted-bank.ts';
import type { OrtRuntime } from './ort-runtime.ts';
import { sessionMemory } from './ort-runtime.ts';
import type { TensorMemory } from './tensor-memory.ts';

/** A session over the fake module that has one layer's cache. */
async function heapSession() {
  const module = createFakeOrtModule();
  const session = { handler: { sessionId: 1 }, inputNames: ['total', 'past_key.0'], release: async () => {} };
  const runtime = { Tensor: ort.Tensor, InferenceSession: { create: async () => session } } as unknown as OrtRuntime;
  const made = await heapRuntime(runtime, () => module).InferenceSession.create(new Uint8Array(0));
  return { module, session: made, memory: sessionMemory(made) as TensorMemory };
}

const values = (count: number, start: number) => Float32Array.from({ length: count }, (_, i) => start + i);

it('a tensor that is placed has its values, and those before it keep theirs', async () => {
  const { memory, module } = await heapSession();
  const made = [10, 20, 30].map((start) => memory.place(values(6, start), [2, 3]));
  for (const [i, tensor] of made.entries()) {
    expect(tensor.dims).toEqual([2, 3]);
    expect(tensor.data).toEqual(values(6, 10 * (i + 1)));
  }
  const before = module.live();
  for (const tensor of made) tensor.dispose();
  expect(module.live()).toBe(before - 3);
});

it('rows of caches are joined and picked by what the memory holds after the allocation', async () => {
  const { memory } = await heapSession();
  // [rows, heads, positions, head]: two rows of two positions, one of three.
  const joined = memory.concatenate([memory.place(values(8, 0), [2, 1, 2, 2]), memory.place(values(6, 50), [1, 1, 3, 2])]);
  const [rows, , positions] = joined.dims as readonly [number, number, number, number];
  expect(rows).toBe(3);
  expect(positions).toBeGreaterThanOrEqual(3);
  const rowOf = (data: Float32Array, row: number, count: number) => [...data.subarray(row * positions * 2, row * positions * 2 + count)];
  const all = joined.data as Float32Array;
  expect([rowOf(all, 0, 4), rowOf(all, 1, 4), rowOf(all, 2, 6)]).toEqual([[...values(4, 0)], [...values(4, 4)], [...values(6, 50)]]);
  const picked = memory.gather(joined, [2, 0]);
  expect([rowOf(picked.data as Float32Array, 0, 6), rowOf(picked.data as Float32Array, 1, 4)]).toEqual([
    [...values(6, 50)],
    [...values(4, 0)],
  ]);
});

it('a cache that grows for the next position keeps what it held', async () => {
  const { memory, session } = await heapSession();
  const past = memory.place(values(8, 7), [1, 2, 2, 2]);
  const total = new ort.Tensor('int32', Int32Array.of(3), [1]);
  const results = await session.run({ total, 'past_key.0': past }, ['present_key.0']);
  const present = results['present_key.0'] as ort.Tensor;
  const [, heads, positions, head] = present.dims as readonly [number, number, number, number];
  expect(positions).toBeGreaterThanOrEqual(3);
  const data = present.data as Float32Array;
  for (let i = 0; i < heads; i++) {
    expect([...data.subarray(i * positions * head, i * positions * head + 4)]).toEqual([...values(4, 7 + 4 * i)]);
  }
});

it('what was written of adapters is freed when memory ends before all are', () => {
  const placed = new Set<unknown>();
  const memory: TensorMemory = {
    onGpu: false,
    place(reals, dims) {
      if (placed.size === 20) throw new RangeError('no memory for a tensor of 9 bytes');
      const tensor = new ort.Tensor('float32', reals as Float32Array, dims);
      placed.add(tensor);
      tensor.dispose = () => placed.delete(tensor);
      return tensor;
    },
    concatenate: (tensors) => tensors[0] as ort.Tensor,
    gather: (tensor) => tensor,
  };
  const slots = { slots: [{ id: 'a', adapter: tinyAdapter(1, 2, ['o_proj']) }] };
  const sessions = { reads: readsAll(TINY), hold: () => expect.fail('no session is wanted') };
  expect(() => MountedBank.mount(slots, { config: TINY, memory, sessions, half: false, pad: (columns) => columns })).toThrow('no memory');
  expect(placed.size).toBe(0);
});
