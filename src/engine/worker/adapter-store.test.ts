import { expect, it } from 'vitest';
import { writeSafetensors } from '../../lm/files/safetensors.ts';
import { TINY } from '../../lm/testing/tiny-llama.ts';
import { AdapterStore, type AdapterStoreDeps } from './adapter-store.ts';

const name = 'base_model.model.model.layers.0.self_attn.q_proj';
const outputs = TINY.heads * TINY.headSize;
/** Bytes of one adapter, read. */
const SIZE = 4 * (TINY.width + outputs);
const files = {
  config: { peft_type: 'LORA', r: 1, lora_alpha: 1, target_modules: ['q_proj'] },
  tensors: writeSafetensors(
    new Map([
      [`${name}.lora_A.weight`, { shape: [1, TINY.width], data: new Float32Array(TINY.width) }],
      [`${name}.lora_B.weight`, { shape: [outputs, 1], data: new Float32Array(outputs) }],
    ]),
    'F32',
  ),
};
const never = new AbortController().signal;
const source = (id: string) => ({ id, url: id });

function makeStore(room: number, fetchFiles: AdapterStoreDeps['fetchFiles'] = async () => files) {
  const fetched: string[] = [];
  const store = new AdapterStore({
    config: TINY,
    room,
    fetchFiles: (asked) => {
      fetched.push(asked.id);
      return fetchFiles(asked);
    },
  });
  const read = async (...ids: readonly string[]) => {
    for (const id of ids) await store.readSlot(source(id), never);
  };
  return { store, fetched, read };
}

it('keeps what was used last, within its room', async () => {
  const { fetched, read } = makeStore(2 * SIZE);
  await read('a', 'b', 'a', 'c', 'a', 'b');
  expect(fetched).toEqual(['a', 'b', 'c', 'b']);
});

it('gives an adapter that is larger than its room all the same', async () => {
  const { fetched, read } = makeStore(SIZE / 2);
  await read('a', 'a', 'b', 'a');
  expect(fetched).toEqual(['a', 'b', 'a']);
});

it('of two that wait for one adapter either may leave', async () => {
  let arrive = () => {};
  const { store, fetched } = makeStore(SIZE, async () => {
    await new Promise<void>((resolve) => {
      arrive = resolve;
    });
    return files;
  });
  const leaving = new AbortController();
  const first = store.readSlot(source('a'), leaving.signal);
  const second = store.readSlot(source('a'), never);
  leaving.abort(new DOMException('left', 'AbortError'));
  await expect(first).rejects.toThrow('left');
  arrive();
  expect(await second).toHaveProperty('read.adapter');
  expect(fetched).toEqual(['a']);
});
