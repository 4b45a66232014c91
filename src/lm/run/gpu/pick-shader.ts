/**
 * From logits on the GPU to the few that a sampler may choose from, so that not all of them are read back. A token's key is logit / temperature and
 * its noise where there is any. Two dispatches: the largest key and the sum of exponentials of every stretch of the vocabulary; then all tokens whose
 * key is at least that of the PICKED-th largest stretch.
 */
/** Tokens of a stretch. */
export const STRETCH = 256;
/** Stretches whose largest key is in the list: at least so many tokens are. */
export const PICKED = 64;
/** Tokens that a list holds at most. */
export const LISTED = 256;

/** Words of a row's list: how many tokens there are (more than LISTED: not all are listed), log sum exp(logit / T), the least key that is listed, one unused; then token and logit of each. */
export const LIST_WORDS = 4 + 2 * LISTED;

/** Words of a row's request: 1 / temperature as a float, whether there is noise, the two words of its key. */
export const ASK_WORDS = 4;

/**
 * src/lm/decode/gumbel.ts in single precision. Bits near 2^32 are noise that wins: -log(u) is taken from 1 - u there, which a float holds.
 */
const KEY = `
fn noise(token: u32, a: u32, b: u32) -> f32 {
  var h = (token + 1u) * 0x85ebca77u + a;
  h = ((h ^ (h >> 16u)) * 0x7feb352du) ^ b;
  h = (h ^ (h >> 15u)) * 0x846ca68bu;
  h = h ^ (h >> 16u);
  let rest = (f32(~h) + 0.5) * 2.3283064365386963e-10;
  let near = rest * (1.0 + rest * (0.5 + rest * (0.33333334 + rest * (0.25 + rest * 0.2))));
  let far = -log(max((f32(h) + 0.5) * 2.3283064365386963e-10, 1.1e-10));
  return -log(select(far, near, rest < 0.05));
}
fn keyOf(logit: f32, token: u32, ask: vec4u) -> f32 {
  let scaled = logit * bitcast<f32>(ask.x);
  if (ask.y == 0u) { return scaled; }
  return scaled + noise(token, ask.z, ask.w);
}`;

export const STRETCH_BINDINGS = ['logits', 'asks', 'stretches'] as const;

/** A workgroup a stretch and row: [largest key, largest logit / T, sum exp(logit / T - largest), unused]. */
export function stretchShader(vocabulary: number): string {
  const stretches = Math.ceil(vocabulary / STRETCH);
  return `@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> asks: array<vec4u>;
@group(0) @binding(2) var<storage, read_write> stretches: array<vec4f>;
${KEY}
var<workgroup> keys: array<f32, ${STRETCH}>;
var<workgroup> tops: array<f32, ${STRETCH}>;
@compute @workgroup_size(${STRETCH})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let ask = asks[group.y];
  let token = group.x * ${STRETCH}u + local;
  var key = -3.4e38;
  var scaled = -3.4e38;
  if (token < ${vocabulary}u) {
    let logit = logits[group.y * ${vocabulary}u + token];
    key = max(key, keyOf(logit, token, ask));
    scaled = max(scaled, logit * bitcast<f32>(ask.x));
  }
  keys[local] = key;
  tops[local] = scaled;
  for (var s = ${STRETCH / 2}u; s > 0u; s = s >> 1u) {
    workgroupBarrier();
    if (local < s) {
      keys[local] = max(keys[local], keys[local + s]);
      tops[local] = max(tops[local], tops[local + s]);
    }
  }
  workgroupBarrier();
  let top = tops[0];
  let best = keys[0];
  workgroupBarrier();
  tops[local] = exp(scaled - top);
  for (var s = ${STRETCH / 2}u; s > 0u; s = s >> 1u) {
    workgroupBarrier();
    if (local < s) { tops[local] += tops[local + s]; }
  }
  if (local == 0u) { stretches[group.y * ${stretches}u + group.x] = vec4f(best, top, tops[0], 0.0); }
}
`;
}

export const PICK_BINDINGS = ['logits', 'asks', 'stretches', 'lists'] as const;

/** A workgroup a row writes its list. */
export function pickShader(vocabulary: number): string {
  const stretches = Math.ceil(vocabulary / STRETCH);
  const picked = Math.min(PICKED, stretches);
  return `@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> asks: array<vec4u>;
@group(0) @binding(2) var<storage, read> stretches: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> lists: array<u32>;
${KEY}
var<workgroup> shared_values: array<f32, 256>;
var<workgroup> listed: atomic<u32>;
var<workgroup> bar: atomic<u32>;
/** Floats in the order of their size. */
fn ordered(value: f32) -> u32 { let bits = bitcast<u32>(value); return select(bits | 0x80000000u, ~bits, bits >= 0x80000000u); }
fn plain(bits: u32) -> f32 { return bitcast<f32>(select(~bits, bits & 0x7fffffffu, bits >= 0x80000000u)); }
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let ask = asks[group.x];
  let first = group.x * ${stretches}u;
  let list = group.x * ${LIST_WORDS}u;
  // The partition: of the stretches, their largest and the sum over it.
  var top = -3.4e38;
  for (var i = local; i < ${stretches}u; i += 256u) { top = max(top, stretches[first + i].y); }
  shared_values[local] = top;
  for (var s = 128u; s > 0u; s = s >> 1u) {
    workgroupBarrier();
    if (local < s) { shared_values[local] = max(shared_values[local], shared_values[local + s]); }
  }
  workgroupBarrier();
  top = shared_values[0];
  workgroupBarrier();
  var sum = 0.0;
  for (var i = local; i < ${stretches}u; i += 256u) { let each = stretches[first + i]; sum += each.z * exp(each.y - top); }
  shared_values[local] = sum;
  for (var s = 128u; s > 0u; s = s >> 1u) {
    workgroupBarrier();
    if (local < s) { shared_values[local] += shared_values[local + s]; }
  }
  // The bar: the least of the stretches that fewer than ${picked} others exceed.
  if (local == 0u) { atomicStore(&bar, 0xffffffffu); atomicStore(&listed, 0u); }
  workgroupBarrier();
  for (var i = local; i < ${stretches}u; i += 256u) {
    let own = stretches[first + i].x;
    var above = 0u;
    for (var j = 0u; j < ${stretches}u; j++) { above += u32(stretches[first + j].x > own); }
    if (above < ${picked}u) { atomicMin(&bar, ordered(own)); }
  }
  workgroupBarrier();
  let least = plain(atomicLoad(&bar));
  for (var i = 0u; i < ${stretches}u; i++) {
    if (stretches[first + i].x < least) { continue; }
    let token = i * ${STRETCH}u + local;
    if (token >= ${vocabulary}u) { continue; }
    let logit = logits[group.x * ${vocabulary}u + token];
    if (keyOf(logit, token, ask) < least) { continue; }
    let place = atomicAdd(&listed, 1u);
    if (place < ${LISTED}u) {
      lists[list + 4u + 2u * place] = token;
      lists[list + 5u + 2u * place] = bitcast<u32>(logit);
    }
  }
  workgroupBarrier();
  if (local == 0u) {
    lists[list] = atomicLoad(&listed);
    lists[list + 1u] = bitcast<u32>(top + log(shared_values[0]));
    lists[list + 2u] = bitcast<u32>(least);
  }
}
`;
}
