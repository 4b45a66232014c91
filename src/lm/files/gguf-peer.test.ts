/** Our reader of GGUF headers against the hub's own, on the base model. */
import { gguf } from '@huggingface/gguf';
import { expect, it } from 'vitest';
import { baseModelSource } from '../../../scripts/base-model-source.ts';
import { readHeader } from './gguf-header.ts';

it("reads the base model's header as @huggingface/gguf does", async () => {
  const source = baseModelSource();
  const serve: typeof fetch = async (_, init) => {
    const [, start, end] = /bytes=(\d+)-(\d+)/.exec(new Headers(init?.headers).get('range') ?? '') ?? [];
    return new Response(source.slice(Number(start), Number(end) + 1) as Uint8Array<ArrayBuffer>, { status: 206 });
  };
  const peer = await gguf('https://gguf.invalid/model.gguf', { fetch: serve });
  const ours = readHeader(source);
  // the peer mixes what precedes the metadata into it
  const { version, tensor_count, kv_count, ...metadata } = peer.metadata;
  expect({ ...ours.metadata }).toEqual(metadata);
  expect([version, Number(tensor_count), Number(kv_count)]).toEqual([3, ours.tensors.length, Object.keys(ours.metadata).length]);
  expect(ours.tensors).toEqual(
    peer.tensorInfos.map(({ name, shape, dtype, offset }) => ({ name, dims: shape.map(Number), type: dtype, offset: Number(offset) })),
  );
  expect(peer.tensorDataOffset - BigInt(ours.bytes)).toBeLessThan(32n);
});
