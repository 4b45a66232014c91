import { createRng } from '../../math/rng.ts';
import { type GgufValue, type WrittenTensor, writeGguf } from './write-gguf.ts';

/** One layer, all in single precision: a file that a test takes apart. */
export const TINY_FILE = { width: 64, mlp: 32, heads: 4, keyValueHeads: 2, headSize: 16, layers: 1 } as const;

export const CHATML =
  "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\\n' + m['content'] + '<|im_end|>\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** GPT-2's byte alphabet, by byte. */
export function byteTokens(): string[] {
  const printable = (byte: number) => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
}

const CONTROL_TOKENS = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];

/** Metadata of a plain file: `llama.*` of TINY_FILE, a vocabulary of the bytes and three control tokens, ChatML. */
export function tinyMetadata(): Record<string, GgufValue | undefined> {
  const { width, mlp, heads, keyValueHeads, headSize, layers } = TINY_FILE;
  const tokens = [...CONTROL_TOKENS, ...byteTokens()];
  return {
    'general.architecture': 'llama',
    'llama.block_count': layers,
    'llama.embedding_length': width,
    'llama.feed_forward_length': mlp,
    'llama.attention.head_count': heads,
    'llama.attention.head_count_kv': keyValueHeads,
    'llama.context_length': 128,
    'llama.attention.layer_norm_rms_epsilon': { float: 1e-5 },
    'llama.rope.dimension_count': headSize,
    'llama.vocab_size': tokens.length,
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'gpt-2',
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': tokens.map((_, id) => (id < CONTROL_TOKENS.length ? 3 : 1)),
    'tokenizer.ggml.merges': ['h e', 'l l'],
    'tokenizer.ggml.eos_token_id': 2,
    'tokenizer.chat_template': CHATML,
  };
}

/** A tensor of random weights in single precision. @param dims innermost first. */
export function tinyTensor(name: string, dims: readonly number[], seed = 1): WrittenTensor {
  const next = createRng(seed);
  const values = Float32Array.from({ length: dims.reduce((product, size) => product * size, 1) }, () => 0.4 * next() - 0.2);
  return { name, dims, type: 0, data: new Uint8Array(values.buffer) };
}

/** The tensors of a plain file. */
export function tinyTensors({
  headSize = TINY_FILE.headSize,
  vocabulary = CONTROL_TOKENS.length + 256,
}: {
  headSize?: number;
  vocabulary?: number;
} = {}): WrittenTensor[] {
  const { width, mlp, heads, keyValueHeads } = TINY_FILE;
  const inner = heads * headSize;
  const keyValue = keyValueHeads * headSize;
  const shapes: Readonly<Record<string, readonly number[]>> = {
    'token_embd.weight': [width, vocabulary],
    'output_norm.weight': [width],
    'blk.0.attn_norm.weight': [width],
    'blk.0.ffn_norm.weight': [width],
    'blk.0.attn_q.weight': [width, inner],
    'blk.0.attn_k.weight': [width, keyValue],
    'blk.0.attn_v.weight': [width, keyValue],
    'blk.0.attn_output.weight': [inner, width],
    'blk.0.ffn_gate.weight': [width, mlp],
    'blk.0.ffn_up.weight': [width, mlp],
    'blk.0.ffn_down.weight': [mlp, width],
  };
  return Object.entries(shapes).map(([name, dims], i) => tinyTensor(name, dims, i + 1));
}

/** The bytes of a tiny model with these changes of its metadata (undefined leaves a key out) and more tensors. */
export function tinyFile(
  changes: Readonly<Record<string, GgufValue | undefined>> = {},
  more: readonly WrittenTensor[] = [],
): Uint8Array<ArrayBuffer> {
  return writeGguf({ ...tinyMetadata(), ...changes }, [...tinyTensors(), ...more]);
}
