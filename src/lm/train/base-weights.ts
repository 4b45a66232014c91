/** The base's tensors in single precision, once: its linears where products are made, its norms in the runtime's memory. */
import { headLinear, LAYER_HOOKS, layerLinear } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import type { GgufFile } from '../files/gguf.ts';
import type { WeightRecipe } from '../graph/llama-graph.ts';
import { embeddingTable, type MatrixRows, readTensor, writeTensors } from '../graph/weights.ts';
import type { HeapBuffer } from '../run/wasm-heap.ts';
import type { HeapScope } from './heap-scope.ts';
import type { Matrix, Products } from './products.ts';

/** What a graph reads, by its inputs' names. */
export type Feeds = Readonly<Record<string, HeapBuffer>>;
/** What its products are with, by name. */
export type Matrices = Readonly<Record<string, Matrix>>;

export interface LayerWeights {
  /** `w.norm1`, `w.norm2`. */
  readonly norms: Feeds;
  /** [in, out] of every hook. */
  readonly linears: Matrices;
}

export interface BaseWeights {
  readonly layers: readonly LayerWeights[];
  /** `w.norm`. */
  readonly norm: Feeds;
  /** [vocabulary, width]. */
  readonly head: Matrix;
  /** Writes a token's row of the head, [width]. */
  headRow(token: number, out: Float32Array, to: number): void;
  /** Writes a token's embedding, [width]. */
  embed(token: number, out: Float32Array, to: number): void;
}

/** Dequantises the base tensor by tensor. @param onProgress is told the tensors placed so far. @throws EngineError 'out-of-memory' */
export function placeBase(
  scope: HeapScope,
  products: Products,
  file: GgufFile,
  config: LlamaConfig,
  onProgress: (done: number, total: number) => void = () => {},
): BaseWeights {
  const { layers, width, vocabulary, tied } = config;
  const total = layers * 6 + 2;
  let done = 0;
  const place = (recipe: WeightRecipe, height: number, columns: number): Matrix => {
    const placed = products.place(height, columns, (out) => {
      const tensor = { name: '', type: 'float32', dims: [height, columns], offset: 0, bytes: out.byteLength } as const;
      writeTensors(file, { recipe, tensors: [tensor] }, () => out);
    });
    onProgress(++done, total);
    return placed;
  };
  const vector = (tensor: string): HeapBuffer => {
    const placed = scope.put(readTensor(file, tensor), [width]);
    onProgress(++done, total);
    return placed;
  };
  const placed = Array.from({ length: layers }, (_, layer) => ({
    norms: { 'w.norm1': vector(`blk.${layer}.attn_norm.weight`), 'w.norm2': vector(`blk.${layer}.ffn_norm.weight`) },
    linears: Object.fromEntries(
      LAYER_HOOKS.map((hook) => {
        const { inputs, outputs, parts } = layerLinear(config, layer, hook);
        return [hook, place({ kind: 'dense', parts }, inputs, outputs)] as const;
      }),
    ),
  }));
  const head = place({ kind: 'table', tensor: headLinear(config).parts[0]?.tensor as string }, vocabulary, width);
  const headRow: MatrixRows = (token, out, to) => out.set(products.row(head, token), to);
  return {
    layers: placed,
    norm: { 'w.norm': vector('output_norm.weight') },
    head,
    headRow,
    embed: tied ? headRow : embeddingTable(file),
  };
}
