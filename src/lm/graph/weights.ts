import type { LinearPart } from '../arch/linears.ts';
import { EngineError, notEnoughMemory, weightsNeed } from '../errors.ts';
import { dequantize } from '../files/dequantize.ts';
import { floatToHalf } from '../files/float16.ts';
import type { GgufFile, GgufTensor } from '../files/gguf.ts';
import { quantizeRow } from './blocks.ts';
import type { BuiltGraph, ExternalTensor, ExternalWrite } from './graph-builder.ts';
import type { WeightRecipe } from './llama-graph.ts';

/** Rows that are transposed together: writes of 16 floats fill a cache line. */
const TILE = 16;

/**
 * Undoes GGUF's order of query and key rows. GGUF interleaves the two halves of a head (pairs 2i, 2i + 1 turn together); the graph
 * and PEFT adapters have them one after the other (i, i + size / 2).
 * @returns the GGUF row that holds row `row` of the plain order.
 */
export function ggufRow(row: number, headSize: number): number {
  const inHead = row % headSize;
  const half = headSize / 2;
  return row - inHead + 2 * (inHead % half) + (inHead < half ? 0 : 1);
}

function tensorOf(file: GgufFile, name: string): GgufTensor {
  const tensor = file.tensors.get(name);
  if (!tensor) throw new EngineError('unsupported-model', `tensor ${name} is missing`);
  return tensor;
}

/** Reads single rows of a [out, in] tensor in the plain order. */
function rowReader(
  file: GgufFile,
  { tensor: name, heads }: LinearPart,
): { rows: number; columns: number; read(row: number, out: Float32Array, to: number): void } {
  const tensor = tensorOf(file, name);
  const [rows, columns] = tensor.shape as readonly [number, number];
  const bytes = file.source.slice(tensor.start, tensor.start + tensor.bytes);
  const stride = tensor.bytes / rows;
  const read = (row: number, out: Float32Array, to: number) =>
    dequantize(tensor.type, bytes, (heads ? ggufRow(row, rows / heads) : row) * stride, columns, out, to);
  return { rows, columns, read };
}

function writeReals(values: Float32Array, { type }: ExternalTensor, out: Uint8Array): void {
  if (type === 'float32') {
    new Float32Array(out.buffer, out.byteOffset, values.length).set(values);
    return;
  }
  const halfs = new Uint16Array(out.buffer, out.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) halfs[i] = floatToHalf(values[i] as number);
}

/** Joins the parts' outputs and transposes to [in, out]. */
function writeDense(file: GgufFile, parts: readonly LinearPart[], { type, dims }: ExternalTensor, out: Uint8Array): void {
  const [inputs, outputs] = dims as readonly [number, number];
  const target =
    type === 'float32'
      ? new Float32Array(out.buffer, out.byteOffset, inputs * outputs)
      : new Uint16Array(out.buffer, out.byteOffset, inputs * outputs);
  const tile = new Float32Array(TILE * inputs);
  let column = 0;
  for (const part of parts) {
    const reader = rowReader(file, part);
    for (let row = 0; row < reader.rows; row += TILE) {
      const count = Math.min(TILE, reader.rows - row);
      for (let i = 0; i < count; i++) reader.read(row + i, tile, i * inputs);
      if (target instanceof Uint16Array) for (let i = 0; i < count * inputs; i++) tile[i] = floatToHalf(tile[i] as number);
      for (let k = 0; k < inputs; k++) {
        const to = k * outputs + column + row;
        for (let i = 0; i < count; i++) target[to + i] = tile[i * inputs + k] as number;
      }
    }
    column += reader.rows;
  }
}

