/**
 * Grouped-query attention over a cache in pages. A page has 16 positions of a row in all layers: [layer][keys, values][head][16 positions]. A head's
 * keys stand as [size][16 positions], so that four scores are lanes of one sum; its values as [16][size]. Queries of a group, up to three at a time, read
 * them together.
 */
import { PAGE_POSITIONS } from '../layout';
import { exps, total } from './exp';
import { One, Three, Two } from './numbers';

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
  const half = (size / 2) * 4;
  let i: usize = 0;
  for (; i + 16 <= half; i += 16) {
    const first = v128.load(x + i);
    const second = v128.load(x + half + i);
    const c = v128.load(cos + i);
    const s = v128.load(sin + i);
    v128.store(x + i, f32x4.sub(f32x4.mul(first, c), f32x4.mul(second, s)));
    v128.store(x + half + i, f32x4.add(f32x4.mul(second, c), f32x4.mul(first, s)));
  }
  for (; i < half; i += 4) {
    const first = load<f32>(x + i);
    const second = load<f32>(x + half + i);
    const c = load<f32>(cos + i);
    const s = load<f32>(sin + i);
    store<f32>(x + i, first * c - second * s);
    store<f32>(x + half + i, second * c + first * s);
  }
}

/** Multiplies `count` floats in place. */
export function times(x: usize, count: usize, factor: f32): void {
  const end = x + count * 4;
  const factors = f32x4.splat(factor);
  for (; x + 16 <= end; x += 16) v128.store(x, f32x4.mul(v128.load(x), factors));
  for (; x < end; x += 4) store<f32>(x, load<f32>(x) * factor);
}

/** Bytes of a page's positions, a number each. */
const PAGE_ROW: usize = PAGE_POSITIONS * 4;

/** Writes a head's key to its place in a page, `keys` being the head's. */
export function keepKey(key: usize, size: usize, keys: usize, position: usize): void {
  const to = keys + (position % PAGE_POSITIONS) * 4;
  for (let i: usize = 0; i < size; i++) store<f32>(to + i * PAGE_ROW, load<f32>(key + i * 4));
}

export function keepValue(value: usize, size: usize, values: usize, position: usize): void {
  memory.copy(values + (position % PAGE_POSITIONS) * size * 4, value, size * 4);
}

/**
 * Scores of N queries, one after the other, at 8 positions of a page; those of the next query lie `pitch` bytes on.
 * @param ahead Of the keys: as much memory there is read along, so that it is near when its turn comes. @returns what must be used, or it is not read.
 */
