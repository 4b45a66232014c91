import { expect, it } from 'vitest';
import { arrivingSource, shardedSource } from '../files/byte-source.ts';
import { tinyFile, tinyTensor } from '../testing/tiny-gguf-file.ts';
import type { GgufValue, WrittenTensor } from '../testing/write-gguf.ts';
import { beginModelFile, readModelFile } from './model-file.ts';

const read = (changes: Record<string, GgufValue | undefined> = {}, more: readonly WrittenTensor[] = []) =>
  readModelFile(shardedSource([tinyFile(changes, more)]));

it('reads shape, tokenizer and tensors', async () => {
  const { gguf, config, tokenizer } = await read();
  expect(config).toMatchObject({ layers: 1, width: 64, vocabulary: 259 });
  expect(tokenizer.decode(tokenizer.encode('hello'))).toBe('hello');
  expect(gguf.tensors.size).toBe(11);
});

it('reads a source once', async () => {
  const source = shardedSource([tinyFile()]);
  expect(await readModelFile(source)).toBe(await readModelFile(source));
});

it.each<[string, GgufValue]>([
  ['tokenizer.ggml.pre', 'llama-bpe'],
  ['tokenizer.ggml.model', 'llama'],
  ['tokenizer.ggml.eos_token_id', 259],
  ['tokenizer.chat_template', "{{ raise_exception('no') }}"],
])('refuses what the tokenizer cannot serve before a network is built of the file: %s = %o', async (key, value) => {
  await expect(read({ [key]: value })).rejects.toMatchObject({ code: 'unsupported-model', message: expect.stringContaining(key) });
});

it('refuses weights that are no numbers, by tensor and place', async () => {
  const output = tinyTensor('output.weight', [64, 259]);
  new DataView(output.data.buffer).setFloat32((3 * 64 + 7) * 4, Number.POSITIVE_INFINITY, true);
  await expect(read({}, [output])).rejects.toThrow('tensor output.weight holds a weight that is no finite number at [3, 7]');
});

it('is begun when the header is there, and read to its end', async () => {
  const file = tinyFile();
  // a header is read in windows of 1 MB, so what follows has to be longer
  const bytes = new Uint8Array(file.length + 2 ** 21);
  bytes.set(file);
  const whole = await readModelFile(shardedSource([bytes]));
  const cuts = [0, 1000, 2 ** 20 + 1000, bytes.length];
  const shards = cuts.slice(1).map((end, i) => bytes.slice(cuts[i], end));
  const source = arrivingSource(shards.map(({ length }) => length));
  const [begun, read] = [beginModelFile(source), readModelFile(source)];
  for (const shard of [0, 1]) source.arrive(shard, shards[shard] as Uint8Array<ArrayBuffer>);
  expect((await begun).gguf.tensors).toEqual(whole.gguf.tensors);
  source.arrive(2, shards[2] as Uint8Array<ArrayBuffer>);
  expect((await read).config).toEqual(whole.config);
});

it('says what keeps the file away', async () => {
  const source = arrivingSource([100, 200]);
  const reading = readModelFile(source);
  source.fail(new Error('the server is gone'));
  await expect(reading).rejects.toThrow('the server is gone');
});
