import type { Attribute } from '../graph/proto.ts';
import type { StagedGraph } from './staged-graph.ts';

/** The operators that the gradient graphs are written in: names are made, constants stand once. */
export class Operators {
  #count = 0;
  readonly #constants = new Set<string>();

  constructor(readonly graph: StagedGraph) {}

  op(name: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    const made = `${name}.${this.#count++}`;
    this.graph.node(name, inputs, [made], attributes);
    return made;
  }

  /** x w with a matrix of the base, or x w^T. */
  product(x: string, w: string, transposed = false): string {
    const y = `Product.${this.#count++}`;
    this.graph.product({ x, w, transposed, y });
    return y;
  }

  /** Names a value as an output of the graph. */
  output(name: string, value: string, dims: readonly (string | number)[]): void {
    this.graph.node('Identity', [value], [name]);
    this.graph.output(name, 'float32', dims);
  }

  ints(...values: number[]): string {
    return this.#constant(`ints ${values}`, (name) =>
      this.graph.constant(name, 'int64', [values.length], BigInt64Array.from(values, BigInt)),
    );
  }

  float(value: number): string {
    return this.#constant(`float ${value}`, (name) => this.graph.constant(name, 'float32', [1], Float32Array.of(value)));
  }

  #constant(name: string, make: (name: string) => string): string {
    if (!this.#constants.has(name)) make(name);
    this.#constants.add(name);
    return name;
  }

  add = (a: string, b: string): string => this.op('Add', [a, b]);
  sub = (a: string, b: string): string => this.op('Sub', [a, b]);
  mul = (a: string, b: string): string => this.op('Mul', [a, b]);
  matmul = (a: string, b: string): string => this.op('MatMul', [a, b]);
  /** a b^T of matrices. */
  timesTransposed = (a: string, b: string): string => this.op('Gemm', [a, b], { transB: { int: 1 } });
  /** a^T b of matrices. */
  transposedTimes = (a: string, b: string): string => this.op('Gemm', [a, b], { transA: { int: 1 } });
  /** 0 keeps a dimension, -1 takes what is left. */
  reshape = (x: string, ...dims: number[]): string => this.op('Reshape', [x, this.ints(...dims)]);
  transpose = (x: string, ...perm: number[]): string => this.op('Transpose', [x], { perm: { ints: perm } });
  concat = (axis: number, ...xs: string[]): string => this.op('Concat', xs, { axis: { int: axis } });
  /** Rows of x, in the shape of the indices. */
  gather = (x: string, indices: string): string => this.op('Gather', [x, indices]);
  /** Over the last axis, which stays as 1. */
  mean = (x: string): string => this.op('ReduceMean', [x, this.ints(-1)], { keepdims: { int: 1 } });
  max = (x: string): string => this.op('ReduceMax', [x, this.ints(-1)], { keepdims: { int: 1 } });
  sum = (x: string): string => this.op('ReduceSum', [x, this.ints(-1)], { keepdims: { int: 1 } });

  split(x: string, axis: number, ...sizes: number[]): string[] {
    const name = `Split.${this.#count++}`;
    const outputs = sizes.map((_, i) => `${name}.${i}`);
    this.graph.node('Split', [x, this.ints(...sizes)], outputs, { axis: { int: axis } });
    return outputs;
  }
}

/** RMSNorm without its gain: n = x r, r = 1 / sqrt(mean(x^2) + epsilon). */
export interface Normed {
  readonly n: string;
  readonly r: string;
}

export function rmsNorm(ops: Operators, x: string, epsilon: number): Normed {
  const r = ops.op('Reciprocal', [ops.op('Sqrt', [ops.add(ops.mean(ops.mul(x, x)), ops.float(epsilon))])]);
  return { n: ops.mul(x, r), r };
}

/** Of dn the derivative for x: r (dn - n mean(dn n)). */
export function rmsNormBackward(ops: Operators, dn: string, { n, r }: Normed): string {
  return ops.mul(r, ops.sub(dn, ops.mul(n, ops.mean(ops.mul(dn, n)))));
}

/** What a linear's low-rank part left: y = x W + s B, s = (x A) * c. */
export interface LowRank {
  readonly x: string;
  readonly s: string;
}

/** The names of a hook's inputs. */
export interface Factors {
  readonly a: string;
  readonly b: string;
  /** [tokens, columns]. */
  readonly columns: string;
}

export function lowRank(ops: Operators, x: string, { a, columns }: Factors): LowRank {
  return { x, s: ops.mul(ops.matmul(x, a), columns) };
}

/** The gradients of A and B, and what the low-rank part adds to the derivative for x. */
export function lowRankBackward(
  ops: Operators,
  dy: string,
  { x, s }: LowRank,
  { a, b, columns }: Factors,
): { da: string; db: string; dx: () => string } {
  const ds = ops.mul(ops.timesTransposed(dy, b), columns);
  return { da: ops.transposedTimes(x, ds), db: ops.transposedTimes(s, dy), dx: () => ops.timesTransposed(ds, a) };
}