@inline
function scoreHalf<N>(query: usize, keys: usize, size: usize, ahead: usize, out: usize, pitch: usize): u32 {
  let fetched: u32 = 0;
  let a0 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  const bytes = size * 4;
  for (const end = query + bytes; query < end; query += 4) {
    const k = v128.load(keys);
    const l = v128.load(keys, 16);
    fetched |= load<u32>(keys + ahead);
    let q = v128.load32_splat(query);
    a0 = f32x4.add(a0, f32x4.mul(q, k));
    b0 = f32x4.add(b0, f32x4.mul(q, l));
    if (offsetof<N>() > 1) {
      q = v128.load32_splat(query + bytes);
      a1 = f32x4.add(a1, f32x4.mul(q, k));
      b1 = f32x4.add(b1, f32x4.mul(q, l));
    }
    if (offsetof<N>() > 2) {
      q = v128.load32_splat(query + 2 * bytes);
      a2 = f32x4.add(a2, f32x4.mul(q, k));
      b2 = f32x4.add(b2, f32x4.mul(q, l));
    }
    keys += PAGE_ROW;
  }
  v128.store(out, a0);
  v128.store(out, b0, 16);
  if (offsetof<N>() > 1) {
    v128.store(out + pitch, a1);
    v128.store(out + pitch, b1, 16);
  }
  if (offsetof<N>() > 2) {
    v128.store(out + 2 * pitch, a2);
    v128.store(out + 2 * pitch, b2, 16);
  }
  return fetched;
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

/** Adds a page's values to 8 floats of N queries' outputs, `bytes` apart, by their masses, `pitch` apart. */
@inline
function mixEight<N>(masses: usize, pitch: usize, values: usize, bytes: usize, out: usize): void {
  const out1 = out + bytes;
  const out2 = out1 + bytes;
  let a0 = v128.load(out);
  let b0 = v128.load(out, 16);
  let a1 = a0;
  let b1 = a0;
  let a2 = a0;
  let b2 = a0;
  if (offsetof<N>() > 1) {
    a1 = v128.load(out1);
    b1 = v128.load(out1, 16);
  }
  if (offsetof<N>() > 2) {
    a2 = v128.load(out2);
    b2 = v128.load(out2, 16);
  }
  for (const end = masses + PAGE_ROW; masses < end; masses += 4) {
    const v = v128.load(values);
    const w = v128.load(values, 16);
    let m = v128.load32_splat(masses);
    a0 = f32x4.add(a0, f32x4.mul(m, v));
    b0 = f32x4.add(b0, f32x4.mul(m, w));
    if (offsetof<N>() > 1) {
      m = v128.load32_splat(masses + pitch);
      a1 = f32x4.add(a1, f32x4.mul(m, v));
      b1 = f32x4.add(b1, f32x4.mul(m, w));
    }
    if (offsetof<N>() > 2) {
      m = v128.load32_splat(masses + 2 * pitch);
      a2 = f32x4.add(a2, f32x4.mul(m, v));
      b2 = f32x4.add(b2, f32x4.mul(m, w));
    }
    values += bytes;
  }
  v128.store(out, a0);
  v128.store(out, b0, 16);
  if (offsetof<N>() > 1) {
    v128.store(out1, a1);
    v128.store(out1, b1, 16);
  }
  if (offsetof<N>() > 2) {
    v128.store(out2, a2);
    v128.store(out2, b2, 16);
  }
}

/** The rest of a page's values for one query, float by float. */
function mixRest(masses: usize, values: usize, size: usize, out: usize): void {
  for (let i = size & ~7; i < size; i++) {
    let y = load<f32>(out + i * 4);
    for (let p: usize = 0; p < PAGE_POSITIONS; p++) y += load<f32>(masses + p * 4) * load<f32>(values + (p * size + i) * 4);
    store<f32>(out + i * 4, y);
  }
}

/** N heads of one token. */
function attendWith<N>(query: usize, count: usize, pages: usize, keys: usize, values: usize, size: usize, scores: usize, out: usize): void {
  const pageCount = (count + PAGE_POSITIONS - 1) / PAGE_POSITIONS;
  const pitch = pageCount * PAGE_ROW;
  const bytes = size * 4;
  let fetched: u32 = 0;
  for (let page: usize = 0; page < pageCount; page++) {
    const at = load<usize>(pages + page * 4) + keys;
    const next = load<usize>(pages + min(page + 1, pageCount - 1) * 4) + keys;
    const own = scores + page * PAGE_ROW;
    fetched |= scoreHalf<N>(query, at, size, next - at, own, pitch);
    fetched |= scoreHalf<N>(query, at + PAGE_ROW / 2, size, values - keys - PAGE_ROW / 2, own + PAGE_ROW / 2, pitch);
  }
  store<u32>(out, fetched);
  memory.fill(out, 0, offsetof<N>() * bytes);
  const sum0 = soften(scores, count);
  const sum1 = offsetof<N>() > 1 ? soften(scores + pitch, count) : 0;
  const sum2 = offsetof<N>() > 2 ? soften(scores + 2 * pitch, count) : 0;
  for (let page: usize = 0; page < pageCount; page++) {
    const at = load<usize>(pages + page * 4) + values;
    const masses = scores + page * PAGE_ROW;
    for (let i: usize = 0; i + 8 <= size; i += 8) mixEight<N>(masses, pitch, at + i * 4, bytes, out + i * 4);
    for (let head: usize = 0; head < offsetof<N>(); head++) mixRest(masses + head * pitch, at, size, out + head * bytes);
  }
  times(out, size, <f32>1 / sum0);
  if (offsetof<N>() > 1) times(out + bytes, size, <f32>1 / sum1);
  if (offsetof<N>() > 2) times(out + 2 * bytes, size, <f32>1 / sum2);
}

/** Heads whose scores have room. */
export const HEADS_TOGETHER: usize = 3;

/**
 * Some heads of one token, all of which read one head of the cache. They see positions 0 to `position`.
 * @param query Of the first head, turned and scaled; the others follow. @param pages The row's list of pages.
 * @param keys Of this layer and head in each, `values` likewise. @param scores Room for `HEADS_TOGETHER` times the positions in whole pages.
 */
export function attend(
  query: usize,
  heads: usize,
  position: usize,
  pages: usize,
  keys: usize,
  values: usize,
  size: usize,
  scores: usize,
  out: usize,
): void {
  const count = position + 1;
  const bytes = size * 4;
  for (; heads > 2; heads -= 3) {
    attendWith<Three>(query, count, pages, keys, values, size, scores, out);
    query += 3 * bytes;
    out += 3 * bytes;
  }
  if (heads == 2) attendWith<Two>(query, count, pages, keys, values, size, scores, out);
  else if (heads == 1) attendWith<One>(query, count, pages, keys, values, size, scores, out);
}
