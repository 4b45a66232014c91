/**
 * A layer forward and backward, in plain ONNX operators, over packed tokens. The base is frozen: derivatives are made of activations and of the
 * low-rank matrices alone. Names of values follow the maths: dx is the loss's derivative for x.
 */
import { type LayerHook, layerLinear } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { layerHooks, layerMatrices } from './matrices.ts';
import { type Factors, type LowRank, lowRank, lowRankBackward, type Normed, Operators, rmsNorm, rmsNormBackward } from './operators.ts';
import { type Stage, StagedGraph } from './staged-graph.ts';
import type { Saves, TrainShape } from './train-types.ts';

/** What a layer's graphs read besides activations: norms, matrices `<hook>.a`, `<hook>.b`, and the packing. Products are with the linears `<hook>`, [in, out]. */
interface Layer {
  readonly ops: Operators;
  readonly config: LlamaConfig;
  readonly norms: readonly [string, string];
  readonly factors: Partial<Readonly<Record<LayerHook, Factors>>>;
  readonly cos: string;
  readonly sin: string;
  readonly place: string;
  readonly back: string;
  readonly mask: string;
  readonly real: string;
}

/** Values that the large linears gave. */
const SAVED = ['qkv', 'middle', 'gateUp'] as const;
type Saved = Partial<Readonly<Record<(typeof SAVED)[number], string>>>;

function openLayer(name: string, config: LlamaConfig, shape: TrainShape): Layer {
  const graph = new StagedGraph(name);
  const { width, headSize } = config;
  const half = headSize / 2;
  const input = (each: string, dims: readonly (string | number)[]) => graph.input(each, 'float32', dims);
  const columns = layerHooks(shape).length > 0 ? input('columns', ['N', shape.columns]) : '';
  for (const [each, dims] of layerMatrices(config, shape)) input(each, dims);
  return {
    ops: new Operators(graph),
    config,
    norms: [input('w.norm1', [width]), input('w.norm2', [width])],
    factors: Object.fromEntries(layerHooks(shape).map((hook) => [hook, { a: `${hook}.a`, b: `${hook}.b`, columns }])),
    cos: input('cos', ['N', 1, half]),
    sin: input('sin', ['N', 1, half]),
    place: graph.input('place', 'int64', ['G', 'L']),
    back: graph.input('back', 'int64', ['N']),
    mask: input('mask', ['G', 1, 'shared L', 'L']),
    real: input('real', ['G', 'L', 1]),
  };
}

/** A linear with its low-rank part; `given` where its outcome was saved. */
function linear({ ops, factors }: Layer, hook: LayerHook, x: string, given?: string): { y: string; low: LowRank | undefined } {
  const own = factors[hook];
  const low = own && lowRank(ops, x, own);
  if (given) return { y: given, low };
  const y = ops.product(x, hook);
  return { y: low ? ops.add(y, ops.matmul(low.s, (own as Factors).b)) : y, low };
}

/** The derivative for a linear's input, and the gradients of its matrices. */
function linearBackward({ ops, factors }: Layer, hook: LayerHook, dy: string, low: LowRank | undefined, gradients: Map<string, string>) {
  const own = factors[hook];
  const back = own && low && lowRankBackward(ops, dy, low, own);
  if (back) {
    gradients.set(`${hook}.a`, back.da);
    gradients.set(`${hook}.b`, back.db);
  }
  return () => {
    const dx = ops.product(dy, hook, true);
    return back ? ops.add(dx, back.dx()) : dx;
  };
}

/** Turns the two halves of every head [N, heads, size]; the other way round for derivatives. */
function rotate({ ops, config, cos, sin }: Layer, x: string, back = false): string {
  const half = config.headSize / 2;
  const [low, high] = ops.split(x, -1, half, half) as [string, string];
  const [lowCos, highSin, highCos, lowSin] = [ops.mul(low, cos), ops.mul(high, sin), ops.mul(high, cos), ops.mul(low, sin)];
  return back
    ? ops.concat(-1, ops.add(lowCos, highSin), ops.sub(highCos, lowSin))
    : ops.concat(-1, ops.sub(lowCos, highSin), ops.add(highCos, lowSin));
}

/** From packed [N, heads * size], laid out as [G, L, heads * size], to [G, heads, L, size]. */
const headsFirst = ({ ops, config }: Layer, x: string, heads: number) =>
  ops.transpose(ops.reshape(x, 0, 0, heads, config.headSize), 0, 2, 1, 3);

