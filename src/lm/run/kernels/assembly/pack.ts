/** Weights as a GGUF has them, row by row, into panels and back. Block structs: https://github.com/ggml-org/ggml, ggml-common.h. */
import {
  BLOCK_INPUTS,
  FORMAT_Q4,
  FORMAT_Q8,
  LINEAR_FORMAT,
  LINEAR_INPUTS,
  LINEAR_PANELS,
  PANEL_OUTPUTS,
  Q4_BLOCK_BYTES,
  Q4_MINIMA,
  Q4_SCALES,
  Q8_BLOCK_BYTES,
  Q8_SCALES,
  Q8_SUMS,
  TYPE_F16,
  TYPE_F32,
  TYPE_Q4_0,
  TYPE_Q4_1,
} from '../layout';
import { blocksOf } from './digits';
import { half, toHalf } from './half';

/** Bytes of a group of inputs of a panel. */
const GROUP_BYTES: usize = PANEL_OUTPUTS * 4;
const NIBBLES: u32 = 0x0f0f0f0f;
/** Of a half: all set in infinities and NaN. */
const EXPONENT: u32 = 0x7c00;

/** Blocks of numbers that are not finite, since the last call of `packRows` began. */
let strange: u32 = 0;

/** Where an output's scale, or minimum, or sum stands among those of its block. */
@inline
function placeOf(output: usize): usize {
  return (output / 4) * 16 + (output % 4) * 2;
}

export function panelBytes(format: usize, inputs: usize): usize {
  return blocksOf(inputs) * (format == FORMAT_Q4 ? Q4_BLOCK_BYTES : Q8_BLOCK_BYTES);
}

@inline
function notFinite(bits: u32): u32 {
  return u32((bits & EXPONENT) == EXPONENT);
}

/** How a tensor of this type is packed. */
@inline
function formatOf(type: usize): usize {
  return type == TYPE_Q4_0 || type == TYPE_Q4_1 ? FORMAT_Q4 : FORMAT_Q8;
}

/** A block of 4-bit codes. The file has inputs 0 to 15 below and 16 to 31 above. */
function pack4(type: usize, from: usize, to: usize, output: usize): void {
  const codes = from + (type == TYPE_Q4_1 ? 4 : 2);
  for (let group: usize = 0; group < 4; group++) {
    const pair = codes + (group % 2) * 8;
    const shift = group < 2 ? 0 : 4;
    const lower = (load<u32>(pair) >> shift) & NIBBLES;
    const upper = (load<u32>(pair, 4) >> shift) & NIBBLES;
    store<u32>(to + group * GROUP_BYTES + output * 4, lower | (upper << 4));
  }
  const scale = load<u16>(from);
  const minimum = type == TYPE_Q4_1 ? load<u16>(from, 2) : <u16>toHalf(half(scale) * -8);
  strange += notFinite(scale) | notFinite(minimum);
  store<u16>(to + placeOf(output), scale, Q4_SCALES);
  store<u16>(to + placeOf(output), minimum, Q4_MINIMA);
}

/** A block of bytes with their scale. */
function pack8(from: usize, to: usize, output: usize): void {
  for (let group: usize = 0; group < 8; group++) store<u32>(to + group * GROUP_BYTES + output * 4, load<u32>(from + 2 + group * 4));
  strange += notFinite(load<u16>(from));
  store<u16>(to + placeOf(output), load<u16>(from), Q8_SCALES);
  const pairs = i16x8.add(i16x8.extadd_pairwise_i8x16_s(v128.load(from, 2)), i16x8.extadd_pairwise_i8x16_s(v128.load(from, 18)));
  const fours = i32x4.extadd_pairwise_i16x8_s(pairs);
  const sum = i32x4.extract_lane(fours, 0) + i32x4.extract_lane(fours, 1) + i32x4.extract_lane(fours, 2) + i32x4.extract_lane(fours, 3);
  store<i16>(to + placeOf(output), <i16>-sum, Q8_SUMS);
}

function put8(to: usize, output: usize, input: usize, code: i32): void {
  store<i8>(to + (input / 4) * GROUP_BYTES + output * 4 + (input % 4), <i8>code);
}

@inline
function value(type: usize, from: usize, input: usize): f32 {
  return type == TYPE_F32 ? load<f32>(from + input * 4) : half(load<u16>(from + input * 2));
}

/** A block of `count` values, rounded to 8 bits. The scale is rounded first, so that the codes are chosen for the one that is kept. */
function round8(type: usize, from: usize, count: usize, to: usize, output: usize): void {
  let largest: f32 = 0;
  for (let input: usize = 0; input < count; input++) largest = max(largest, abs(value(type, from, input)));
  // also where one is NaN, which no maximum loses
  if (!(largest < Infinity)) strange++;
  const scale = toHalf(largest / 127);
  const inverse: f32 = half(scale) == 0 ? 0 : <f32>1 / half(scale);
  let sum = 0;
  for (let input: usize = 0; input < BLOCK_INPUTS; input++) {
    const code = input < count ? <i32>min(max(nearest(value(type, from, input) * inverse), -127), 127) : 0;
    put8(to, output, input, code);
    sum += code;
  }
  store<u16>(to + placeOf(output), <u16>scale, Q8_SCALES);
  store<i16>(to + placeOf(output), <i16>-sum, Q8_SUMS);
}

