/**
 * Attention over packed rows, for training. A group's rows are a prompt and the answers that share it; a row sees the prompt as far as itself, and its own
 * answer. A thread takes a head (backward a key head, whose queries' derivatives add up) of a group, and keeps a square of scores of its own.
 */
import {
  ATTENTION_DX,
  ATTENTION_GROUPS,
  ATTENTION_GROUP_COUNT,
  ATTENTION_HEADS,
  ATTENTION_KEY_HEADS,
  ATTENTION_SEEN,
  ATTENTION_SIZE,
  ATTENTION_X,
  ATTENTION_Y,
  JOB_SCRATCH,
  JOB_SCRATCH_BYTES,
  JOB_SYNC,
  JOB_THREADS,
  JOB_WORDS,
  PART_INPUTS_BEFORE,
  PART_INPUTS_FROM,
  PART_OUTPUTS_BEFORE,
  PRODUCT_ADDS,
  PRODUCT_INPUTS,
  PRODUCT_OUTPUTS,
  PRODUCT_PART,
  PRODUCT_SCRATCH_BYTES,
  PRODUCT_TILE_ROWS,
  PRODUCT_TRANSPOSED,
  PRODUCT_WEIGHTS,
  PRODUCT_WEIGHTS_PITCH,
  PRODUCT_X,
  PRODUCT_X_INPUT,
  PRODUCT_X_ROW,
  PRODUCT_Y,
  PRODUCT_Y_PITCH,
} from '../layout';
import { times } from './attention';
import { multiplyBlock } from './product';
import { largest, powers } from './softmax';
import { word } from './state';
import { claim } from './sync';

/** Bytes of a row of scores of so many. */
@inline
function scorePitch(count: usize): usize {
  return ((count + 3) & ~3) * 4;
}

/** What a thread works on: a head of a group. Every thread has an instance of the module, so these are its own. */
let task: usize = 0;
let scratch: usize = 0;
/** Squares [count][count]: shares of attention, and backward the derivatives of scores. */
let shares: usize = 0;
let slopes: usize = 0;
let first: usize = 0;
let count: usize = 0;

/** @param unit A group and one of `each` heads of it. @returns the head. */
function begin(job: usize, thread: usize, unit: usize, each: usize): usize {
  const group = word(job, ATTENTION_GROUPS) + (unit / each) * 8;
  first = word(group, 0);
  count = word(group, 1);
  scratch = word(job, JOB_SCRATCH) + thread * word(job, JOB_SCRATCH_BYTES);
  task = scratch + PRODUCT_SCRATCH_BYTES;
  shares = task + JOB_WORDS * 4;
  slopes = shares + count * scorePitch(count);
  return unit % each;
}

/** y (+)= x w or x w^T, in this thread alone. */
function multiply(
  x: usize,
  xRow: usize,
  xInput: usize,
  inputs: usize,
  weights: usize,
  pitch: usize,
  transposed: bool,
  outputs: usize,
  y: usize,
  yPitch: usize,
  part: usize,
): void {
  store<u32>(task, <u32>x, PRODUCT_X * 4);
  store<u32>(task, <u32>xRow, PRODUCT_X_ROW * 4);
  store<u32>(task, <u32>xInput, PRODUCT_X_INPUT * 4);
  store<u32>(task, <u32>inputs, PRODUCT_INPUTS * 4);
  store<u32>(task, <u32>weights, PRODUCT_WEIGHTS * 4);
  store<u32>(task, <u32>pitch, PRODUCT_WEIGHTS_PITCH * 4);
  store<u32>(task, <u32>transposed, PRODUCT_TRANSPOSED * 4);
  store<u32>(task, <u32>outputs, PRODUCT_OUTPUTS * 4);
  store<u32>(task, <u32>y, PRODUCT_Y * 4);
  store<u32>(task, <u32>yPitch, PRODUCT_Y_PITCH * 4);
  store<u32>(task, <u32>(part != PART_OUTPUTS_BEFORE), PRODUCT_ADDS * 4);
  store<u32>(task, <u32>part, PRODUCT_PART * 4);
  multiplyBlock(task, scratch, 0, count, 0, outputs);
}

/** a b^T into a square: [count][size] each, as far as a row sees. */
@inline
function compare(a: usize, aPitch: usize, b: usize, bPitch: usize, size: usize, square: usize): void {
  multiply(a, aPitch, 4, size, b, bPitch, true, count, square, scorePitch(count), PART_OUTPUTS_BEFORE);
}

/** y += square b. */
@inline
function gather(square: usize, b: usize, bPitch: usize, size: usize, y: usize, yPitch: usize): void {
  multiply(square, scorePitch(count), 4, count, b, bPitch, false, size, y, yPitch, PART_INPUTS_BEFORE);
}

/** y += square^T b. */
@inline
function scatter(square: usize, b: usize, bPitch: usize, size: usize, y: usize, yPitch: usize): void {
  multiply(square, 4, scorePitch(count), count, b, bPitch, false, size, y, yPitch, PART_INPUTS_FROM);
}

