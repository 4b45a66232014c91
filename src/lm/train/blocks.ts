/** How the memory of a part is laid out: what the forward pass leaves for the backward pass, and what one layer or a chunk of the head works in. */
import { layerLinear } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { type Matrix, scratchBytes } from './train-kernels.ts';
import type { PartSize, Saves, TrainShape } from './train-types.ts';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** Of every block, as of the kernels' memory. */
const ALIGNMENT = 64;
/** Rows of logits alive at a time: 64 x 49,152 are 13 MB. */
export const HEAD_CHUNK = 64;

/** What a layer's large linears and its attention gave, [tokens, ...]. */
export interface LayerBlocks {
  /** Queries and keys rotated. */
  readonly qkv: Matrix;
  readonly attended: Matrix;
  /** The stream after attention. */
  readonly middle: Matrix;
  readonly gateUp: Matrix;
}

/** Of a chunk of the head, [HEAD_CHUNK, ...]. */
export interface HeadBlocks {
  readonly x: Matrix;
  /** After the norm, as low-rank matrices read it. */
  readonly plain: Matrix;
  /** As the head's matrix reads it. */
  readonly state: Matrix;
  readonly logits: Matrix;
  readonly told: Matrix;
  /** Of probabilities the expected row of the head's matrix; backward the derivative for `state`. */
  readonly slope: Matrix;
  readonly dx: Matrix;
  readonly columns: Matrix;
  readonly low: Matrix;
  readonly dLow: Matrix;
  /** Address of integers. */
  readonly targets: number;
}

export interface Blocks {
  /** What goes into every layer, and out of the last. */
  readonly streams: readonly Matrix[];
  /** Of every layer; the same ones for all where only the layers' inputs are saved. */
  readonly layers: readonly LayerBlocks[];
  /** [tokens, rank columns]. */
  readonly columns: Matrix;
  readonly cos: Matrix;
  readonly sin: Matrix;
  /** Addresses of integers: `AttentionPacking`. */
  readonly groups: number;
  readonly seen: number;
  /** Norms of the stream. */
  readonly normed: Matrix;
  readonly dNormed: Matrix;
  readonly product: Matrix;
  readonly dProduct: Matrix;
  readonly dGateUp: Matrix;
  readonly dAttended: Matrix;
  readonly dqkv: Matrix;
  /** The derivative for the stream. */
  readonly dStream: Matrix;
  readonly low: Matrix;
  readonly dLow: Matrix;
  readonly head: HeadBlocks;
  /** Where the threads work. */
  readonly scratch: number;
  /** Of all together. */
  readonly bytes: number;
}

/** What a part's memory depends on. */
export interface BlocksArgs {
  readonly config: LlamaConfig;
  readonly shape: TrainShape;
  readonly saves: Saves;
  readonly size: PartSize;
  readonly threads: number;
}

/** @param at Where it begins, a multiple of 64. */
export function layOut(at: number, { config, shape, saves, size, threads }: BlocksArgs): Blocks {
  const { layers, width, mlp, heads, headSize, vocabulary } = config;
  const { tokens, groups } = size;
  const qkv = layerLinear(config, 0, 'qkv').outputs;
  let end = at;
  const take = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return start;
  };
  const matrix = (height: number, columns: number): Matrix => ({ at: take(FLOAT * height * columns), height, width: columns });
  const layer = (): LayerBlocks => ({
    qkv: matrix(tokens, qkv),
    attended: matrix(tokens, heads * headSize),
    middle: matrix(tokens, width),
    gateUp: matrix(tokens, 2 * mlp),
  });
  const head = (): HeadBlocks => ({
    x: matrix(HEAD_CHUNK, width),
    plain: matrix(HEAD_CHUNK, width),
    state: matrix(HEAD_CHUNK, width),
    logits: matrix(HEAD_CHUNK, vocabulary),
    told: matrix(HEAD_CHUNK, 2),
    slope: matrix(HEAD_CHUNK, width),
    dx: matrix(HEAD_CHUNK, width),
    columns: matrix(HEAD_CHUNK, shape.columns),
    low: matrix(HEAD_CHUNK, shape.columns),
    dLow: matrix(HEAD_CHUNK, shape.columns),
    targets: take(FLOAT * HEAD_CHUNK),
  });
  const blocks = {
    streams: Array.from({ length: layers + 1 }, () => matrix(tokens, width)),
    layers: saves === 'linears' ? Array.from({ length: layers }, layer) : new Array<LayerBlocks>(layers).fill(layer()),
    columns: matrix(tokens, shape.columns),
    cos: matrix(tokens, headSize / 2),
    sin: matrix(tokens, headSize / 2),
    groups: take(2 * FLOAT * groups),
    seen: take(2 * FLOAT * tokens),
    normed: matrix(tokens, width),
    dNormed: matrix(tokens, width),
    product: matrix(tokens, mlp),
    dProduct: matrix(tokens, mlp),
    dGateUp: matrix(tokens, 2 * mlp),
    dAttended: matrix(tokens, heads * headSize),
    dqkv: matrix(tokens, qkv),
    dStream: matrix(tokens, width),
    low: matrix(tokens, shape.columns),
    dLow: matrix(tokens, shape.columns),
    head: head(),
    scratch: take(scratchBytes(threads, size.longest)),
  };
  return { ...blocks, bytes: end - at };
}
