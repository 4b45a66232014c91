/** The base's tensors in single precision, once, in the kernels' memory. */
import { headLinear, LAYER_HOOKS, type LayerHook, layerLinear } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import type { GgufFile } from '../files/gguf.ts';
import type { WeightRecipe } from '../graph/llama-graph.ts';
import { embeddingTable, type MatrixRows, readTensor, writeTensors } from '../graph/weights.ts';
import type { Matrix, TrainKernels } from './train-kernels.ts';

export interface LayerWeights {
  /** Gains before attention and before the MLP, [1, width]. */
  readonly norms: readonly [Matrix, Matrix];
  /** [in, out]. */
  readonly linears: Readonly<Record<LayerHook, Matrix>>;
}

export interface BaseWeights {
  readonly layers: readonly LayerWeights[];
  /** The last gain. */
  readonly norm: Matrix;
  /** [vocabulary, width]. */
  readonly head: Matrix;
  /** Writes a token's row of the head, [width]. */
  headRow(token: number, out: Float32Array, to: number): void;
  /** Writes a token's embedding, [width]. */
  embed(token: number, out: Float32Array, to: number): void;
}

/** Dequantises the base tensor by tensor. @param onProgress is told the tensors placed so far. @throws EngineError 'out-of-memory' */
export function placeBase(
  kernels: TrainKernels,
  file: GgufFile,
  config: LlamaConfig,
  onProgress: (done: number, total: number) => void = () => {},
): BaseWeights {
  const { layers, width, vocabulary, tied } = config;
  const total = layers * 6 + 2;
  let done = 0;
  const place = (height: number, columns: number, write: (matrix: Matrix) => void): Matrix => {
    const matrix = kernels.allocate(height, columns);
    write(matrix);
    onProgress(++done, total);
    return matrix;
  };
  const linear = (recipe: WeightRecipe, height: number, columns: number): Matrix =>
    place(height, columns, (matrix) => {
      const { buffer, byteOffset, byteLength } = kernels.values(matrix);
      const tensor = { name: '', type: 'float32', dims: [height, columns], offset: 0, bytes: byteLength } as const;
      writeTensors(file, { recipe, tensors: [tensor] }, () => new Uint8Array(buffer, byteOffset, byteLength));
    });
  const gain = (tensor: string): Matrix => place(1, width, (matrix) => kernels.values(matrix).set(readTensor(file, tensor)));
  const placed = Array.from({ length: layers }, (_, layer) => {
    const norms = [gain(`blk.${layer}.attn_norm.weight`), gain(`blk.${layer}.ffn_norm.weight`)] as const;
    const linears = Object.fromEntries(
      LAYER_HOOKS.map((hook) => {
        const { inputs, outputs, parts } = layerLinear(config, layer, hook);
        return [hook, linear({ kind: 'dense', parts }, inputs, outputs)];
      }),
    ) as Record<LayerHook, Matrix>;
    return { norms, linears };
  });
  const head = linear({ kind: 'table', tensor: headLinear(config).parts[0]?.tensor as string }, vocabulary, width);
  const headRow: MatrixRows = (token, out, to) => out.set(kernels.row(head, token), to);
  return { layers: placed, norm: gain('output_norm.weight'), head, headRow, embed: tied ? headRow : embeddingTable(file) };
}
