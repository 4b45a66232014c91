import type { Tensor, TensorConstructor } from 'onnxruntime-common';

/** Values as tensors hold them. */
export type Reals = Float32Array | Uint16Array;

/** Where tensors lie that stay from run to run: main memory, the WASM module's or the GPU's. */
export interface TensorMemory {
  /** True of a GPU's, which has kernels for few shapes and none for empty tensors. */
  readonly onGpu: boolean;
  /** A tensor with these values that stays until it is disposed of. */
  place(values: Reals, dims: readonly number[]): Tensor;
  /** Joins cache tensors [rows, kv heads, positions, head] along rows, and disposes of them. Short ones are filled up with anything. */
  concatenate(tensors: readonly Tensor[]): Tensor;
  /** The rows named of a cache tensor, in that order; the tensor is disposed of. */
  gather(tensor: Tensor, rows: readonly number[]): Tensor;
  /**
   * A cache tensor with room for so many positions: the same one where it has it, else a longer copy, and the tensor is disposed of. Where there
   * is this, a step's past and present may be one tensor.
   */
  readonly withRoom?: (tensor: Tensor, positions: number) => Tensor;
}

/** Positions that a cache grows by: a copy every so many steps, and at most so many unused. */
const GROWTH = 64;

/** Positions of a cache that holds so many, and the next. */
export const roomFor = (positions: number): number => Math.ceil((positions + 1) / GROWTH) * GROWTH;

/** A tensor in main memory, over the values themselves. */
export function plainTensor(TensorOf: TensorConstructor, values: Reals, dims: readonly number[]): Tensor {
  return values instanceof Uint16Array ? new TensorOf('float16', values, dims) : new TensorOf('float32', values, dims);
}

/** A row of a cache tensor. */
export interface CacheRow {
  readonly tensor: Tensor;
  readonly row: number;
}

export function rowsOf(tensors: readonly Tensor[]): CacheRow[] {
  return tensors.flatMap((tensor) => Array.from({ length: tensor.dims[0] as number }, (_, row) => ({ tensor, row })));
}

/**
 * Rows next to one another with room for `positions`, a contiguous stretch at a time.
 * @param copy Takes how many numbers, where from in the source's tensor and where to.
 */
export function copyRows(
  rows: readonly CacheRow[],
  positions: number,
  copy: (from: CacheRow, start: number, to: number, count: number) => void,
): void {
  for (const [i, source] of rows.entries()) {
    const [, heads, present, head] = source.tensor.dims as readonly [number, number, number, number];
    // Heads lie next to one another where the length stays.
    const stretches = present === positions ? 1 : heads;
    const count = (heads * present * head) / stretches;
    const room = (heads * positions * head) / stretches;
    for (let k = 0; k < stretches; k++) copy(source, (source.row * stretches + k) * count, (i * stretches + k) * room, count);
  }
}

/** Shape of rows with room for the longest of them. */
export function joinedShape(rows: readonly CacheRow[]): [number, number, number, number] {
  const [, heads, , head] = (rows[0] as CacheRow).tensor.dims as readonly [number, number, number, number];
  return [rows.length, heads, Math.max(...rows.map(({ tensor }) => tensor.dims[2] as number)), head];
}

export function disposeOf(rows: readonly CacheRow[]): void {
  for (const tensor of new Set(rows.map((row) => row.tensor))) tensor.dispose();
}

/** The runtime copies what lies here at every run. */
export function mainMemory(TensorOf: TensorConstructor): TensorMemory {
  const gather = (rows: readonly CacheRow[]): Tensor => {
    const shape = joinedShape(rows);
    const length = shape.reduce((product, size) => product * size);
    const data = rows[0]?.tensor.type === 'float16' ? new Uint16Array(length) : new Float32Array(length);
    copyRows(rows, shape[2], ({ tensor }, start, to, count) => data.set((tensor.data as Reals).subarray(start, start + count), to));
    disposeOf(rows);
    return plainTensor(TensorOf, data, shape);
  };
  return {
    onGpu: false,
    place: (values, dims) => plainTensor(TensorOf, values, dims),
    concatenate: (tensors) => gather(rowsOf(tensors)),
    gather: (tensor, rows) => gather(rows.map((row) => ({ tensor, row }))),
  };
}
