import { describe, expect, it } from 'vitest';
import { shardedSource } from '../files/byte-source.ts';
import { readGguf } from '../files/gguf.ts';
import { TINY_FILE, tinyFile, tinyMetadata, tinyTensor, tinyTensors } from '../testing/tiny-gguf-file.ts';
import { type GgufValue, type WrittenTensor, writeGguf } from '../testing/write-gguf.ts';
import { llamaConfig } from './llama-config.ts';

const configOf = async (bytes: Uint8Array) => llamaConfig(await readGguf(shardedSource([bytes])));
const changed = (changes: Record<string, GgufValue | undefined>, more: readonly WrittenTensor[] = []) => configOf(tinyFile(changes, more));

describe('the shape of a model', () => {
  it("is read, with the format's defaults", async () => {
    expect(await changed({})).toEqual({
      layers: 1,
      width: 64,
      heads: 4,
      keyValueHeads: 2,
      headSize: 16,
      mlp: 32,
      vocabulary: 259,
      ropeBase: 10_000,
      ropeScale: 1,
      normEpsilon: expect.closeTo(1e-5, 10),
      context: 128,
      tied: true,
    });
    expect(await changed({}, [tinyTensor('output.weight', [64, 259])])).toMatchObject({ tied: false });
    expect(await changed({ 'llama.rope.freq_base': { float: 5e5 }, 'llama.context_length': { u64: 64n } })).toMatchObject({
      ropeBase: 5e5,
      context: 64,
    });
  });

  it('takes the size of a head from key_length where width / heads is another', async () => {
    const bytes = writeGguf(
      { ...tinyMetadata(), 'llama.rope.dimension_count': undefined, 'llama.attention.key_length': 32, 'llama.attention.value_length': 32 },
      tinyTensors({ headSize: 32 }),
    );
    expect(await configOf(bytes)).toMatchObject({ width: 64, heads: 4, headSize: 32 });
  });

  it('reads linear RoPE scaling by its name of today and by its old one', async () => {
    const factor = { float: 4 };
    expect(await changed({ 'llama.rope.scale_linear': factor })).toMatchObject({ ropeScale: 4 });
    expect(await changed({ 'llama.rope.scaling.type': 'linear', 'llama.rope.scaling.factor': factor })).toMatchObject({ ropeScale: 4 });
    expect(await changed({ 'llama.rope.scaling.factor': factor })).toMatchObject({ ropeScale: 4 });
    expect(await changed({ 'llama.rope.scaling.type': 'none', 'llama.rope.scaling.factor': factor })).toMatchObject({ ropeScale: 1 });
  });

  it('lets keys pass at which nothing changes', async () => {
    await changed({
      'llama.expert_count': 0,
      'llama.logit_scale': { float: 1 },
      'llama.attention.sliding_window': 0,
      'llama.tensor_data_layout': 'Meta AI original pth',
      'general.quantization_version': 2,
      'general.type': 'model',
      'tokenizer.ggml.add_eos_token': false,
      'quantize.imatrix.dataset': 'wiki',
    });
  });
});

