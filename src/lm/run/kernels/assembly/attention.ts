/**
 * Grouped-query attention over a cache in pages. A page has 16 positions of a row in all layers: [layer][keys, values][head][16 positions]. A head's
 * keys stand in fours, [4][size][4 positions], so that four scores are lanes of one sum; its values as [16][size].
 */
import { PAGE_POSITIONS } from '../layout';
import { exps, total } from './exp';

/** Bytes of one head's keys, or values, in a page. */
@inline
export function headBytes(size: usize): usize {
  return PAGE_POSITIONS * size * 4;
}

/** RoPE's tables, float [context][size / 2]: the turn of every position. WASM's own sine and cosine, so that all engines have the same bits. */
export function ropeTables(context: usize, size: usize, base: f64, scale: f64, cos: usize, sin: usize): void {
  const half = size / 2;
  for (let i: usize = 0; i < half; i++) {
    const rate = NativeMath.pow(base, -(<f64>i) / <f64>half);
    for (let position: usize = 0; position < context; position++) {
      const angle = (<f64>position / scale) * rate;
      const at = (position * half + i) * 4;
      store<f32>(cos + at, <f32>NativeMath.cos(angle));
      store<f32>(sin + at, <f32>NativeMath.sin(angle));
    }
  }
}

/** Turns a head, in place: its first half with its second. `cos` and `sin` are those of its position. */
export function rotate(x: usize, size: usize, cos: usize, sin: usize): void {
  const half = size / 2;
  for (let i: usize = 0; i < half; i++) {
    const first = load<f32>(x + i * 4);
    const second = load<f32>(x + (half + i) * 4);
    const c = load<f32>(cos + i * 4);
    const s = load<f32>(sin + i * 4);
    store<f32>(x + i * 4, first * c - second * s);
    store<f32>(x + (half + i) * 4, second * c + first * s);
  }
}

/** Writes a head's key to its place in a page, `keys` being the head's. */
export function keepKey(key: usize, size: usize, keys: usize, position: usize): void {
  const place = position % PAGE_POSITIONS;
  const to = keys + (place / 4) * size * 16 + (place % 4) * 4;
  for (let i: usize = 0; i < size; i++) store<f32>(to + i * 16, load<f32>(key + i * 4));
}

export function keepValue(value: usize, size: usize, values: usize, position: usize): void {
  memory.copy(values + (position % PAGE_POSITIONS) * size * 4, value, size * 4);
}

/** Scores of a page's 16 positions, to `out`. */
function score(query: usize, keys: usize, size: usize, out: usize): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  const pitch = size * 16;
  for (const end = query + size * 4; query < end; query += 4) {
    const q = v128.load32_splat(query);
    a = f32x4.add(a, f32x4.mul(q, v128.load(keys)));
    b = f32x4.add(b, f32x4.mul(q, v128.load(keys + pitch)));
    c = f32x4.add(c, f32x4.mul(q, v128.load(keys + 2 * pitch)));
    d = f32x4.add(d, f32x4.mul(q, v128.load(keys + 3 * pitch)));
    keys += 16;
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}

/** Scores become exp(score - largest), positions from `count` on 0. @returns their sum. */
function soften(scores: usize, count: usize): f32 {
  const end = scores + ((count + PAGE_POSITIONS - 1) / PAGE_POSITIONS) * (PAGE_POSITIONS * 4);
  for (let at = scores + count * 4; at < end; at += 4) store<f32>(at, -f32.MAX_VALUE);
  let largest = v128.load(scores);
  for (let at = scores + 16; at < end; at += 16) largest = f32x4.max(largest, v128.load(at));
  const ab = max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1));
  const cd = max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3));
  const most = f32x4.splat(max(ab, cd));
  for (let at = scores; at < end; at += 16) v128.store(at, exps(f32x4.sub(v128.load(at), most)));
  for (let at = scores + count * 4; at < end; at += 4) store<f32>(at, 0);
  let sum = f32x4.splat(0);
  for (let at = scores; at < end; at += 16) sum = f32x4.add(sum, v128.load(at));
  return total(sum);
}

/** Adds 16 positions' values, 4 floats of each at a time, by their masses. */
@inline
function mixFour(y: v128, masses: usize, values: usize, pitch: usize): v128 {
  for (const end = masses + PAGE_POSITIONS * 4; masses < end; masses += 4) {
    y = f32x4.add(y, f32x4.mul(v128.load32_splat(masses), v128.load(values)));
    values += pitch;
  }
  return y;
}

/** Adds a page's values to `out` by their masses. */
function mix(masses: usize, values: usize, size: usize, out: usize): void {
  const pitch = size * 4;
  let i: usize = 0;
  for (; i + 16 <= size; i += 16) {
    let a = v128.load(out + i * 4);
    let b = v128.load(out + i * 4, 16);
    let c = v128.load(out + i * 4, 32);
    let d = v128.load(out + i * 4, 48);
    let value = values + i * 4;
    for (let mass = masses; mass < masses + PAGE_POSITIONS * 4; mass += 4) {
      const m = v128.load32_splat(mass);
      a = f32x4.add(a, f32x4.mul(m, v128.load(value)));
      b = f32x4.add(b, f32x4.mul(m, v128.load(value, 16)));
      c = f32x4.add(c, f32x4.mul(m, v128.load(value, 32)));
      d = f32x4.add(d, f32x4.mul(m, v128.load(value, 48)));
      value += pitch;
    }
    v128.store(out + i * 4, a);
    v128.store(out + i * 4, b, 16);
    v128.store(out + i * 4, c, 32);
    v128.store(out + i * 4, d, 48);
  }
  for (; i + 4 <= size; i += 4) v128.store(out + i * 4, mixFour(v128.load(out + i * 4), masses, values + i * 4, pitch));
  for (; i < size; i++) {
    let y = load<f32>(out + i * 4);
    for (let p: usize = 0; p < PAGE_POSITIONS; p++) y += load<f32>(masses + p * 4) * load<f32>(values + p * pitch + i * 4);
    store<f32>(out + i * 4, y);
  }
}

/**
 * One head of one token: `query` is turned and scaled. It sees positions 0 to `position`.
 * @param pages The row's list of pages. @param keys Of this layer and head in each, `values` likewise.
 * @param scores Room for the positions in whole pages.
 */
export function attend(query: usize, position: usize, pages: usize, keys: usize, values: usize, size: usize, scores: usize, out: usize): void {
  const count = position + 1;
  const pageCount = (count + PAGE_POSITIONS - 1) / PAGE_POSITIONS;
  for (let page: usize = 0; page < pageCount; page++) {
    score(query, load<usize>(pages + page * 4) + keys, size, scores + page * (PAGE_POSITIONS * 4));
  }
  const sum = soften(scores, count);
  memory.fill(out, 0, size * 4);
  for (let page: usize = 0; page < pageCount; page++) {
    mix(scores + page * (PAGE_POSITIONS * 4), load<usize>(pages + page * 4) + values, size, out);
  }
  const share: f32 = <f32>1 / sum;
  for (let i: usize = 0; i < size; i++) store<f32>(out + i * 4, load<f32>(out + i * 4) * share);
}
