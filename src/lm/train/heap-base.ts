/** The base's tensors in the module's memory, once, in single precision: every graph of training takes them as inputs. */
import { headLinear, LAYER_HOOKS, layerLinear } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import type { GgufFile } from '../files/gguf.ts';
import type { WeightRecipe } from '../graph/llama-graph.ts';
import { embeddingTable, writeTensors } from '../graph/weights.ts';
import { HeapBuffer } from '../run/wasm-heap.ts';
import type { HeapScope } from './heap-scope.ts';

export type Feeds = Readonly<Record<string, HeapBuffer>>;

export interface HeapBase {
  /** By layer and input: `w.norm1`, `w.qkv`, ... */
  readonly layers: readonly Feeds[];
  /** `w.norm`, `w.head`. */
  readonly head: Feeds;
  /** Writes a token's embedding, [width]. */
  embed(token: number, out: Float32Array, to: number): void;
}

/** Dequantises the base tensor by tensor into the memory of `scope`. @param onProgress is told the tensors placed so far. */
export function placeBase(
  scope: HeapScope,
  file: GgufFile,
  config: LlamaConfig,
  onProgress: (done: number, total: number) => void = () => {},
): HeapBase {
  const { layers, width, vocabulary, tied } = config;
  const total = layers * 6 + 2;
  let done = 0;
  const place = (recipe: WeightRecipe, dims: readonly number[]): HeapBuffer => {
    const bytes = dims.reduce((product, dim) => product * dim, Float32Array.BYTES_PER_ELEMENT);
    const buffer = scope.own(HeapBuffer.make(scope.module, 'float32', dims, bytes));
    const tensor = { name: '', type: 'float32', dims, offset: 0, bytes } as const;
    writeTensors(file, { recipe, tensors: [tensor] }, () => {
      const view = buffer.floats();
      return new Uint8Array(view.buffer, view.byteOffset, bytes);
    });
    onProgress(++done, total);
    return buffer;
  };
  const vector = (tensor: string) => place({ kind: 'vector', tensor }, [width]);
  const placed = Array.from({ length: layers }, (_, layer) => ({
    'w.norm1': vector(`blk.${layer}.attn_norm.weight`),
    'w.norm2': vector(`blk.${layer}.ffn_norm.weight`),
    ...Object.fromEntries(
      LAYER_HOOKS.map((hook) => {
        const { inputs, outputs, parts } = layerLinear(config, layer, hook);
        return [`w.${hook}`, place({ kind: 'dense', parts }, [inputs, outputs])] as const;
      }),
    ),
  }));
  const tensor = headLinear(config).parts[0]?.tensor as string;
  const table = place({ kind: 'table', tensor }, [vocabulary, width]);
  return {
    layers: placed,
    head: { 'w.norm': vector('output_norm.weight'), 'w.head': table },
    embed: tied ? (token, out, to) => out.set(table.floats().subarray(token * width, (token + 1) * width), to) : embeddingTable(file),
  };
}
