import { describe, expect, it } from 'vitest';
import { llamaConfig } from '../arch/llama-config.ts';
import { shardedSource } from './byte-source.ts';
import { readGguf } from './gguf.ts';

type Value = string | number | { readonly float: number };

/** A GGUF of one tensor, written by hand from the format's description (ggml, docs/gguf.md). */
function makeGguf(
  metadata: Readonly<Record<string, Value>>,
  tensors: readonly { name: string; dims: readonly number[]; type: number; bytes: number }[],
): Uint8Array {
  const bytes: number[] = [];
  const u32 = (value: number) => bytes.push(value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255);
  const u64 = (value: number) => {
    u32(value);
    u32(0);
  };
  const text = (value: string) => {
    const encoded = new TextEncoder().encode(value);
    u64(encoded.length);
    bytes.push(...encoded);
  };
  bytes.push(...new TextEncoder().encode('GGUF'));
  u32(3);
  u64(tensors.length);
  u64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) {
    text(key);
    if (typeof value === 'string') {
      u32(8);
      text(value);
    } else if (typeof value === 'number') {
      u32(4);
      u32(value);
    } else {
      u32(6);
      bytes.push(...new Uint8Array(Float32Array.of(value.float).buffer));
    }
  }
  let offset = 0;
  for (const { name, dims, type, bytes: size } of tensors) {
    text(name);
    u32(dims.length);
    for (const dim of dims) u64(dim);
    u32(type);
    u64(offset);
    offset += Math.ceil(size / 32) * 32;
  }
  while (bytes.length % 32) bytes.push(0);
  return Uint8Array.from([...bytes, ...Array(offset).fill(1)]);
}

const LLAMA: Record<string, Value> = {
  'general.architecture': 'llama',
  'llama.block_count': 2,
  'llama.embedding_length': 64,
  'llama.feed_forward_length': 96,
  'llama.attention.head_count': 4,
  'llama.attention.head_count_kv': 2,
  'llama.context_length': 128,
  'llama.attention.layer_norm_rms_epsilon': { float: 1e-5 },
};
const EMBEDDING = { name: 'token_embd.weight', dims: [64, 97], type: 8, bytes: 97 * 68 };
const read = (bytes: Uint8Array) => readGguf(shardedSource([bytes.slice(0, 100), bytes.slice(100)]));

describe('readGguf', () => {
  it('reads names, row-major shapes and places', async () => {
    const bytes = makeGguf(LLAMA, [EMBEDDING, { name: 'output_norm.weight', dims: [64], type: 0, bytes: 256 }]);
    const { tensors, metadata } = await read(bytes);
    expect(metadata['general.architecture']).toBe('llama');
    expect(tensors.get('token_embd.weight')).toMatchObject({ type: 'Q8_0', shape: [97, 64], bytes: 97 * 68 });
    const norm = tensors.get('output_norm.weight');
    expect(norm).toMatchObject({ type: 'F32', shape: [64], bytes: 256 });
    expect((norm?.start ?? 0) + 256).toBe(bytes.length);
  });

  it('refuses a tensor type that it cannot dequantise, by name', async () => {
    await expect(read(makeGguf(LLAMA, [{ ...EMBEDDING, type: 12 }]))).rejects.toThrow(
      'tensor token_embd.weight has type Q4_K, expected one of F32, F16, Q4_0, Q4_1, Q8_0',
    );
  });

  it('refuses a file that ends too soon, and bytes that are no GGUF', async () => {
    await expect(read(makeGguf(LLAMA, [EMBEDDING]).slice(0, -100))).rejects.toThrow('tensor token_embd.weight ends at byte');
    await expect(read(new Uint8Array(200))).rejects.toThrow('header cannot be read');
  });
});

describe('llamaConfig', () => {
  const configOf = async (
    changes: Record<string, Value> = {},
    more: { name: string; dims: number[]; type: number; bytes: number }[] = [],
  ) => llamaConfig(await read(makeGguf({ ...LLAMA, ...changes }, [EMBEDDING, ...more])));

  it("reads the shape, with the format's defaults", async () => {
    expect(await configOf()).toMatchObject({
      layers: 2,
      width: 64,
      heads: 4,
      keyValueHeads: 2,
      headSize: 16,
      mlp: 96,
      vocabulary: 97,
      ropeBase: 10_000,
      context: 128,
      tied: true,
    });
    expect(await configOf({}, [{ ...EMBEDDING, name: 'output.weight' }])).toMatchObject({ tied: false });
  });

  it('refuses another architecture, scaled RoPE, biases and mixtures, by name', async () => {
    await expect(configOf({ 'general.architecture': 'qwen2' })).rejects.toThrow("the model's architecture is qwen2, expected llama");
    await expect(configOf({ 'llama.rope.scaling.type': 'yarn' })).rejects.toThrow('RoPE scaling yarn is not supported');
    await expect(configOf({}, [{ name: 'blk.0.attn_q.bias', dims: [64], type: 0, bytes: 256 }])).rejects.toThrow(
      'tensor blk.0.attn_q.bias is not supported',
    );
    await expect(configOf({ 'llama.block_count': 'two' })).rejects.toThrow('metadata llama.block_count is two, expected a number');
  });
});