/** From [G, heads, L, size] to packed [N, heads * size]. */
function pack({ ops, config, back }: Layer, x: string, heads: number): string {
  return ops.gather(ops.reshape(ops.transpose(x, 0, 2, 1, 3), -1, heads * config.headSize), back);
}

/** The query heads of a key head as its query positions, so that no key is copied: [G, heads, L, size] -> [G, key heads, shared L, size]. */
const byKeyHead = ({ ops, config }: Layer, x: string) => ops.reshape(x, 0, config.keyValueHeads, -1, config.headSize);

interface Attended {
  readonly norm: Normed;
  readonly qkv: string;
  readonly lowQkv: LowRank | undefined;
  readonly q: string;
  readonly k: string;
  readonly v: string;
  /** Attention's shares. */
  readonly p: string;
  /** [G, key heads, shared L, size]. */
  readonly attended: string;
  /** Packed. */
  readonly out: string;
}

function attention(layer: Layer, x: string, saved: Saved): Attended {
  const { ops, config, norms, mask } = layer;
  const { heads, keyValueHeads: keys, headSize } = config;
  const norm = rmsNorm(ops, x, config.normEpsilon);
  const { y: qkv, low: lowQkv } = linear(layer, 'qkv', ops.mul(norm.n, norms[0]), saved.qkv);
  const [qk, values] = ops.split(ops.reshape(qkv, 0, heads + 2 * keys, headSize), 1, heads + keys, keys) as [string, string];
  const turned = ops.reshape(ops.concat(1, rotate(layer, qk), values), 0, (heads + 2 * keys) * headSize);
  const [wide, k, v] = ops.split(headsFirst(layer, ops.gather(turned, layer.place), heads + 2 * keys), 1, heads, keys, keys) as [
    string,
    string,
    string,
  ];
  const q = byKeyHead(layer, ops.mul(wide, ops.float(headSize ** -0.5)));
  const scores = ops.add(ops.matmul(q, ops.transpose(k, 0, 1, 3, 2)), mask);
  const p = ops.op('Softmax', [scores], { axis: { int: -1 } });
  const attended = ops.matmul(p, v);
  const out = pack(layer, ops.reshape(attended, 0, heads, -1, headSize), heads);
  return { norm, qkv, lowQkv, q, k, v, p, attended, out };
}

/** Of the derivative for attention's packed output that for qkv. */
function attentionBackward(layer: Layer, dOut: string, { q, k, v, p, attended }: Attended): string {
  const { ops, config, real } = layer;
  const { heads, keyValueHeads: keys, headSize } = config;
  // What stands past a group's end is a copy of a token, whose derivative must not count twice.
  const dPlaced = ops.mul(ops.gather(dOut, layer.place), real);
  const dAttended = byKeyHead(layer, headsFirst(layer, dPlaced, heads));
  const dv = ops.matmul(ops.transpose(p, 0, 1, 3, 2), dAttended);
  const dp = ops.matmul(dAttended, ops.transpose(v, 0, 1, 3, 2));
  const dScores = ops.mul(p, ops.sub(dp, ops.sum(ops.mul(dAttended, attended))));
  const dq = ops.mul(ops.reshape(ops.matmul(dScores, k), 0, heads, -1, headSize), ops.float(headSize ** -0.5));
  const dk = ops.matmul(ops.transpose(dScores, 0, 1, 3, 2), q);
  const all = heads + 2 * keys;
  const packed = ops.reshape(pack(layer, ops.concat(1, dq, dk, dv), all), 0, all, headSize);
  const [dTurned, dValues] = ops.split(packed, 1, heads + keys, keys) as [string, string];
  return ops.reshape(ops.concat(1, rotate(layer, dTurned, true), dValues), 0, all * headSize);
}

interface Gated {
  readonly norm: Normed;
  readonly gateUp: string;
  readonly lowGateUp: LowRank | undefined;
  readonly gate: string;
  readonly up: string;
  readonly sigmoid: string;
  /** gate * sigmoid(gate). */
  readonly activated: string;
  readonly product: string;
}

function gatedMlp(layer: Layer, middle: string, saved: Saved): Gated {
  const { ops, config, norms } = layer;
  const norm = rmsNorm(ops, middle, config.normEpsilon);
  const { y: gateUp, low: lowGateUp } = linear(layer, 'gateUp', ops.mul(norm.n, norms[1]), saved.gateUp);
  const [gate, up] = ops.split(gateUp, -1, config.mlp, config.mlp) as [string, string];
  const sigmoid = ops.op('Sigmoid', [gate]);
  const activated = ops.mul(gate, sigmoid);
  return { norm, gateUp, lowGateUp, gate, up, sigmoid, activated, product: ops.mul(activated, up) };
}