/** Scores become shares: 0 where a row does not see, as far as products read. */
function normalise(job: usize, factor: f32): void {
  for (let row: usize = 0; row < count; row++) {
    const seen = word(job, ATTENTION_SEEN) + (first + row) * 8;
    const shared = word(seen, 0);
    const own = word(seen, 1);
    const at = shares + row * scorePitch(count);
    const most = largest(at, own, row + 1, largest(at, 0, shared, -Infinity));
    const sum = powers(at, 0, shared, factor, most) + powers(at, own, row + 1, factor, most);
    times(at, shared, <f32>1 / sum);
    times(at + own * 4, row + 1 - own, <f32>1 / sum);
    memory.fill(at + shared * 4, 0, (own - shared) * 4);
    memory.fill(at + (row + 1) * 4, 0, (endOfTile(row) - row - 1) * 4);
  }
}

@inline
function endOfTile(row: usize): usize {
  return min(count, (row / PRODUCT_TILE_ROWS + 1) * PRODUCT_TILE_ROWS);
}

/** Derivatives of shares become those of scores: ds = p (dp - sum(p dp)), times what scores were multiplied by. */
function normaliseBackward(factor: f32): void {
  for (let row: usize = 0; row < count; row++) {
    const p = shares + row * scorePitch(count);
    const d = slopes + row * scorePitch(count);
    let sum: f32 = 0;
    for (let i: usize = 0; i <= row; i++) sum += load<f32>(p + i * 4) * load<f32>(d + i * 4);
    for (let i: usize = 0; i <= row; i++) store<f32>(d + i * 4, load<f32>(p + i * 4) * (load<f32>(d + i * 4) - sum) * factor);
    memory.fill(d + (row + 1) * 4, 0, (endOfTile(row) - row - 1) * 4);
  }
}

export function attention(job: usize, thread: usize): void {
  const heads = word(job, ATTENTION_HEADS);
  const keyHeads = word(job, ATTENTION_KEY_HEADS);
  const size = word(job, ATTENTION_SIZE);
  const pitch = (heads + 2 * keyHeads) * size * 4;
  const sync = word(job, JOB_SYNC);
  const threads = word(job, JOB_THREADS);
  const units = word(job, ATTENTION_GROUP_COUNT) * heads;
  for (let unit = claim(sync, threads); unit < units; unit = claim(sync, threads)) {
    const head = begin(job, thread, unit, heads);
    const rows = word(job, ATTENTION_X) + first * pitch;
    const key = rows + (heads + head / (heads / keyHeads)) * size * 4;
    compare(rows + head * size * 4, pitch, key, pitch, size, shares);
    normalise(job, <f32>1 / sqrt<f32>(<f32>size));
    const out = word(job, ATTENTION_Y) + (first * heads + head) * size * 4;
    gather(shares, key + keyHeads * size * 4, pitch, size, out, heads * size * 4);
  }
}

export function attentionBackward(job: usize, thread: usize): void {
  const heads = word(job, ATTENTION_HEADS);
  const keyHeads = word(job, ATTENTION_KEY_HEADS);
  const sync = word(job, JOB_SYNC);
  const threads = word(job, JOB_THREADS);
  const units = word(job, ATTENTION_GROUP_COUNT) * keyHeads;
  for (let unit = claim(sync, threads); unit < units; unit = claim(sync, threads)) {
    const key = begin(job, thread, unit, keyHeads);
    const shared = heads / keyHeads;
    for (let head = key * shared; head < (key + 1) * shared; head++) headBackward(job, head, heads + key, heads + keyHeads + key);
  }
}

/** @param key Where among the heads of a row the keys are that these queries look at, and the values. */
function headBackward(job: usize, head: usize, key: usize, value: usize): void {
  const heads = word(job, ATTENTION_HEADS);
  const size = word(job, ATTENTION_SIZE);
  const factor: f32 = <f32>1 / sqrt<f32>(<f32>size);
  const bytes = size * 4;
  const pitch = (heads + 2 * word(job, ATTENTION_KEY_HEADS)) * bytes;
  const x = word(job, ATTENTION_X) + first * pitch;
  const dx = word(job, ATTENTION_DX) + first * pitch;
  const dy = word(job, ATTENTION_Y) + (first * heads + head) * bytes;
  compare(x + head * bytes, pitch, x + key * bytes, pitch, size, shares);
  normalise(job, factor);
  scatter(shares, dy, heads * bytes, size, dx + value * bytes, pitch);
  compare(dy, heads * bytes, x + value * bytes, pitch, size, slopes);
  normaliseBackward(factor);
  gather(slopes, x + key * bytes, pitch, size, dx + head * bytes, pitch);
  scatter(slopes, x + head * bytes, pitch, size, dx + key * bytes, pitch);
}
