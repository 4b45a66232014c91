/** Writes the model folder that `@huggingface/transformers` loads, made from the same GGUF that our engine and wllama read. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LlamaConfig, llamaConfig } from '../../src/lm/arch/llama-config.ts';
import type { ByteSource } from '../../src/lm/files/byte-source.ts';
import { readGguf } from '../../src/lm/files/gguf.ts';
import type { ExternalTensor, ExternalWrite } from '../../src/lm/graph/graph-builder.ts';
import type { WeightRecipe } from '../../src/lm/graph/llama-graph.ts';
import { writeWeights } from '../../src/lm/graph/weights.ts';
import { buildPeerGraph, PEER_FILES, type PeerDtype, type PeerRecipe } from './peer-graph.ts';

const CONTEXT = 2048;
const ZERO_POINT = 128;

/** Dynamic quantisation's weights: uint8 around 128, one scale for the whole linear. `out` gives the bytes of a tensor of the file. */
function writeInt8(dense: Float32Array, tensors: readonly ExternalTensor[], out: (tensor: ExternalTensor) => Uint8Array): void {
  const [codes, scale, zero] = tensors.map(out) as [Uint8Array, Uint8Array, Uint8Array];
  let largest = 0;
  for (const value of dense) largest = Math.max(largest, Math.abs(value));
  const step = Math.fround(largest / (ZERO_POINT - 1));
  for (let i = 0; i < dense.length; i++) codes[i] = ZERO_POINT + Math.round((dense[i] as number) / step);
  new DataView(scale.buffer, scale.byteOffset).setFloat32(0, step, true);
  zero[0] = ZERO_POINT;
}

function configOf(config: LlamaConfig): string {
  const external = Object.fromEntries(Object.values(PEER_FILES).map((file) => [file, 1]));
  return JSON.stringify({
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: config.width,
    intermediate_size: config.mlp,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.keyValueHeads,
    head_dim: config.headSize,
    vocab_size: config.vocabulary,
    max_position_embeddings: CONTEXT,
    rms_norm_eps: config.normEpsilon,
    rope_theta: config.ropeBase,
    tie_word_embeddings: config.tied,
    'transformers.js_config': { use_external_data_format: external },
  });
}

/**
 * Writes `config.json` and `onnx/model*.onnx` with its data file to `folder`; a dtype that is there already is left alone.
 * Without `eos_token_id` generation ends at the token budget only.
 */
export async function exportPeer(source: ByteSource, folder: string, dtypes: readonly PeerDtype[]): Promise<void> {
  const gguf = await readGguf(source);
  const config = llamaConfig(gguf);
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  writeFileSync(join(folder, 'config.json'), configOf(config));
  writeFileSync(join(folder, 'generation_config.json'), JSON.stringify({ _from_model_config: true }));
  for (const dtype of dtypes) {
    const file = join(folder, 'onnx', PEER_FILES[dtype]);
    if (existsSync(file)) continue;
    const graph = buildPeerGraph(config, dtype, CONTEXT);
    const plain = graph.writes.filter((write): write is ExternalWrite<WeightRecipe> => write.recipe.kind !== 'int8');
    const data = writeWeights({ externalBytes: graph.externalBytes, writes: plain }, gguf);
    const view = ({ offset, bytes }: ExternalTensor) => data.subarray(offset, offset + bytes);
    for (const { recipe, tensors } of graph.writes as readonly ExternalWrite<PeerRecipe>[]) {
      if (recipe.kind !== 'int8') continue;
      const { parts, inputs, outputs } = recipe;
      const bytes = inputs * outputs * Float32Array.BYTES_PER_ELEMENT;
      const scratch = { name: 'scratch', type: 'float32', dims: [inputs, outputs], offset: 0, bytes } as const;
      const dense = writeWeights({ externalBytes: bytes, writes: [{ recipe: { kind: 'dense', parts }, tensors: [scratch] }] }, gguf);
      writeInt8(new Float32Array(dense.buffer), tensors, view);
    }
    writeFileSync(`${file}_data`, data);
    writeFileSync(`${file}.part`, graph.model);
    renameSync(`${file}.part`, file);
  }
}