/** Of the derivative for the MLP's product that for gate and up, side by side. SiLU' = s + silu (1 - s), s the sigmoid. */
function gateBackward({ ops }: Layer, dProduct: string, { up, sigmoid, activated }: Gated): string {
  const slope = ops.add(sigmoid, ops.sub(activated, ops.mul(activated, sigmoid)));
  return ops.concat(-1, ops.mul(ops.mul(dProduct, up), slope), ops.mul(dProduct, activated));
}

const savedDims = (config: LlamaConfig): readonly (readonly [(typeof SAVED)[number], number])[] => [
  ['qkv', layerLinear(config, 0, 'qkv').outputs],
  ['middle', config.width],
  ['gateUp', 2 * config.mlp],
];

/** Names of what a layer's forward pass leaves for its backward pass, besides its input. */
export const savedNames = (saves: Saves): readonly string[] => (saves === 'linears' ? SAVED.map((name) => `saved.${name}`) : []);

/**
 * Inputs: x [N, width], the norms, matrices and packing of `Layer` (all but `real`). Outputs: out [N, width], and what is saved.
 */
export function forwardGraph(config: LlamaConfig, shape: TrainShape, saves: Saves): readonly Stage[] {
  const layer = openLayer('forward', config, shape);
  const { ops } = layer;
  const x = ops.graph.input('x', 'float32', ['N', config.width]);
  const attended = attention(layer, x, {});
  const middle = ops.add(x, linear(layer, 'o', attended.out).y);
  const gated = gatedMlp(layer, middle, {});
  ops.output('out', ops.add(middle, linear(layer, 'down', gated.product).y), ['N', config.width]);
  const values = { qkv: attended.qkv, middle, gateUp: gated.gateUp };
  if (saves === 'linears') for (const [name, size] of savedDims(config)) ops.output(`saved.${name}`, values[name], ['N', size]);
  return ops.graph.build();
}

/**
 * Inputs: dOut [N, width] beside those of the forward graph and what it saved. Outputs: `d.<hook>.a`, `d.<hook>.b`, and unless it is the first
 * layer's of a shape without soft vectors dx [N, width].
 */
export function backwardGraph(config: LlamaConfig, shape: TrainShape, saves: Saves, wantsInput: boolean): readonly Stage[] {
  const layer = openLayer('backward', config, shape);
  const { ops, norms } = layer;
  const input = (name: string, size: number) => ops.graph.input(name, 'float32', ['N', size]);
  const x = input('x', config.width);
  const dOut = input('dOut', config.width);
  const saved: Saved =
    saves === 'linears' ? Object.fromEntries(savedDims(config).map(([name, size]) => [name, input(`saved.${name}`, size)])) : {};
  const gradients = new Map<string, string>();

  const attended = attention(layer, x, saved);
  const o = linear(layer, 'o', attended.out, saved.middle);
  const middle = saved.middle ?? ops.add(x, o.y);
  const gated = gatedMlp(layer, middle, saved);
  const own = layer.factors.down;
  const dProduct = linearBackward(layer, 'down', dOut, own && lowRank(ops, gated.product, own), gradients)();
  const dNormed = linearBackward(layer, 'gateUp', gateBackward(layer, dProduct, gated), gated.lowGateUp, gradients)();
  const dMiddle = ops.add(dOut, rmsNormBackward(ops, ops.mul(dNormed, norms[1]), gated.norm));
  const dAttended = linearBackward(layer, 'o', dMiddle, o.low, gradients);
  if (wantsInput || layer.factors.qkv) {
    const dqkv = attentionBackward(layer, dAttended(), attended);
    const dInput = linearBackward(layer, 'qkv', dqkv, attended.lowQkv, gradients);
    if (wantsInput) {
      const dx = ops.add(dMiddle, rmsNormBackward(ops, ops.mul(dInput(), norms[0]), attended.norm));
      ops.output('dx', dx, ['N', config.width]);
    }
  }
  for (const [name, dims] of layerMatrices(config, shape)) ops.output(`d.${name}`, gradients.get(name) as string, dims);
  return ops.graph.build();
}
