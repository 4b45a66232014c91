/**
 * Products of float matrices, for training: many rows at a time, so that the processor's arithmetic is the bound and not its memory. A panel of 8 outputs
 * is copied together, some inputs of it at a time, and 4 rows meet it in registers: 8 sums, 2 weights and a value of x are 11 of the 16 that x86 has.
 */
import {
  JOB_SCRATCH,
  JOB_SCRATCH_BYTES,
  JOB_SYNC,
  JOB_THREADS,
  PART_INPUTS_BEFORE,
  PART_INPUTS_FROM,
  PART_OUTPUTS_BEFORE,
  PRODUCT_ADDS,
  PRODUCT_BLOCK_ROWS,
  PRODUCT_INPUTS,
  PRODUCT_OUTPUTS,
  PRODUCT_PANEL_INPUTS,
  PRODUCT_PANEL_OUTPUTS,
  PRODUCT_PART,
  PRODUCT_ROWS,
  PRODUCT_TILE_ROWS,
  PRODUCT_TRANSPOSED,
  PRODUCT_UNIT_OUTPUTS,
  PRODUCT_WEIGHTS,
  PRODUCT_WEIGHTS_PITCH,
  PRODUCT_X,
  PRODUCT_X_INPUT,
  PRODUCT_X_ROW,
  PRODUCT_Y,
  PRODUCT_Y_PITCH,
} from '../layout';
import { word } from './state';
import { claim } from './sync';

const OUTPUTS: usize = PRODUCT_PANEL_OUTPUTS;
const INPUTS_TOGETHER: usize = PRODUCT_PANEL_INPUTS;
const PANEL_ROW: usize = OUTPUTS * 4;

/** sum + a b, rounded once where the processor can. */
@inline
function addProduct(a: v128, b: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(f32x4.mul(a, b), sum);
}

/**
 * y[4][8] (+)= x[4][inputs] panel[inputs][8], of four rows wherever they lie. Not unrolled: compilers of WebAssembly make a third more of the plain loop
 * than of two steps.
 */
function tile(x: usize, x1: usize, x2: usize, x3: usize, xInput: usize, panel: usize, inputs: usize, y: usize, yPitch: usize, adds: bool): void {
  const y1 = y + yPitch;
  const y2 = y1 + yPitch;
  const y3 = y2 + yPitch;
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  if (adds) {
    s00 = v128.load(y);
    s01 = v128.load(y, 16);
    s10 = v128.load(y1);
    s11 = v128.load(y1, 16);
    s20 = v128.load(y2);
    s21 = v128.load(y2, 16);
    s30 = v128.load(y3);
    s31 = v128.load(y3, 16);
  }
  for (let i: usize = 0; i < inputs; i++) {
    const w0 = v128.load(panel);
    const w1 = v128.load(panel, 16);
    let v = v128.load32_splat(x);
    s00 = addProduct(v, w0, s00);
    s01 = addProduct(v, w1, s01);
    v = v128.load32_splat(x1);
    s10 = addProduct(v, w0, s10);
    s11 = addProduct(v, w1, s11);
    v = v128.load32_splat(x2);
    s20 = addProduct(v, w0, s20);
    s21 = addProduct(v, w1, s21);
    v = v128.load32_splat(x3);
    s30 = addProduct(v, w0, s30);
    s31 = addProduct(v, w1, s31);
    x += xInput;
    x1 += xInput;
    x2 += xInput;
    x3 += xInput;
    panel += PANEL_ROW;
  }
  v128.store(y, s00);
  v128.store(y, s01, 16);
  v128.store(y1, s10);
  v128.store(y1, s11, 16);
  v128.store(y2, s20);
  v128.store(y2, s21, 16);
  v128.store(y3, s30);
  v128.store(y3, s31, 16);
}

/** `count` outputs of rows `from` to `end` of w [inputs][outputs], together. */
function gather(w: usize, pitch: usize, from: usize, end: usize, count: usize, panel: usize): void {
  w += from * pitch;
  for (let i = from; i < end; i++) {
    if (count == OUTPUTS) {
      v128.store(panel, v128.load(w));
      v128.store(panel, v128.load(w, 16), 16);
    } else {
      for (let o: usize = 0; o < count; o++) store<f32>(panel + o * 4, load<f32>(w + o * 4));
    }
    w += pitch;
    panel += PANEL_ROW;
  }
}

/** Four columns of four rows, as rows. */
@inline
function turn(w: usize, pitch: usize, to: usize): void {
  const a = v128.load(w);
  const b = v128.load(w + pitch);
  const c = v128.load(w + 2 * pitch);
  const d = v128.load(w + 3 * pitch);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + PANEL_ROW, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * PANEL_ROW, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5));
  v128.store(to + 3 * PANEL_ROW, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7));
}

