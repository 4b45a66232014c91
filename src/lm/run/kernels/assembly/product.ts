/**
 * Products of float matrices, for training: many rows at a time, so that the processor's arithmetic is the bound and not its memory. A panel of 8 outputs
 * is copied together, some inputs of it at a time, and 4 rows meet it in registers: 8 sums, 2 weights and a value of x are 11 of the 16 that x86 has.
 */
import {
  PRODUCT_INPUTS,
  PRODUCT_OUTPUTS,
  PRODUCT_ROWS,
  PRODUCT_SCRATCH,
  PRODUCT_SYNC,
  PRODUCT_THREADS,
  PRODUCT_TILE_ROWS,
  PRODUCT_TRANSPOSED,
  PRODUCT_WEIGHTS,
  PRODUCT_X,
  PRODUCT_Y,
} from '../layout';
import { word } from './state';
import { claim } from './sync';

const OUTPUTS: usize = 8;
/** Of the weights that are copied together: they and 4 rows of x stay in the first 32 KB of cache. */
const INPUTS_TOGETHER: usize = 512;
const PANEL_ROW: usize = OUTPUTS * 4;
/** What a thread takes at once: neighbours whose weights share a line of cache, which is read once for both. */
const OUTPUTS_OF_UNIT: usize = 2 * OUTPUTS;
const TILE_BYTES: usize = PRODUCT_TILE_ROWS * PANEL_ROW;

/** What a thread works in: a piece of a panel, then a tile of outputs where a panel has fewer than 8. */
export function productScratchBytes(): usize {
  return INPUTS_TOGETHER * PANEL_ROW + TILE_BYTES;
}

/** sum + a b, rounded once where the processor can. */
@inline
function addProduct(a: v128, b: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(f32x4.mul(a, b), sum);
}

/** y[4][8] (+)= x[4][inputs] panel[inputs][8]. Pitches in bytes. Not unrolled: compilers of WebAssembly make a third more of the plain loop than of two steps. */
function tile(x: usize, xPitch: usize, panel: usize, inputs: usize, y: usize, yPitch: usize, adds: bool): void {
  let x1 = x + xPitch;
  let x2 = x1 + xPitch;
  let x3 = x2 + xPitch;
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
    x += 4;
    x1 += 4;
    x2 += 4;
    x3 += 4;
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

/** The first `count` outputs of a tile, from or to where they belong. */
function copyTile(from: usize, fromPitch: usize, to: usize, toPitch: usize, count: usize): void {
  for (let row: usize = 0; row < PRODUCT_TILE_ROWS; row++) memory.copy(to + row * toPitch, from + row * fromPitch, count * 4);
}

/** A thread's share of a product; every one of its threads calls it once. */
export function product(job: usize, thread: usize): void {
  const threads = word(job, PRODUCT_THREADS);
  const rows = word(job, PRODUCT_ROWS);
  const inputs = word(job, PRODUCT_INPUTS);
  const outputs = word(job, PRODUCT_OUTPUTS);
  const transposed = word(job, PRODUCT_TRANSPOSED) != 0;
  const x = word(job, PRODUCT_X);
  const weights = word(job, PRODUCT_WEIGHTS);
  const xPitch = inputs * 4;
  const yPitch = outputs * 4;
  const panel = word(job, PRODUCT_SCRATCH) + thread * productScratchBytes();
  const narrow = panel + INPUTS_TOGETHER * PANEL_ROW;
  const y = word(job, PRODUCT_Y);
  const units = (outputs + OUTPUTS_OF_UNIT - 1) / OUTPUTS_OF_UNIT;
  for (let unit = claim(word(job, PRODUCT_SYNC), threads); unit < units; unit = claim(word(job, PRODUCT_SYNC), threads)) {
    const start = unit * OUTPUTS_OF_UNIT;
    const stop = min(outputs, start + OUTPUTS_OF_UNIT);
    for (let from: usize = 0; from < inputs; from += INPUTS_TOGETHER) {
      const end = min(inputs, from + INPUTS_TOGETHER);
      for (let first = start; first < stop; first += OUTPUTS) {
        const count = min(OUTPUTS, stop - first);
        if (transposed) gatherTurned(weights + first * xPitch, xPitch, from, end, count, panel);
        else gather(weights + first * 4, yPitch, from, end, count, panel);
        for (let row: usize = 0; row < rows; row += PRODUCT_TILE_ROWS) {
          const to = y + row * yPitch + first * 4;
          const at = x + row * xPitch + from * 4;
          if (count == OUTPUTS) tile(at, xPitch, panel, end - from, to, yPitch, from > 0);
          else {
            if (from > 0) copyTile(to, yPitch, narrow, PANEL_ROW, count);
            tile(at, xPitch, panel, end - from, narrow, PANEL_ROW, from > 0);
            copyTile(narrow, PANEL_ROW, to, yPitch, count);
          }
        }
      }
    }
  }
}
