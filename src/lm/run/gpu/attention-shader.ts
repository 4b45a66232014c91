/** The shaders of attention over a cache in pages: rotary embedding with the writing of the cache, and attention itself. */
import { RUN_STRUCT } from './linear-shader.ts';

export interface AttentionShape {
  readonly heads: number;
  readonly keyValueHeads: number;
  /** A multiple of 4, at most 128. */
  readonly headSize: number;
}

/** Positions of a page. */
export const PAGE = 16;

/** Numbers that a page holds of one layer: [key, value][kv heads][PAGE][head size]. */
export const pageSize = ({ keyValueHeads, headSize }: AttentionShape): number => 2 * keyValueHeads * PAGE * headSize;

/**
 * Where a page has position p of a row's key-value head: `which` is 0 for keys, 1 for values.
 * `tokens` are [position, row] of every token of the run, `pages` the pages of every row, `run.stride` a row.
 */
function cacheIndex({ keyValueHeads, headSize }: AttentionShape): string {
  return `fn cacheIndex(row: u32, p: u32, which: u32, head: u32) -> u32 {
  let page = pages[row * run.stride + p / ${PAGE}u];
  return (((page * 2u + which) * ${keyValueHeads}u + head) * ${PAGE}u + p % ${PAGE}u) * ${headSize}u;
}`;
}

export const ROTARY_BINDINGS = ['run', 'tokens', 'pages', 'angles', 'qkv', 'cache'] as const;

/** Turns queries where they lie, writes turned keys and values into the cache. A workgroup a token. */
export function rotaryShader(shape: AttentionShape): string {
  const { heads, keyValueHeads, headSize } = shape;
  const half = headSize / 2;
  const width = (heads + 2 * keyValueHeads) * headSize;
  return `${RUN_STRUCT}
@group(0) @binding(1) var<storage, read> tokens: array<vec2u>;
@group(0) @binding(2) var<storage, read> pages: array<u32>;
@group(0) @binding(3) var<storage, read> angles: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> qkv: array<f32>;
@group(0) @binding(5) var<storage, read_write> cache: array<f32>;
${cacheIndex(shape)}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let token = tokens[group.x];
  let start = group.x * ${width}u;
  for (var i = local; i < ${(heads + keyValueHeads) * half}u; i += 64u) {
    let head = i / ${half}u;
    let j = i % ${half}u;
    let turn = angles[token.x * ${half}u + j];
    let at = start + head * ${headSize}u + j;
    let a = qkv[at];
    let b = qkv[at + ${half}u];
    let x = a * turn.x - b * turn.y;
    let y = b * turn.x + a * turn.y;
    if (head < ${heads}u) {
      qkv[at] = x;
      qkv[at + ${half}u] = y;
    } else {
      let to = cacheIndex(token.y, token.x, 0u, head - ${heads}u) + j;
      cache[to] = x;
      cache[to + ${half}u] = y;
    }
  }
  for (var i = local; i < ${keyValueHeads * headSize}u; i += 64u) {
    cache[cacheIndex(token.y, token.x, 1u, i / ${headSize}u) + i % ${headSize}u] = qkv[start + ${(heads + keyValueHeads) * headSize}u + i];
  }
}
`;
}

/** Positions that a workgroup reads at once. */
const THREADS = 128;

export const ATTENTION_BINDINGS = ['run', 'tokens', 'pages', 'qkv', 'cache', 'cache', 'attended'] as const;

/**
 * softmax(q · K / sqrt(head size)) · V of the queries that share a key-value head: a workgroup a token and key-value head, over the positions up to
 * the token's own, with a running maximum (Milakov and Gimelshein, arXiv 1805.02867).
 */
