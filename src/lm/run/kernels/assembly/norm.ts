/** RMSNorm (https://arxiv.org/abs/1910.07467) of one token. */
import { total } from './exp';

/** out = x / sqrt(mean(x^2) + epsilon) * weights, `width` floats. */
export function norm(x: usize, weights: usize, width: usize, epsilon: f32, out: usize): void {
  const whole = width & ~3;
  let squares = f32x4.splat(0);
  for (let i: usize = 0; i < whole; i += 4) {
    const v = v128.load(x + i * 4);
    squares = f32x4.add(squares, f32x4.mul(v, v));
  }
  let sum = total(squares);
  for (let i = whole; i < width; i++) sum += load<f32>(x + i * 4) * load<f32>(x + i * 4);
  const factor: f32 = <f32>1 / sqrt<f32>(sum / <f32>width + epsilon);
  const factors = f32x4.splat(factor);
  for (let i: usize = 0; i < whole; i += 4) {
    v128.store(out + i * 4, f32x4.mul(f32x4.mul(v128.load(x + i * 4), factors), v128.load(weights + i * 4)));
  }
  for (let i = whole; i < width; i++) store<f32>(out + i * 4, load<f32>(x + i * 4) * factor * load<f32>(weights + i * 4));
}