describe('what would change the computation is refused by name:', () => {
  it.each<[string, GgufValue | undefined, string]>([
    ['general.architecture', 'qwen2', "the model's architecture is qwen2, expected llama"],
    ['general.architecture', undefined, "the model's architecture is undefined, expected llama"],
    ['general.type', 'adapter', 'metadata general.type is adapter, expected model'],
    ['llama.rope.scaling.type', 'yarn', 'RoPE scaling yarn is not supported'],
    ['llama.rope.scaling.type', 'longrope', 'RoPE scaling longrope is not supported'],
    ['llama.rope.scaling.attn_factor', { float: 1.2 }, 'metadata llama.rope.scaling.attn_factor is 1.2'],
    ['llama.rope.scale_linear', { float: 0 }, 'metadata llama.rope.scale_linear is 0, expected a number above 0'],
    ['llama.rope.dimension_count', 8, 'RoPE turns 8 of 16 values of a head, expected all'],
    ['llama.attention.key_length', 15, 'metadata llama.attention.key_length is 15, expected an even size'],
    ['llama.attention.value_length', 8, 'metadata llama.attention.value_length is 8, expected 16'],
    ['llama.attention.scale', { float: 0.01 }, 'metadata llama.attention.scale is'],
    ['llama.embedding_scale', { float: 12 }, 'metadata llama.embedding_scale is 12, expected 1'],
    ['llama.residual_scale', { float: 0.5 }, 'metadata llama.residual_scale is 0.5, expected 1'],
    ['llama.logit_scale', { float: 8 }, 'metadata llama.logit_scale is 8, expected 1'],
    ['llama.expert_count', 8, 'metadata llama.expert_count is 8, expected 0'],
    ['llama.attention.sliding_window', 64, 'metadata llama.attention.sliding_window is 64, expected 0'],
    ['llama.attention.causal', false, 'metadata llama.attention.causal is false, expected true'],
    ['llama.a_key_of_tomorrow', 1, 'metadata llama.a_key_of_tomorrow is 1, expected only keys of a plain Llama model'],
    ['tokenizer.ggml.add_eos_token', true, 'metadata tokenizer.ggml.add_eos_token is true, expected false'],
    ['tokenizer.ggml.add_space_prefix', true, 'metadata tokenizer.ggml.add_space_prefix is true, expected false'],
    ['tokenizer.ggml.tokens', ['a', 'b'], 'metadata tokenizer.ggml.tokens is ["a","b"], expected 259 tokens'],
    ['llama.vocab_size', 300, 'metadata llama.vocab_size is 300, expected 259'],
    ['llama.block_count', 'two', 'metadata llama.block_count is two, expected a whole number of at least 1'],
    ['llama.block_count', 0, 'metadata llama.block_count is 0'],
    ['llama.block_count', 2 ** 31 - 1, 'tensor blk.1.attn_norm.weight is missing'],
    ['llama.block_count', { u64: 2n ** 63n }, 'metadata llama.block_count is 9223372036854775808'],
    ['llama.embedding_length', 0, 'metadata llama.embedding_length is 0'],
    ['llama.embedding_length', 128, 'RoPE turns 16 of 32'],
    ['llama.feed_forward_length', 0, 'metadata llama.feed_forward_length is 0'],
    ['llama.feed_forward_length', { float: 31.5 }, 'metadata llama.feed_forward_length is 31.5'],
    ['llama.feed_forward_length', [32, 64], 'metadata llama.feed_forward_length is [32,64]'],
    ['llama.feed_forward_length', 64, 'tensor blk.0.ffn_gate.weight has shape [32,64], expected [64,64]'],
    ['llama.attention.head_count', 0, 'metadata llama.attention.head_count is 0'],
    ['llama.attention.head_count', 3, 'metadata llama.attention.head_count_kv is 2, expected a divisor of head_count 3'],
    ['llama.attention.head_count_kv', 0, 'metadata llama.attention.head_count_kv is 0'],
    ['llama.attention.head_count_kv', 3, 'metadata llama.attention.head_count_kv is 3, expected a divisor of head_count 4'],
    ['llama.attention.head_count_kv', { type: 5, raw: [255, 255, 255, 255] }, 'metadata llama.attention.head_count_kv is -1'],
    ['llama.attention.layer_norm_rms_epsilon', { float: 0 }, 'layer_norm_rms_epsilon is 0, expected a number above 0'],
    ['llama.attention.layer_norm_rms_epsilon', { float: -1 }, 'layer_norm_rms_epsilon is -1'],
    ['llama.attention.layer_norm_rms_epsilon', { float: Number.NaN }, 'layer_norm_rms_epsilon is NaN'],
    ['llama.attention.layer_norm_rms_epsilon', undefined, 'layer_norm_rms_epsilon is undefined'],
    ['llama.rope.freq_base', { float: 0 }, 'metadata llama.rope.freq_base is 0'],
    ['llama.rope.freq_base', { float: Number.POSITIVE_INFINITY }, 'metadata llama.rope.freq_base is Infinity'],
    ['llama.context_length', { float: 1.5 }, 'metadata llama.context_length is 1.5, expected a whole number'],
    ['llama.context_length', 0, 'metadata llama.context_length is 0'],
  ])('%s = %o', async (key, value, message) => {
    await expect(changed({ [key]: value })).rejects.toThrow(message);
  });

  it.each([
    'blk.0.attn_q.bias',
    'blk.0.attn_output.bias',
    'blk.0.ffn_gate.bias',
    'blk.0.ffn_down.bias',
    'blk.0.attn_q_norm.weight',
    'blk.0.attn_k_norm.weight',
    'blk.0.ffn_gate_inp.weight',
    'blk.0.ffn_up_exps.weight',
    'blk.1.attn_norm.weight',
    'rope_freqs.weight',
    'output.bias',
    'anything',
  ])('tensor %s', async (name) => {
    await expect(changed({}, [tinyTensor(name, [64])])).rejects.toThrow(`tensor ${name} is not supported`);
  });

  it('a tensor that is missing, and one of another shape', async () => {
    const without = tinyTensors().filter(({ name }) => name !== 'blk.0.ffn_up.weight');
    await expect(configOf(writeGguf(tinyMetadata(), without))).rejects.toThrow('tensor blk.0.ffn_up.weight is missing');
    const norm = tinyTensor('output_norm.weight', [TINY_FILE.width, 2]);
    const bent = tinyTensors().map((tensor) => (tensor.name === norm.name ? norm : tensor));
    await expect(configOf(writeGguf(tinyMetadata(), bent))).rejects.toThrow('tensor output_norm.weight has shape [2,64], expected [64]');
  });
});
