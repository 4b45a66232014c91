/** What training does to rows of floats besides products, forward and backward: a row at a time. */
import {
  GATE_DX,
  GATE_X,
  GATE_Y,
  JOB_SYNC,
  JOB_THREADS,
  NORM_DX,
  NORM_EPSILON,
  NORM_GAIN,
  NORM_X,
  NORM_Y,
  ROTATE_COSINES,
  ROTATE_HEADS,
  ROTATE_SINES,
  ROTATE_SIZE,
  ROTATE_X,
  ROWS_COUNT,
  ROWS_WIDTH,
  SOFTMAX_TARGETS,
  SOFTMAX_TOLD,
  SOFTMAX_X,
} from '../layout';
import { rotate, times } from './attention';
import { exps, total } from './exp';
import { pass } from './gate';
import { norm } from './norm';
import { largest, powers } from './softmax';
import { word } from './state';
import { claim } from './sync';

/** Has every row worked on once, whichever thread takes it. */
export function share(job: usize, work: (job: usize, row: usize) => void): void {
  const rows = word(job, ROWS_COUNT);
  const sync = word(job, JOB_SYNC);
  const threads = word(job, JOB_THREADS);
  for (let row = claim(sync, threads); row < rows; row = claim(sync, threads)) work(job, row);
}

export function normRow(job: usize, row: usize): void {
  const width = word(job, ROWS_WIDTH);
  const offset = row * width * 4;
  norm(word(job, NORM_X) + offset, word(job, NORM_GAIN), width, load<f32>(job + NORM_EPSILON * 4), word(job, NORM_Y) + offset);
}

/** With n = x r and dn = dy gain: dx += r (dn - n mean(dn n)). */
export function normRowBackward(job: usize, row: usize): void {
  const width = word(job, ROWS_WIDTH);
  const offset = row * width * 4;
  const x = word(job, NORM_X) + offset;
  const gain = word(job, NORM_GAIN);
  const dy = word(job, NORM_Y) + offset;
  const dx = word(job, NORM_DX) + offset;
  const whole = width & ~3;
  let squares4 = f32x4.splat(0);
  let along4 = f32x4.splat(0);
  for (let i: usize = 0; i < whole; i += 4) {
    const v = v128.load(x + i * 4);
    squares4 = f32x4.add(squares4, f32x4.mul(v, v));
    along4 = f32x4.add(along4, f32x4.mul(v, f32x4.mul(v128.load(dy + i * 4), v128.load(gain + i * 4))));
  }
  let squares = total(squares4);
  let along = total(along4);
  for (let i = whole; i < width; i++) {
    const v = load<f32>(x + i * 4);
    squares += v * v;
    along += v * load<f32>(dy + i * 4) * load<f32>(gain + i * 4);
  }
  const r: f32 = <f32>1 / sqrt<f32>(squares / <f32>width + load<f32>(job + NORM_EPSILON * 4));
  const back: f32 = (r * r * along) / <f32>width;
  for (let i: usize = 0; i < whole; i += 4) {
    const dn = f32x4.mul(v128.load(dy + i * 4), v128.load(gain + i * 4));
    const d = f32x4.mul(f32x4.splat(r), f32x4.sub(dn, f32x4.mul(f32x4.splat(back), v128.load(x + i * 4))));
    v128.store(dx + i * 4, f32x4.add(v128.load(dx + i * 4), d));
  }
  for (let i = whole; i < width; i++) {
    const dn = load<f32>(dy + i * 4) * load<f32>(gain + i * 4);
    store<f32>(dx + i * 4, load<f32>(dx + i * 4) + r * (dn - back * load<f32>(x + i * 4)));
  }
}

export function rotateRow(job: usize, row: usize): void {
  const size = word(job, ROTATE_SIZE);
  const heads = word(job, ROTATE_HEADS);
  const offset = row * (size / 2) * 4;
  let at = word(job, ROTATE_X) + row * word(job, ROWS_WIDTH) * 4;
  for (let head: usize = 0; head < heads; head++) {
    rotate(at, size, word(job, ROTATE_COSINES) + offset, word(job, ROTATE_SINES) + offset);
    at += size * 4;
  }
}

export function gateRow(job: usize, row: usize): void {
  const width = word(job, ROWS_WIDTH);
  const gate = word(job, GATE_X) + row * width * 8;
  const y = word(job, GATE_Y) + row * width * 4;
  memory.copy(y, gate, width * 4);
  pass(y, gate + width * 4, 0, width);
}

@inline
function sigmoid(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exps(f32x4.neg(x))));
}

export function gateRowBackward(job: usize, row: usize): void {
  const width = word(job, ROWS_WIDTH);
  const gate = word(job, GATE_X) + row * width * 8;
  const up = gate + width * 4;
  const dy = word(job, GATE_Y) + row * width * 4;
  const dGate = word(job, GATE_DX) + row * width * 8;
  const dUp = dGate + width * 4;
  let i: usize = 0;
  for (; i + 4 <= width; i += 4) {
    const g = v128.load(gate + i * 4);
    const d = v128.load(dy + i * 4);
    const s = sigmoid(g);
    v128.store(dUp + i * 4, f32x4.mul(d, f32x4.mul(g, s)));
    v128.store(dGate + i * 4, f32x4.mul(f32x4.mul(d, v128.load(up + i * 4)), slope(g, s)));
  }
  for (; i < width; i++) {
    const g = v128.load32_splat(gate + i * 4);
    const d = v128.load32_splat(dy + i * 4);
    const s = sigmoid(g);
    store<f32>(dUp + i * 4, f32x4.extract_lane(f32x4.mul(d, f32x4.mul(g, s)), 0));
    store<f32>(dGate + i * 4, f32x4.extract_lane(f32x4.mul(f32x4.mul(d, v128.load32_splat(up + i * 4)), slope(g, s)), 0));
  }
}

/** SiLU' = s + g s (1 - s), s the sigmoid. */
@inline
function slope(g: v128, s: v128): v128 {
  return f32x4.add(s, f32x4.mul(f32x4.mul(g, s), f32x4.sub(f32x4.splat(1), s)));
}

export function softmaxRow(job: usize, row: usize): void {
  const width = word(job, ROWS_WIDTH);
  const x = word(job, SOFTMAX_X) + row * width * 4;
  const told = word(job, SOFTMAX_TOLD) + row * 8;
  const most = largest(x, 0, width, -Infinity);
  store<f32>(told, load<f32>(x + word(word(job, SOFTMAX_TARGETS), row) * 4) - most);
  const sum = powers(x, 0, width, 1, most);
  store<f32>(told + 4, sum);
  times(x, width, <f32>1 / sum);
}
