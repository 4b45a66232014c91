/** The MLP's gate. */
import { exps } from './exp';

/** SiLU of a gate, times what it lets through. */
@inline
function gated(gate: v128, up: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.mul(f32x4.div(gate, f32x4.add(one, exps(f32x4.neg(gate)))), up);
}

/** Values `from` to `to` of a gate become what passes it. */
export function pass(gates: usize, ups: usize, from: usize, to: usize): void {
  let i = from;
  for (; i + 4 <= to; i += 4) v128.store(gates + i * 4, gated(v128.load(gates + i * 4), v128.load(ups + i * 4)));
  for (; i < to; i++) {
    const one = gated(v128.load32_splat(gates + i * 4), v128.load32_splat(ups + i * 4));
    store<f32>(gates + i * 4, f32x4.extract_lane(one, 0));
  }
}
