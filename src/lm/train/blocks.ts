/** How the memory of a part is laid out: what the forward pass leaves for the backward pass, and what one layer or a chunk of the head works in. */
import { layerLinear } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { aligned } from '../run/kernels/kernel-memory.ts';
import { type Matrix, scratchBytes } from './train-kernels.ts';
import type { PartSize, Saves, TrainShape } from './train-types.ts';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
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

/** Of a chunk of the head, [rows, ...]. */
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
  /** Of all together. */
  readonly bytes: number;
}

export interface Blocks {
  /** What goes into every layer, and out of the last. */
  readonly streams: readonly Matrix[];
  /** Of every layer; the same ones for all where only the layers' inputs are saved. */
  readonly layers: readonly LayerBlocks[];
  /** [tokens, rank columns]. */
  readonly columns: Matrix;
  /** Of every token's angles, [tokens, half a head]. */
  readonly cos: Matrix;
  readonly sin: Matrix;
  /** Sines of the opposite angles: derivatives are turned back. */
  readonly sinBack: Matrix;
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
  /** Address of `headBlocks` of at most `HEAD_CHUNK` rows. */
  readonly head: number;
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

/** Gives addresses one after the other. */
class Room {
  constructor(private end: number) {}

  take(bytes: number): number {
    const start = this.end;
    this.end += aligned(bytes);
    return start;
  }

  matrix(height: number, width: number): Matrix {
    return { at: this.take(FLOAT * height * width), height, width };
  }

  bytes(from: number): number {
    return this.end - from;
  }
}

/** @param at Where it begins, a multiple of 64. @param rows At most `HEAD_CHUNK`. */
export function headBlocks(at: number, { width, vocabulary }: LlamaConfig, { columns }: TrainShape, rows: number): HeadBlocks {
  const room = new Room(at);
  const blocks = {
    x: room.matrix(rows, width),
    plain: room.matrix(rows, width),
    state: room.matrix(rows, width),
    logits: room.matrix(rows, vocabulary),
    told: room.matrix(rows, 2),
    slope: room.matrix(rows, width),
    dx: room.matrix(rows, width),
    columns: room.matrix(rows, columns),
    low: room.matrix(rows, columns),
    dLow: room.matrix(rows, columns),
    targets: room.take(FLOAT * rows),
  };
  return { ...blocks, bytes: room.bytes(at) };
}

/** @param at Where it begins, a multiple of 64. */
export function layOut(at: number, { config, shape, saves, size, threads }: BlocksArgs): Blocks {
  const { layers, width, mlp, heads, headSize } = config;
  const { tokens, groups, longest } = size;
  const { columns } = shape;
  const qkv = layerLinear(config, 0, 'qkv').outputs;
  const room = new Room(at);
  const layer = (): LayerBlocks => ({
    qkv: room.matrix(tokens, qkv),
    attended: room.matrix(tokens, heads * headSize),
    middle: room.matrix(tokens, width),
    gateUp: room.matrix(tokens, 2 * mlp),
  });
  const blocks = {
    streams: Array.from({ length: layers + 1 }, () => room.matrix(tokens, width)),
    layers: saves === 'linears' ? Array.from({ length: layers }, layer) : new Array<LayerBlocks>(layers).fill(layer()),
    columns: room.matrix(tokens, columns),
    cos: room.matrix(tokens, headSize / 2),
    sin: room.matrix(tokens, headSize / 2),
    sinBack: room.matrix(tokens, headSize / 2),
    groups: room.take(2 * FLOAT * groups),
    seen: room.take(2 * FLOAT * tokens),
    normed: room.matrix(tokens, width),
    dNormed: room.matrix(tokens, width),
    product: room.matrix(tokens, mlp),
    dProduct: room.matrix(tokens, mlp),
    dGateUp: room.matrix(tokens, 2 * mlp),
    dAttended: room.matrix(tokens, heads * headSize),
    dqkv: room.matrix(tokens, qkv),
    dStream: room.matrix(tokens, width),
    low: room.matrix(tokens, columns),
    dLow: room.matrix(tokens, columns),
    head: room.take(headBlocks(0, config, shape, HEAD_CHUNK).bytes),
    scratch: room.take(scratchBytes(threads, longest)),
  };
  return { ...blocks, bytes: room.bytes(at) };
}
