/** What adapters add to a linear: y += ((A x) * coefficients) B, columns whose coefficients are 0 in every row left out. */
import { total } from './exp';

function dot(x: usize, y: usize, count: usize): f32 {
  const whole = count & ~3;
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < whole; i += 4) sum = f32x4.add(sum, f32x4.mul(v128.load(x + i * 4), v128.load(y + i * 4)));
  let all = total(sum);
  for (let i = whole; i < count; i++) all += load<f32>(x + i * 4) * load<f32>(y + i * 4);
  return all;
}

/**
 * One active column of one token: (x . a) * coefficient, where a column that is a vector has 1 for x . a.
 * @param a Of the column; 0 where the linear has none.
 */
@inline
export function down(x: usize, a: usize, inputs: usize, isVector: bool, coefficient: f32): f32 {
  if (coefficient == 0) return 0;
  if (isVector) return coefficient;
  return a == 0 ? 0 : dot(x, a, inputs) * coefficient;
}

/**
 * Adds the active columns to some outputs of a token.
 * @param mixed Float, one per active column. @param active Which they are.
 * @param b Column 0's first of these outputs. @param pitch Bytes from a column to the next.
 */
export function up(mixed: usize, active: usize, activeCount: usize, b: usize, pitch: usize, y: usize, count: usize): void {
  for (let i: usize = 0; i < activeCount; i++) {
    const factor = load<f32>(mixed + i * 4);
    if (factor == 0) continue;
    const column = b + <usize>load<u32>(active + i * 4) * pitch;
    const factors = f32x4.splat(factor);
    let j: usize = 0;
    for (; j + 4 <= count; j += 4) v128.store(y + j * 4, f32x4.add(v128.load(y + j * 4), f32x4.mul(factors, v128.load(column + j * 4))));
    for (; j < count; j++) store<f32>(y + j * 4, load<f32>(y + j * 4) + factor * load<f32>(column + j * 4));
  }
}