/** Likewise of w [outputs][inputs]: `count` rows from `w` on, turned. */
function gatherTurned(w: usize, pitch: usize, from: usize, end: usize, count: usize, panel: usize): void {
  let i = from;
  if (count == OUTPUTS) {
    for (; i + 4 <= end; i += 4) {
      turn(w + i * 4, pitch, panel);
      turn(w + i * 4 + 4 * pitch, pitch, panel + 16);
      panel += 4 * PANEL_ROW;
    }
  }
  for (; i < end; i++) {
    for (let o: usize = 0; o < count; o++) store<f32>(panel + o * 4, load<f32>(w + o * pitch + i * 4));
    panel += PANEL_ROW;
  }
}

/** `rows` rows of a tile's first `count` outputs, from or to where they belong. */
function copyTile(from: usize, fromPitch: usize, to: usize, toPitch: usize, rows: usize, count: usize): void {
  for (let row: usize = 0; row < rows; row++) memory.copy(to + row * toPitch, from + row * fromPitch, count * 4);
}

/** Rows `firstRow` to `endRow` of outputs `start` to `stop` of a product, by one thread. @param scratch `PRODUCT_SCRATCH_BYTES`. */
export function multiplyBlock(job: usize, scratch: usize, firstRow: usize, endRow: usize, start: usize, stop: usize): void {
  const inputs = word(job, PRODUCT_INPUTS);
  const weights = word(job, PRODUCT_WEIGHTS);
  const pitch = word(job, PRODUCT_WEIGHTS_PITCH);
  const transposed = word(job, PRODUCT_TRANSPOSED) != 0;
  const part = word(job, PRODUCT_PART);
  for (let from: usize = 0; from < inputs; from += INPUTS_TOGETHER) {
    const end = min(inputs, from + INPUTS_TOGETHER);
    for (let first = start; first < stop; first += OUTPUTS) {
      const count = min(OUTPUTS, stop - first);
      if (transposed) gatherTurned(weights + first * pitch, pitch, from, end, count, scratch);
      else gather(weights + first * 4, pitch, from, end, count, scratch);
      for (let row = part == PART_OUTPUTS_BEFORE ? max(firstRow, first) : firstRow; row < endRow; row += PRODUCT_TILE_ROWS) {
        const low = part == PART_INPUTS_FROM ? max(from, row) : from;
        const high = part == PART_INPUTS_BEFORE ? min(end, row + PRODUCT_TILE_ROWS) : end;
        if (low < high) multiplyTile(job, scratch, from, low, high, row, min(PRODUCT_TILE_ROWS, endRow - row), first, count);
      }
    }
  }
}

/** Inputs `low` to `high` of a tile; the panel begins with input `from`. */
function multiplyTile(
  job: usize,
  panel: usize,
  from: usize,
  low: usize,
  high: usize,
  row: usize,
  rows: usize,
  first: usize,
  count: usize,
): void {
  const xRow = word(job, PRODUCT_X_ROW);
  const xInput = word(job, PRODUCT_X_INPUT);
  const yPitch = word(job, PRODUCT_Y_PITCH);
  const x = word(job, PRODUCT_X) + row * xRow + low * xInput;
  const y = word(job, PRODUCT_Y) + row * yPitch + first * 4;
  const adds = from > 0 || word(job, PRODUCT_ADDS) != 0;
  const weights = panel + (low - from) * PANEL_ROW;
  if (rows == PRODUCT_TILE_ROWS && count == OUTPUTS) {
    tile(x, x + xRow, x + 2 * xRow, x + 3 * xRow, xInput, weights, high - low, y, yPitch, adds);
    return;
  }
  const narrow = panel + INPUTS_TOGETHER * PANEL_ROW;
  if (adds) copyTile(y, yPitch, narrow, PANEL_ROW, rows, count);
  // Rows that there are none of are the last one again.
  const last = x + (rows - 1) * xRow;
  tile(x, min(x + xRow, last), min(x + 2 * xRow, last), last, xInput, weights, high - low, narrow, PANEL_ROW, adds);
  copyTile(narrow, PANEL_ROW, y, yPitch, rows, count);
}

/** A thread's share of a product; every one of its threads calls it once. */
export function product(job: usize, thread: usize): void {
  const threads = word(job, JOB_THREADS);
  const sync = word(job, JOB_SYNC);
  const scratch = word(job, JOB_SCRATCH) + thread * word(job, JOB_SCRATCH_BYTES);
  const rows = word(job, PRODUCT_ROWS);
  const outputs = word(job, PRODUCT_OUTPUTS);
  const together = word(job, PRODUCT_BLOCK_ROWS);
  const blocks = (rows + together - 1) / together;
  const units = blocks * ((outputs + PRODUCT_UNIT_OUTPUTS - 1) / PRODUCT_UNIT_OUTPUTS);
  for (let unit = claim(sync, threads); unit < units; unit = claim(sync, threads)) {
    const row = (unit % blocks) * together;
    const start = (unit / blocks) * PRODUCT_UNIT_OUTPUTS;
    multiplyBlock(job, scratch, row, min(rows, row + together), start, min(outputs, start + PRODUCT_UNIT_OUTPUTS));
  }
}