function packRow(type: usize, source: usize, output: usize, inputs: usize, panel: usize): void {
  const blocks = blocksOf(inputs);
  for (let block: usize = 0; block < blocks; block++) {
    if (type == TYPE_Q4_0) pack4(type, source + block * 18, panel + block * Q4_BLOCK_BYTES, output);
    else if (type == TYPE_Q4_1) pack4(type, source + block * 20, panel + block * Q4_BLOCK_BYTES, output);
    else if (type == TYPE_F32 || type == TYPE_F16) {
      const from = source + block * BLOCK_INPUTS * (type == TYPE_F32 ? 4 : 2);
      round8(type, from, min(BLOCK_INPUTS, inputs - block * BLOCK_INPUTS), panel + block * Q8_BLOCK_BYTES, output);
    } else pack8(source + block * 34, panel + block * Q8_BLOCK_BYTES, output);
  }
}

/**
 * Writes one panel from rows of a tensor, each in memory as the file has it.
 * Q4_0, Q4_1 and Q8_0 without loss, F32 and F16 rounded to 8 bits. A value of F32 that a half's scale cannot reach is none that a model has.
 * @param sources Addresses of the panel's rows, `PANEL_OUTPUTS` words; 0 where there is no such row.
 */
export function pack(type: usize, sources: usize, inputs: usize, panel: usize): void {
  memory.fill(panel, 0, panelBytes(formatOf(type), inputs));
  for (let output: usize = 0; output < PANEL_OUTPUTS; output++) {
    const source = <usize>load<u32>(sources + output * 4);
    if (source) packRow(type, source, output, inputs, panel);
  }
}

/** Where row `row` of the plain order stands in the file: `ggufRow` of graph/weights.ts, heads of 0 for a tensor that has it already. */
@inline
function fileRow(row: usize, headSize: usize): usize {
  if (headSize == 0) return row;
  const inHead = row % headSize;
  const middle = headSize / 2;
  return row - inHead + 2 * (inHead % middle) + usize(inHead >= middle);
}

/**
 * Writes the panels of `outputs` rows (whole heads of them) that stand at `source` one after the other, as the file has them.
 * @returns how many blocks have a number that is infinite or NaN.
 */
export function packRows(type: usize, source: usize, rowBytes: usize, outputs: usize, headSize: usize, inputs: usize, panels: usize): u32 {
  strange = 0;
  const bytes = panelBytes(formatOf(type), inputs);
  for (let output: usize = 0; output < outputs; output += PANEL_OUTPUTS) {
    const panel = panels + (output / PANEL_OUTPUTS) * bytes;
    if (output + PANEL_OUTPUTS > outputs) memory.fill(panel, 0, bytes);
    const rows = min(outputs - output, PANEL_OUTPUTS);
    for (let row: usize = 0; row < rows; row++) packRow(type, source + fileRow(output + row, headSize) * rowBytes, row, inputs, panel);
  }
  return strange;
}

/** The weights of one output, float [inputs]. */
export function readRow(linear: usize, row: usize, out: usize): void {
  const format = <usize>load<u32>(linear, LINEAR_FORMAT * 4);
  const inputs = <usize>load<u32>(linear, LINEAR_INPUTS * 4);
  const output = row % PANEL_OUTPUTS;
  const panel = <usize>load<u32>(linear, LINEAR_PANELS * 4) + (row / PANEL_OUTPUTS) * panelBytes(format, inputs);
  for (let input: usize = 0; input < inputs; input++) {
    const place = input % BLOCK_INPUTS;
    if (format == FORMAT_Q4) {
      const block = panel + (input / BLOCK_INPUTS) * Q4_BLOCK_BYTES;
      const pair = <u32>load<u8>(block + (place / 8) * GROUP_BYTES + output * 4 + (place % 4));
      const code = <f32>(place % 8 < 4 ? pair & 15 : pair >> 4);
      store<f32>(out + input * 4, code * half(load<u16>(block + placeOf(output), Q4_SCALES)) + half(load<u16>(block + placeOf(output), Q4_MINIMA)));
    } else {
      const block = panel + (input / BLOCK_INPUTS) * Q8_BLOCK_BYTES;
      const code = <f32>load<i8>(block + (place / 4) * GROUP_BYTES + output * 4 + (place % 4));
      store<f32>(out + input * 4, code * half(load<u16>(block + placeOf(output), Q8_SCALES)));
    }
  }
}
