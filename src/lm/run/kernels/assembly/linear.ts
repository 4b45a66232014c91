/** Some outputs of a linear, for all tokens of a run. */
import { BLOCK_INPUTS, FORMAT_Q4, LINEAR_FORMAT, LINEAR_INPUTS, LINEAR_OUTPUTS, LINEAR_PANELS, PANEL_OUTPUTS } from '../layout';
import { blocksOf, bothBytes, layoutOf } from './digits';
import { panelBytes } from './pack';
import { Four, One, pair, panelOf, Three, Two } from './panel';

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

/** Bytes that `multiply` works in. */
export const TILE_BYTES: usize = 80;
/** Tokens that share a panel's unpacked weights. */
const TOGETHER: usize = 4;

/** One panel and up to 4 tokens. */
@inline
function few<T>(panel: usize, blocks: usize, x: usize, stride: usize, count: usize, ahead: usize, tile: usize): void {
  if (count >= 4) panelOf<T, Four>(panel, blocks, x, stride, ahead, tile);
  else if (count == 3) panelOf<T, Three>(panel, blocks, x, stride, ahead, tile);
  else if (count == 2) panelOf<T, Two>(panel, blocks, x, stride, ahead, tile);
  else panelOf<T, One>(panel, blocks, x, stride, ahead, tile);
}

/**
 * Panels `first` to `end` of a linear.
 * @param x Integers of the tokens, `bothBytes(inputs)` each. @param y Output 0 of token 0; tokens lie `pitch` bytes apart.
 * @param adds Whether the products are added to what stands there. @param tile `TILE_BYTES` of this thread's.
 */
export function multiply(linear: usize, first: usize, end: usize, x: usize, tokens: usize, y: usize, pitch: usize, adds: bool, tile: usize): void {
  multiplyBlocks(linear, 0, blocksOf(inputsOf(linear)), first, end, x, tokens, y, pitch, adds, tile);
}

/** The same with inputs of blocks `block` to `lastBlock` alone. @param x Integers of the tokens' inputs in those. */
export function multiplyBlocks(
  linear: usize,
  block: usize,
  lastBlock: usize,
  first: usize,
  end: usize,
  x: usize,
  tokens: usize,
  y: usize,
  pitch: usize,
  adds: bool,
  tile: usize,
): void {
  const format = formatOf(linear);
  const outputs = outputsOf(linear);
  const blocks = lastBlock - block;
  const bytes = panelBytes(format, inputsOf(linear));
  const stride = bothBytes(blocks * BLOCK_INPUTS);
  const digits = layoutOf(x, blocks * BLOCK_INPUTS, format);
  let panel = <usize>load<u32>(linear, LINEAR_PANELS * 4) + first * bytes + panelBytes(format, block * BLOCK_INPUTS);
  let p = first;
  for (; tokens == 1 && p + 1 < end; p += 2, panel += 2 * bytes) {
    if (format == FORMAT_Q4) pair<u8>(panel, bytes, blocks, digits, tile);
    else pair<i8>(panel, bytes, blocks, digits, tile);
    put(y + p * (PANEL_OUTPUTS * 4), tile, PANEL_OUTPUTS, adds);
    put(y + (p + 1) * (PANEL_OUTPUTS * 4), tile + 16, min<usize>(PANEL_OUTPUTS, outputs - (p + 1) * PANEL_OUTPUTS), adds);
  }
  for (; p < end; p++, panel += bytes) {
    const width = min<usize>(PANEL_OUTPUTS, outputs - p * PANEL_OUTPUTS);
    let to = y + p * (PANEL_OUTPUTS * 4);
    for (let token: usize = 0; token < tokens; token += TOGETHER) {
      const count = min(TOGETHER, tokens - token);
      // the last tokens fetch the next panel
      const ahead: usize = token + TOGETHER < tokens || p + 1 == end ? 0 : bytes;
      if (format == FORMAT_Q4) few<u8>(panel, blocks, digits + token * stride, stride, count, ahead, tile);
      else few<i8>(panel, blocks, digits + token * stride, stride, count, ahead, tile);
      for (let row: usize = 0; row < count; row++, to += pitch) put(to, tile + row * 16, width, adds);
    }
  }
}
