/** Some outputs of a linear, for all tokens of a run. */
import { FORMAT_Q4, LINEAR_FORMAT, LINEAR_INPUTS, LINEAR_OUTPUTS, LINEAR_PANELS, PANEL_OUTPUTS } from '../layout';
import { blocksOf, bothBytes, layoutOf } from './digits';
import { panelBytes } from './pack';
import { panel1, panel4 } from './panel';

@inline
export function formatOf(linear: usize): usize {
  return <usize>load<u32>(linear, LINEAR_FORMAT * 4);
}

@inline
export function inputsOf(linear: usize): usize {
  return <usize>load<u32>(linear, LINEAR_INPUTS * 4);
}

@inline
export function outputsOf(linear: usize): usize {
  return <usize>load<u32>(linear, LINEAR_OUTPUTS * 4);
}

@inline
export function panelsOf(linear: usize): usize {
  return (outputsOf(linear) + PANEL_OUTPUTS - 1) / PANEL_OUTPUTS;
}

/** Stores a panel's outputs, or adds them to what stands there. The last panel may have fewer than 4. */
@inline
function put(y: usize, from: usize, count: usize, adds: bool): void {
  if (count == PANEL_OUTPUTS) {
    const v = v128.load(from);
    v128.store(y, adds ? f32x4.add(v128.load(y), v) : v);
    return;
  }
  for (let i: usize = 0; i < count; i++) store<f32>(y + i * 4, load<f32>(from + i * 4) + (adds ? load<f32>(y + i * 4) : 0));
}

/**
 * Panels `first` to `end` of a linear.
 * @param x Integers of the tokens, `bothBytes(inputs)` each. @param y Output 0 of token 0; tokens lie `pitch` bytes apart.
 * @param tile 64 bytes of this thread's.
 */
export function multiply(linear: usize, first: usize, end: usize, x: usize, tokens: usize, y: usize, pitch: usize, adds: bool, tile: usize): void {
  const format = formatOf(linear);
  const inputs = inputsOf(linear);
  const outputs = outputsOf(linear);
  const blocks = blocksOf(inputs);
  const bytes = panelBytes(format, inputs);
  const stride = bothBytes(inputs);
  const digits = layoutOf(x, inputs, format);
  let panel = <usize>load<u32>(linear, LINEAR_PANELS * 4) + first * bytes;
  for (let p = first; p < end; p++) {
    const count = min<usize>(PANEL_OUTPUTS, outputs - p * PANEL_OUTPUTS);
    let to = y + p * (PANEL_OUTPUTS * 4);
    let token: usize = 0;
    for (; token + 2 < tokens; token += 4) {
      const x0 = digits + token * stride;
      const x3 = token + 3 < tokens ? x0 + 3 * stride : x0 + 2 * stride;
      if (format == FORMAT_Q4) panel4<u8>(panel, blocks, x0, x0 + stride, x0 + 2 * stride, x3, tile);
      else panel4<i8>(panel, blocks, x0, x0 + stride, x0 + 2 * stride, x3, tile);
      const rows = min<usize>(4, tokens - token);
      for (let row: usize = 0; row < rows; row++, to += pitch) put(to, tile + row * 16, count, adds);
    }
    for (; token < tokens; token++, to += pitch) {
      if (format == FORMAT_Q4) panel1<u8>(panel, blocks, digits + token * stride, tile);
      else panel1<i8>(panel, blocks, digits + token * stride, tile);
      put(to, tile, count, adds);
    }
    panel += bytes;
  }
}
