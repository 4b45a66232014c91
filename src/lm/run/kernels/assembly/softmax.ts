/** Stretches of a row of floats on their way through a softmax. */
import { exps, total } from './exp';

/** The largest of values `from` to `to` and of `most`; NaN where one of them is. */
export function largest(row: usize, from: usize, to: usize, most: f32): f32 {
  let i = from;
  let four = f32x4.splat(most);
  for (; i + 4 <= to; i += 4) four = f32x4.max(four, v128.load(row + i * 4));
  for (; i < to; i++) four = f32x4.max(four, v128.load32_splat(row + i * 4));
  return max<f32>(
    max<f32>(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)),
    max<f32>(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)),
  );
}

/** Values x become e^(factor (x - most)). @returns their sum. */
export function powers(row: usize, from: usize, to: usize, factor: f32, most: f32): f32 {
  const mosts = f32x4.splat(most);
  const factors = f32x4.splat(factor);
  let i = from;
  let sums = f32x4.splat(0);
  for (; i + 4 <= to; i += 4) {
    const power = exps(f32x4.mul(factors, f32x4.sub(v128.load(row + i * 4), mosts)));
    v128.store(row + i * 4, power);
    sums = f32x4.add(sums, power);
  }
  let sum = total(sums);
  for (; i < to; i++) {
    const power = f32x4.extract_lane(exps(f32x4.mul(factors, f32x4.sub(v128.load32_splat(row + i * 4), mosts))), 0);
    store<f32>(row + i * 4, power);
    sum += power;
  }
  return sum;
}