export function attentionShader(shape: AttentionShape): string {
  const { heads, keyValueHeads, headSize } = shape;
  const group = heads / keyValueHeads;
  const width = (heads + 2 * keyValueHeads) * headSize;
  /** Threads side by side at one value, each with a part of the positions. */
  const parts = Math.floor(THREADS / headSize);
  const vectors = headSize / 4;
  const each = (line: (g: number) => string) => Array.from({ length: group }, (_, g) => line(g)).join('\n    ');
  return `${RUN_STRUCT}
@group(0) @binding(1) var<storage, read> tokens: array<vec2u>;
@group(0) @binding(2) var<storage, read> pages: array<u32>;
@group(0) @binding(3) var<storage, read> qkv: array<vec4f>;
@group(0) @binding(4) var<storage, read> keys: array<vec4f>;
@group(0) @binding(5) var<storage, read> values: array<f32>;
@group(0) @binding(6) var<storage, read_write> attended: array<f32>;
${cacheIndex(shape)}
var<workgroup> query: array<vec4f, ${group * vectors}>;
var<workgroup> scores: array<f32, ${group * THREADS}>;
var<workgroup> largest: array<f32, ${group * THREADS}>;
var<workgroup> sums: array<f32, ${group * THREADS}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let token = tokens[group.x];
  let head = group.y;
  let length = token.x + 1u;
  for (var i = local; i < ${group * vectors}u; i += ${THREADS}u) {
    query[i] = qkv[group.x * ${width / 4}u + head * ${group * vectors}u + i] * ${1 / Math.sqrt(headSize)};
  }
  workgroupBarrier();
  let part = local / ${headSize}u;
  let d = local % ${headSize}u;
  ${each((g) => `var m${g} = -3.4e38; var out${g} = 0.0; var sum${g} = 0.0;`)}
  for (var start = 0u; start < length; start += ${THREADS}u) {
    let count = min(${THREADS}u, length - start);
    ${each((g) => `var s${g} = -3.4e38;`)}
    if (local < count) {
      let at = cacheIndex(token.y, start + local, 0u, head) / 4u;
      ${each((g) => `s${g} = 0.0;`)}
      for (var i = 0u; i < ${vectors}u; i++) {
        let key = keys[at + i];
        ${each((g) => `s${g} += dot(query[${g * vectors}u + i], key);`)}
      }
    }
    ${each((g) => `largest[${g * THREADS}u + local] = s${g};`)}
    for (var s = ${THREADS / 2}u; s > 0u; s = s >> 1u) {
      workgroupBarrier();
      if (local < s) { ${each((g) => `largest[${g * THREADS}u + local] = max(largest[${g * THREADS}u + local], largest[${g * THREADS}u + local + s]);`)} }
    }
    workgroupBarrier();
    ${each((g) => `{ let m = max(m${g}, largest[${g * THREADS}u]); let shrink = exp(m${g} - m); out${g} *= shrink; sum${g} *= shrink; m${g} = m; scores[${g * THREADS}u + local] = exp(s${g} - m); }`)}
    workgroupBarrier();
    if (part < ${parts}u) {
      for (var p = part; p < count; p += ${parts}u) {
        let value = values[cacheIndex(token.y, start + p, 1u, head) + d];
        ${each((g) => `{ let e = scores[${g * THREADS}u + p]; out${g} += e * value; sum${g} += e; }`)}
      }
    }
    workgroupBarrier();
  }
  ${each((g) => `scores[${g * THREADS}u + local] = out${g}; sums[${g * THREADS}u + local] = sum${g};`)}
  workgroupBarrier();
  if (part == 0u) {
    ${each(
      (g) => `{
      var whole = 0.0;
      var total = 0.0;
      for (var i = 0u; i < ${parts}u; i++) { whole += scores[${g * THREADS}u + i * ${headSize}u + d]; total += sums[${g * THREADS}u + i * ${headSize}u + d]; }
      attended[group.x * ${heads * headSize}u + (head * ${group}u + ${g}u) * ${headSize}u + d] = whole / total;
    }`,
    )}
  }
}
`;
}
