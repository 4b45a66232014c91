/** The last norm, the head and the softmax, for the tokens whose successors are wanted. */
import type { LlamaConfig } from '../arch/llama-config.ts';
import { headMatrices } from './matrices.ts';
import { type Factors, type LowRank, lowRank, lowRankBackward, type Normed, Operators, rmsNorm, rmsNormBackward } from './operators.ts';
import { type Stage, StagedGraph } from './staged-graph.ts';
import type { TrainShape } from './train-types.ts';

interface Head {
  readonly ops: Operators;
  readonly gain: string;
  readonly norm: Normed;
  readonly low: LowRank | undefined;
  readonly factors: Factors | undefined;
  /** [M, width], as the head's matrix reads it. */
  readonly state: string;
}

/** Inputs x [M, width], w.norm, and of a trained head columns [M, R], head.a, head.b. */
function openHead(name: string, config: LlamaConfig, shape: TrainShape): Head {
  const ops = new Operators(new StagedGraph(name));
  const input = (each: string, dims: readonly (string | number)[]) => ops.graph.input(each, 'float32', dims);
  const norm = rmsNorm(ops, input('x', ['M', config.width]), config.normEpsilon);
  const gain = input('w.norm', [config.width]);
  const plain = ops.mul(norm.n, gain);
  const matrices = headMatrices(config, shape);
  for (const [each, dims] of matrices) input(each, dims);
  if (matrices.size === 0) return { ops, gain, norm, low: undefined, factors: undefined, state: plain };
  const factors = { a: 'head.a', b: 'head.b', columns: input('columns', ['M', shape.columns]) };
  const low = lowRank(ops, plain, factors);
  return { ops, gain, norm, low, factors, state: ops.add(plain, ops.matmul(low.s, factors.b)) };
}

/**
 * Inputs besides the head's: targets int64 [M, 1] and their rows of the head's matrix, [M, width]; sharpness [1] = 1 / temperature. Outputs: logp [M, 1]
 * of the targets, and slope [M, width], its derivative for the head's input: (W[y] - sum_v p(v) W[v]) / T. No logits are made twice.
 */
export function headGraph(config: LlamaConfig, shape: TrainShape): readonly Stage[] {
  const { ops, state } = openHead('head', config, shape);
  const targets = ops.graph.input('targets', 'int64', ['M', 1]);
  const rows = ops.graph.input('rows', 'float32', ['M', config.width]);
  const sharpness = ops.graph.input('sharpness', 'float32', [1]);
  const logits = ops.product(ops.mul(state, sharpness), 'head', true);
  const chosen = ops.op('GatherElements', [logits, targets], { axis: { int: 1 } });
  const p = ops.op('Softmax', [logits], { axis: { int: -1 } });
  // log p(y) = l(y) - max l + log max p: the largest p is at least 1 / vocabulary, so that no logarithm is of a number near 0.
  ops.output('logp', ops.add(ops.sub(chosen, ops.max(logits)), ops.op('Log', [ops.max(p)])), ['M', 1]);
  const expected = ops.product(p, 'head');
  ops.output('slope', ops.mul(ops.sub(rows, expected), sharpness), ['M', config.width]);
  return ops.graph.build();
}

/** Inputs besides the head's: dState [M, width]. Outputs: dx [M, width], and of a trained head d.head.a and d.head.b. */
export function headBackwardGraph(config: LlamaConfig, shape: TrainShape): readonly Stage[] {
  const { ops, gain, norm, low, factors } = openHead('head-backward', config, shape);
  const dState = ops.graph.input('dState', 'float32', ['M', config.width]);
  let dPlain = dState;
  if (low && factors) {
    const { da, db, dx } = lowRankBackward(ops, dState, low, factors);
    const gradients = { 'head.a': da, 'head.b': db };
    for (const [name, dims] of headMatrices(config, shape)) ops.output(`d.${name}`, gradients[name as keyof typeof gradients], dims);
    dPlain = ops.add(dState, dx());
  }
  ops.output('dx', rmsNormBackward(ops, ops.mul(dPlain, gain), norm), ['M', config.width]);
  return ops.graph.build();
}
