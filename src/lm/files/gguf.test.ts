import { expect, it } from 'vitest';
import { type GgufValue, type WriteOptions, type WrittenTensor, writeGguf } from '../testing/write-gguf.ts';
import { shardedSource } from './byte-source.ts';
import { readGguf } from './gguf.ts';

const EMBEDDING = { name: 'token_embd.weight', dims: [64, 97], type: 8, data: new Uint8Array(97 * 68).fill(1) };
const NORM = { name: 'output_norm.weight', dims: [64], type: 0, data: new Uint8Array(256) };

const write = (tensors: readonly WrittenTensor[], metadata: Record<string, GgufValue> = {}, options: WriteOptions = {}) =>
  writeGguf({ 'general.architecture': 'llama', ...metadata }, tensors, options);
const read = (bytes: Uint8Array) => readGguf(shardedSource([bytes.slice(0, 100), bytes.slice(100)]));

it('reads names, row-major shapes and places', async () => {
  const bytes = write([EMBEDDING, NORM]);
  const { tensors, metadata } = await read(bytes);
  expect(metadata['general.architecture']).toBe('llama');
  expect(tensors.get('token_embd.weight')).toMatchObject({ type: 'Q8_0', shape: [97, 64], bytes: 97 * 68 });
  const norm = tensors.get('output_norm.weight');
  expect(norm).toMatchObject({ type: 'F32', shape: [64], bytes: 256 });
  expect((norm?.start ?? 0) + 256).toBe(bytes.length);
});

it('reads a file of another alignment', async () => {
  const bytes = write([NORM, EMBEDDING], { 'general.alignment': 1024 }, { alignment: 1024 });
  expect((await read(bytes)).tensors.get('token_embd.weight')?.start).toBe(2048);
});

it.each([
  [{ ...EMBEDDING, type: 12 }, 'tensor token_embd.weight has type Q4_K, expected one of F32, F16, Q4_0, Q4_1, Q8_0'],
  [{ ...EMBEDDING, type: 999 }, 'tensor token_embd.weight has type number 999'],
  [{ ...EMBEDDING, dims: [64, 0] }, 'tensor token_embd.weight has shape [0,64], expected sizes of at least 1'],
  [{ ...EMBEDDING, dims: [64, 2 ** 40] }, 'tensor token_embd.weight has shape [1099511627776,64], expected sizes'],
  [{ ...EMBEDDING, dims: [65, 97] }, 'tensor token_embd.weight of type Q8_0 has rows of 65 values, expected a multiple of 32'],
  [{ ...EMBEDDING, dims: [64, 200] }, 'tensor token_embd.weight ends at byte'],
  [{ ...EMBEDDING, offset: 2 ** 45 }, 'tensor token_embd.weight ends at byte'],
  [{ ...EMBEDDING, offset: -32 }, 'tensor token_embd.weight lies at Infinity of the data'],
  [{ ...EMBEDDING, offset: 8 }, 'tensor token_embd.weight lies at 8 of the data, expected a multiple of 32'],
  [{ ...NORM, name: 'a.weight', offset: 32 }, 'within tensor token_embd.weight, expected its own bytes'],
])('refuses the tensor %o, by name', async (tensor, message) => {
  await expect(read(write(tensor.name === 'a.weight' ? [EMBEDDING, tensor] : [tensor]))).rejects.toThrow(message);
});

it.each([0, 3, 2 ** 31, 131_072, 'wide', { float: 0.5 }, { float: Number.NaN }])('refuses the alignment %o', async (alignment) => {
  await expect(read(write([NORM], { 'general.alignment': alignment }))).rejects.toThrow('metadata general.alignment is');
});

it('refuses a part of a split file, and says which are wanted', async () => {
  const part = (no: number, count: number) => read(write([NORM], { 'split.no': no, 'split.count': count }));
  await expect(part(0, 2)).rejects.toThrow('the model is part 1 of 2: also drop part 2');
  await expect(part(1, 2)).rejects.toThrow('the model is part 2 of 2: also drop part 1');
  await expect(part(2, 9)).rejects.toThrow('the model is part 3 of 9: also drop the other parts');
  expect((await part(0, 1)).tensors.size).toBe(1);
});

it('refuses a file that ends too soon, and bytes that are no GGUF', async () => {
  await expect(read(write([EMBEDDING]).slice(0, -100))).rejects.toThrow('tensor token_embd.weight ends at byte');
  await expect(read(new Uint8Array(200))).rejects.toThrow('header cannot be read');
});
