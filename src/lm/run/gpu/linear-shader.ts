/**
 * The shaders of a linear: y = x · W, with what comes before and after it in one dispatch. Of x: the RMS norm, the choice of some tokens. Of y: what
 * adapters add, the residual stream, SiLU and product of gate and up.
 */
import { BLOCK_WORDS, type WeightLayout } from './packed-weights.ts';

export interface LinearShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly layout: WeightLayout;
  /** x is divided by its root mean square and multiplied by `norm`. */
  readonly normed: boolean;
  /** Only the tokens in `wanted` are computed. */
  readonly gathered: boolean;
  /**
   * - store: y.
   * - add: added to what `y` holds.
   * - gate: the first half of the outputs is the gate, the second is multiplied: SiLU(gate) * up, half as many.
   * - scale: (y + ones) * coefficients of the token's row: what a bank's A makes.
   */
  readonly result: 'store' | 'add' | 'gate' | 'scale';
  /** What a bank adds, h · B: h is the outcome of its A, or the coefficients themselves where it has vectors alone. */
  readonly bank?: { readonly columns: number; readonly h: 'products' | 'coefficients' };
  readonly epsilon: number;
}

/** Tokens of a workgroup: few in registers, or a tile. */
export type TokenTile = 1 | 4 | 8 | 'tile';

/** Names of the buffers in the order of their bindings. */
export function linearBindings({ normed, gathered, result, bank }: LinearShape): string[] {
  const rows = result === 'scale' || bank?.h === 'coefficients';
  return [
    'run',
    'x',
    'weights',
    'y',
    ...(normed ? ['norm'] : []),
    ...(gathered ? ['wanted'] : []),
    ...(bank ? ['h', 'b'] : []),
    ...(rows ? ['tokens'] : []),
    ...(result === 'scale' ? ['ones', 'coefficients'] : []),
  ];
}

const TYPES: Readonly<Record<string, string>> = {
  x: 'read> x: array<vec4f>',
  weights: 'read> weights: array<u32>',
  y: 'read_write> y: array<f32>',
  norm: 'read> norm: array<vec4f>',
  wanted: 'read> wanted: array<u32>',
  h: 'read> h: array<f32>',
  b: 'read> b: array<f32>',
  tokens: 'read> tokens: array<vec2u>',
  ones: 'read> ones: array<f32>',
  coefficients: 'read> coefficients: array<f32>',
};

/** What every run of the network tells its shaders. `stride` is of the page table. */
export const RUN_STRUCT = 'struct Run { tokens: u32, wanted: u32, stride: u32, unused: u32 }\n@group(0) @binding(0) var<uniform> run: Run;';

function declarations(shape: LinearShape): string {
  const buffers = linearBindings(shape).slice(1);
  return [RUN_STRUCT, ...buffers.map((name, i) => `@group(0) @binding(${i + 1}) var<storage, ${TYPES[name]};`)].join('\n');
}

/** Values of one word (of f16 and f32 of as many words as four values take). */
interface Unit {
  /** Words that a row has of them. */
  readonly count: number;
  /** WGSL: from a row's first word `base` and the unit's number `unit` to vectors of weights, and the vectors of x that they meet. */
  readonly code: string;
  readonly vectors: readonly { readonly name: string; readonly x: string }[];
}

function unitOf({ layout, inputs }: LinearShape): Unit {
  const four = [{ name: 'w', x: 'unit' }];
  switch (layout) {
    case 'q4':
      return {
        count: inputs / 8,
        code: `let block = base + (unit >> 2u) * 5u;
    let scale = unpack2x16float(weights[block]);
    let codes = vec4u(weights[block + 1u + (unit & 3u)]) >> vec4u(0u, 8u, 16u, 24u);
    let w = vec4f(codes & vec4u(15u)) * scale.x + scale.y;
    let w2 = vec4f((codes >> vec4u(4u)) & vec4u(15u)) * scale.x + scale.y;`,
        vectors: [
          { name: 'w', x: '(unit >> 2u) * 8u + (unit & 3u)' },
          { name: 'w2', x: '(unit >> 2u) * 8u + (unit & 3u) + 4u' },
        ],
      };
    case 'q8':
      return {
        count: inputs / 4,
        code: `let block = base + (unit >> 3u) * 9u;
    let codes = bitcast<i32>(weights[block + 1u + (unit & 7u)]);
    let w = vec4f((vec4i(codes) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u)) * unpack2x16float(weights[block]).x;`,
        vectors: four,
      };
    case 'f16':
      return {
        count: inputs / 4,
        code: 'let w = vec4f(unpack2x16float(weights[base + 2u * unit]), unpack2x16float(weights[base + 2u * unit + 1u]));',
        vectors: four,
      };
    case 'f32':
      return {
        count: inputs / 4,
        code: `let at = base + 4u * unit;
    let w = bitcast<vec4f>(vec4u(weights[at], weights[at + 1u], weights[at + 2u], weights[at + 3u]));`,
        vectors: four,
      };
  }
}

