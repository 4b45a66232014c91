/** Some outputs of a linear, for all tokens of a run. */
import { BLOCK_INPUTS, FORMAT_Q4, LINEAR_FORMAT, LINEAR_INPUTS, LINEAR_OUTPUTS, LINEAR_PANELS, PANEL_OUTPUTS, TILE_TOKENS } from '../layout';
import { blocksOf, bothBytes, layoutOf } from './digits';
import { One, Two } from './numbers';
import { panelBytes } from './pack';
import { few, many, pair } from './panel';

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

/** Stores a panel's outputs, or adds them to what stands there. The last panel may have fewer than 8. */
@inline
function put(y: usize, from: usize, count: usize, adds: bool): void {
  if (count == PANEL_OUTPUTS) {
    const v = v128.load(from);
    const w = v128.load(from, 16);
    v128.store(y, adds ? f32x4.add(v128.load(y), v) : v);
    v128.store(y, adds ? f32x4.add(v128.load(y, 16), w) : w, 16);
    return;
  }
  for (let i: usize = 0; i < count; i++) store<f32>(y + i * 4, load<f32>(from + i * 4) + (adds ? load<f32>(y + i * 4) : 0));
}

/** A panel and up to `TILE_TOKENS` tokens. */
@inline
function some<T>(panel: usize, blocks: usize, x: usize, stride: usize, count: usize, limit: usize, tile: usize): void {
  if (count == 1) few<T, One>(panel, blocks, x, stride, limit, tile);
  else if (count == 2) few<T, Two>(panel, blocks, x, stride, limit, tile);
  else many<T>(panel, blocks, x, stride, count, limit, tile);
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
  const limit = panel + (end - first - 1) * bytes + (blocks - 1) * panelBytes(format, BLOCK_INPUTS);
  let p = first;
  const half = tokens == 1 ? (end - first) / 2 : 0;
  for (; p < first + half; p++, panel += bytes) {
    const other = p + half;
    if (format == FORMAT_Q4) pair<u8>(panel, panel + half * bytes, blocks, digits, limit, tile);
    else pair<i8>(panel, panel + half * bytes, blocks, digits, limit, tile);
    put(y + p * (PANEL_OUTPUTS * 4), tile, PANEL_OUTPUTS, adds);
    put(y + other * (PANEL_OUTPUTS * 4), tile + PANEL_OUTPUTS * 4, min<usize>(PANEL_OUTPUTS, outputs - other * PANEL_OUTPUTS), adds);
  }
  p += half;
  panel += half * bytes;
  for (; p < end; p++, panel += bytes) {
    const width = min<usize>(PANEL_OUTPUTS, outputs - p * PANEL_OUTPUTS);
    let to = y + p * (PANEL_OUTPUTS * 4);
    for (let token: usize = 0; token < tokens; token += TILE_TOKENS) {
      const count = min(TILE_TOKENS, tokens - token);
      if (format == FORMAT_Q4) some<u8>(panel, blocks, digits + token * stride, stride, count, limit, tile);
      else some<i8>(panel, blocks, digits + token * stride, stride, count, limit, tile);
      for (let row: usize = 0; row < count; row++, to += pitch) put(to, tile + row * (PANEL_OUTPUTS * 4), width, adds);
    }
  }
}