/** Joins the parts' outputs as blocks for MatMulNBits. */
function writeBlocks(
  file: GgufFile,
  parts: readonly LinearPart[],
  bits: 4 | 8,
  tensors: readonly ExternalTensor[],
  out: (tensor: ExternalTensor) => Uint8Array,
): void {
  const [codesTensor, scalesTensor, zerosTensor] = tensors as readonly [ExternalTensor, ExternalTensor, ExternalTensor?];
  const [outputs, blocks] = scalesTensor.dims as readonly [number, number];
  const codes = out(codesTensor);
  const zeros = zerosTensor && out(zerosTensor);
  const scales = new Float32Array(outputs * blocks);
  const bytesPerRow = codes.byteLength / outputs;
  const zeroBytes = Math.ceil(blocks / 2);
  let to = 0;
  for (const part of parts) {
    const reader = rowReader(file, part);
    const values = new Float32Array(reader.columns);
    for (let row = 0; row < reader.rows; row++, to++) {
      reader.read(row, values, 0);
      quantizeRow(values, bits, {
        codes: codes.subarray(to * bytesPerRow, (to + 1) * bytesPerRow),
        scales: scales.subarray(to * blocks, (to + 1) * blocks),
        zeros: zeros?.subarray(to * zeroBytes, (to + 1) * zeroBytes),
      });
    }
  }
  writeReals(scales, scalesTensor, out(scalesTensor));
}

/**
 * The graph's external file, filled from the GGUF tensor by tensor, in one buffer.
 * @param onProgress is told the bytes written so far.
 * @throws EngineError 'out-of-memory'
 */
export function writeWeights(
  graph: Pick<BuiltGraph<WeightRecipe>, 'externalBytes' | 'writes'>,
  file: GgufFile,
  onProgress: (done: number, total: number) => void = () => {},
): Uint8Array<ArrayBuffer> {
  const buffer = allocate(graph.externalBytes);
  const view = ({ offset, bytes }: ExternalTensor) => buffer.subarray(offset, offset + bytes);
  for (const write of graph.writes) {
    writeTensors(file, write, view);
    const last = write.tensors.at(-1) as ExternalTensor;
    onProgress(last.offset + last.bytes, graph.externalBytes);
  }
  return buffer;
}

/**
 * Fills the tensors of one recipe from the GGUF.
 * @param out The bytes of a tensor, at a multiple of its type's size.
 */
export function writeTensors(
  file: GgufFile,
  { recipe, tensors }: ExternalWrite<WeightRecipe>,
  out: (tensor: ExternalTensor) => Uint8Array,
): void {
  const [first] = tensors as readonly [ExternalTensor];
  if (recipe.kind === 'dense') writeDense(file, recipe.parts, first, out(first));
  else if (recipe.kind === 'blocks') writeBlocks(file, recipe.parts, recipe.bits, tensors, out);
  else writePlain(file, recipe.tensor, first, out(first));
}

function allocate(bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw notEnoughMemory(weightsNeed(bytes), cause);
  }
}

/** A whole tensor as single precision, as the GGUF orders it. @param out Where to; a new array unless told. */
export function readTensor(file: GgufFile, name: string, out?: Float32Array): Float32Array {
  const tensor = tensorOf(file, name);
  const values = out ?? new Float32Array(tensor.shape.reduce((product, size) => product * size, 1));
  dequantize(tensor.type, file.source.slice(tensor.start, tensor.start + tensor.bytes), 0, values.length, values);
  return values;
}

/** A tensor as the GGUF orders it; in single precision without a copy on the way. */
function writePlain(file: GgufFile, name: string, tensor: ExternalTensor, out: Uint8Array): void {
  if (tensor.type === 'float32') readTensor(file, name, new Float32Array(out.buffer, out.byteOffset, tensor.bytes / 4));
  else writeReals(readTensor(file, name), tensor, out);
}

/** Reads single rows of a matrix. */
export type MatrixRows = (row: number, out: Float32Array, to: number) => void;

/** Reads rows of a [out, in] tensor from its own quantised bytes, so that no dense copy of it is needed. */
export function matrixRows(file: GgufFile, name: string): MatrixRows {
  // A copy of this one tensor lets the file's other bytes go.
  const tensor = tensorOf(file, name);
  const bytes = file.source.slice(tensor.start, tensor.start + tensor.bytes).slice();
  const [rows, columns] = tensor.shape as readonly [number, number];
  const stride = tensor.bytes / rows;
  return (row, out, to) => dequantize(tensor.type, bytes, row * stride, columns, out, to);
}

/** Looks up token embeddings. */
export function embeddingTable(file: GgufFile): MatrixRows {
  return matrixRows(file, 'token_embd.weight');
}