const rowWords = ({ layout, inputs }: LinearShape): number => (inputs / 32) * BLOCK_WORDS[layout];

/** What becomes of `value` (and `up`) of output `column` of the token that is the `item`-th of those computed and `token` of the run. */
function storeCode({ result, outputs }: LinearShape): string {
  switch (result) {
    case 'store':
      return `y[item * ${outputs}u + column] = value;`;
    case 'add':
      return `y[item * ${outputs}u + column] += value;`;
    case 'gate':
      return `y[item * ${outputs / 2}u + column] = value / (1.0 + exp(-value)) * up;`;
    case 'scale':
      return `y[item * ${outputs}u + column] = (value + ones[column]) * coefficients[tokens[token].y * ${outputs}u + column];`;
  }
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const each = (count: number, line: (i: number) => string) => range(count).map(line).join('\n    ');

/** Threads that share an output, and outputs of a workgroup. */
const LANES = 8;
const COLUMNS = 8;
const THREADS = LANES * COLUMNS;

/** For so few tokens that every weight is read once: eight threads walk a row of weights side by side. */
function fewTokens(shape: LinearShape, rows: number): string {
  const { inputs, outputs, normed, gathered, bank, result, epsilon } = shape;
  const pair = result === 'gate';
  const width = pair ? outputs / 2 : outputs;
  const unit = unitOf(shape);
  const halves = pair ? ['', 'Up'] : [''];
  const tokenOf = gathered ? 'wanted[item]' : 'item';
  const hRow = bank?.h === 'coefficients' ? 'tokens[token].y' : 'item';
  const load = (name: string) => unit.code.replaceAll('base', name);
  return `${declarations(shape)}
var<workgroup> partial: array<f32, ${THREADS * rows * halves.length}>;
${normed ? `var<workgroup> inverse: array<f32, ${rows}>;` : ''}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let lane = local % ${LANES}u;
  let output = min(group.x * ${COLUMNS}u + local / ${LANES}u, ${width - 1}u);
  let first = group.y * ${rows}u;
  let count = ${gathered ? 'run.wanted' : 'run.tokens'};
  ${each(rows, (r) => `var x${r}: u32; var h${r}: u32;`)}
  ${each(rows, (r) => `{ let item = min(first + ${r}u, count - 1u); let token = ${tokenOf}; x${r} = token * ${inputs / 4}u; h${r} = ${bank ? hRow : 'token'}; }`)}
  ${normed ? normPrologue(rows, inputs, epsilon) : ''}
  ${halves.map((half) => each(rows, (r) => `var sum${half}${r} = 0.0;`)).join('\n  ')}
  ${halves.map((half, i) => `let base${half} = (output + ${i * width}u) * ${rowWords(shape)}u;`).join('\n  ')}
  for (var unit = lane; unit < ${unit.count}u; unit += ${LANES}u) {
    ${halves
      .map(
        (half) => `{
    ${load(`base${half}`)}
    ${unit.vectors
      .map(
        ({ name, x }) => `{ let k = ${x}; let v = ${normed ? `${name} * norm[k]` : name};
    ${each(rows, (r) => `sum${half}${r} += dot(v, x[x${r} + k]);`)} }`,
      )
      .join('\n    ')} }`,
      )
      .join('\n    ')}
  }
  ${normed ? halves.map((half) => each(rows, (r) => `sum${half}${r} *= inverse[${r}];`)).join('\n  ') : ''}
  ${
    bank
      ? `for (var j = lane; j < ${bank.columns}u; j += ${LANES}u) {
    ${halves.map((half, i) => `let weight${half} = b[(output + ${i * width}u) * ${bank.columns}u + j];`).join('\n    ')}
    ${each(rows, (r) => `{ let c = h[h${r} * ${bank.columns}u + j]; ${halves.map((half) => `sum${half}${r} += weight${half} * c;`).join(' ')} }`)}
  }`
      : ''
  }
  ${halves.map((half, i) => each(rows, (r) => `partial[${(i * rows + r) * THREADS}u + local] = sum${half}${r};`)).join('\n  ')}
  workgroupBarrier();
  for (var o = local; o < ${rows * COLUMNS}u; o += ${THREADS}u) {
    let row = o / ${COLUMNS}u;
    let item = first + row;
    let column = group.x * ${COLUMNS}u + o % ${COLUMNS}u;
    if (item >= count || column >= ${width}u) { continue; }
    let at = row * ${THREADS}u + (o % ${COLUMNS}u) * ${LANES}u;
    var value = 0.0;
    for (var i = 0u; i < ${LANES}u; i++) { value += partial[at + i]; }
    ${pair ? `var up = 0.0; for (var i = 0u; i < ${LANES}u; i++) { up += partial[${rows * THREADS}u + at + i]; }` : ''}
    ${result === 'scale' ? `let token = ${tokenOf};` : ''}
    ${storeCode(shape)}
  }
}
`;
}

/** 1 / root mean square of every token of the workgroup. */
function normPrologue(rows: number, inputs: number, epsilon: number): string {
  return `{
  ${each(rows, (r) => `var square${r} = 0.0;`)}
  for (var k = local; k < ${inputs / 4}u; k += ${THREADS}u) {
    ${each(rows, (r) => `{ let v = x[x${r} + k]; square${r} += dot(v, v); }`)}
  }
  ${each(rows, (r) => `partial[${r * THREADS}u + local] = square${r};`)}
  for (var s = ${THREADS / 2}u; s > 0u; s = s >> 1u) {
    workgroupBarrier();
    if (local < s) { ${each(rows, (r) => `partial[${r * THREADS}u + local] += partial[${r * THREADS}u + local + s];`)} }
  }
  workgroupBarrier();
  if (local < ${rows}u) { inverse[local] = inverseSqrt(partial[local * ${THREADS}u] / ${inputs}.0 + ${epsilon}); }
  workgroupBarrier();
  }`;
}

/** A tile of many tokens: 32 of them and 64 outputs, 32 inputs at a time, through the workgroup's memory. */
export const TILE_TOKENS = 32;
const TILE_OUTPUTS = 64;
const TILE_THREADS = 256;

function manyTokens(shape: LinearShape): string {
  const { inputs, outputs, layout, normed, gathered, bank, result, epsilon } = shape;
  const pair = result === 'gate';
  const width = pair ? outputs / 2 : outputs;
  const perGroup = pair ? TILE_OUTPUTS / 2 : TILE_OUTPUTS;
  const unit = unitOf(shape);
  const unitsPerBlock = layout === 'q4' ? 4 : 8;
  const tokenOf = gathered ? 'wanted[item]' : 'item';
  const hRow = bank?.h === 'coefficients' ? 'tokens[token].y' : 'item';
  /** The row of weights of an output of the tile. */
  const weightRow = pair
    ? `select(min(group.x * 32u + n, ${width - 1}u), ${width}u + min(group.x * 32u + n - 32u, ${width - 1}u), n >= 32u)`
    : `min(group.x * 64u + n, ${width - 1}u)`;
  const accumulate = `for (var k = 0u; k < 32u; k++) {
      let a = vec2f(xs[k * 33u + ty], xs[k * 33u + ty + 16u]);
      let w = vec4f(ws[k * 65u + tx], ws[k * 65u + tx + 16u], ws[k * 65u + tx + 32u], ws[k * 65u + tx + 48u]);
      sum0 += a.x * w; sum1 += a.y * w;
    }`;
  return `${declarations(shape)}
var<workgroup> xs: array<f32, ${32 * 33}>;
var<workgroup> ws: array<f32, ${32 * 65}>;
var<workgroup> inverse: array<f32, 32>;
@compute @workgroup_size(${TILE_THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let tx = local % 16u;
  let ty = local / 16u;
  let first = group.y * 32u;
  let count = ${gathered ? 'run.wanted' : 'run.tokens'};
  // The token whose x this thread loads.
  let m = local / 8u;
  let q = local % 8u;
  var xStart: u32;
  var hStart: u32;
  { let item = min(first + m, count - 1u); let token = ${tokenOf}; xStart = token * ${inputs / 4}u; hStart = ${bank ? hRow : 'token'}; }
  ${
    normed
      ? `var square = 0.0;
  for (var k = q; k < ${inputs / 4}u; k += 8u) { let v = x[xStart + k]; square += dot(v, v); }
  xs[local] = square;
  workgroupBarrier();
  if (local < 32u) {
    var whole = 0.0;
    for (var i = 0u; i < 8u; i++) { whole += xs[local * 8u + i]; }
    inverse[local] = inverseSqrt(whole / ${inputs}.0 + ${epsilon});
  }
  workgroupBarrier();`
      : ''
  }
  var sum0 = vec4f();
  var sum1 = vec4f();
  for (var step = 0u; step < ${inputs / 32}u; step++) {
    {
      let k = step * 8u + q;
      let v = ${normed ? 'x[xStart + k] * norm[k]' : 'x[xStart + k]'};
      for (var e = 0u; e < 4u; e++) { xs[(q * 4u + e) * 33u + m] = v[e]; }
    }
    for (var u = local; u < ${TILE_OUTPUTS * unitsPerBlock}u; u += ${TILE_THREADS}u) {
      let n = u / ${unitsPerBlock}u;
      let unit = step * ${unitsPerBlock}u + u % ${unitsPerBlock}u;
      let base = (${weightRow}) * ${rowWords(shape)}u;
      ${unit.code}
      ${unit.vectors.map(({ name, x }) => `{ let k = (${x}) * 4u - step * 32u; for (var e = 0u; e < 4u; e++) { ws[(k + e) * 65u + n] = ${name}[e]; } }`).join('\n      ')}
    }
    workgroupBarrier();
    ${accumulate}
    workgroupBarrier();
  }
  ${normed ? 'sum0 *= inverse[ty]; sum1 *= inverse[ty + 16u];' : ''}
  ${
    bank
      ? `for (var step = 0u; step < ${Math.ceil(bank.columns / 32)}u; step++) {
    for (var e = 0u; e < 4u; e++) {
      let j = step * 32u + q * 4u + e;
      var v = 0.0;
      if (j < ${bank.columns}u) { v = h[hStart * ${bank.columns}u + j]; }
      xs[(q * 4u + e) * 33u + m] = v;
    }
    for (var u = local; u < ${TILE_OUTPUTS * 32}u; u += ${TILE_THREADS}u) {
      let n = u / 32u;
      let j = step * 32u + u % 32u;
      var v = 0.0;
      if (j < ${bank.columns}u) { v = b[(${weightRow}) * ${bank.columns}u + j]; }
      ws[(u % 32u) * 65u + n] = v;
    }
    workgroupBarrier();
    ${accumulate}
    workgroupBarrier();
  }`
      : ''
  }
  for (var i = 0u; i < 2u; i++) {
    let item = first + ty + i * 16u;
    if (item >= count) { continue; }
    let sum = select(sum0, sum1, i == 1u);
    ${result === 'scale' ? `let token = ${tokenOf};` : ''}
    for (var j = 0u; j < ${pair ? 2 : 4}u; j++) {
      let column = group.x * ${perGroup}u + tx + j * 16u;
      if (column >= ${width}u) { continue; }
      let value = sum[j];
      ${pair ? 'let up = sum[j + 2u];' : ''}
      ${storeCode(shape)}
    }
  }
}
`;
}

/** WGSL of a linear for that many tokens at a time. */
export function linearShader(shape: LinearShape, tile: TokenTile): string {
  return tile === 'tile' ? manyTokens(shape) : fewTokens(shape, tile);
}

/** The smallest tile for so many tokens; up to twice as many as are kept in registers read the weights twice. */
export function tileFor(count: number): TokenTile {
  if (count > 16) return 'tile';
  if (count > 4) return 8;
  return count > 1 ? 4 : 1;
}

/** Workgroups of a linear over so many tokens. */
export function linearGroups({ outputs, result }: LinearShape, tile: TokenTile, count: number): [number, number, number] {
  const width = result === 'gate' ? outputs / 2 : outputs;
  if (tile !== 'tile') return [Math.ceil(width / COLUMNS), Math.ceil(count / tile), 1];
  return [Math.ceil(width / (result === 'gate' ? TILE_OUTPUTS / 2 : TILE_OUTPUTS)), Math.ceil(count / TILE_TOKENS), 1];
}
