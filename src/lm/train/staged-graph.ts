/**
 * A graph that the runtime runs in stages: between two of them products with the base's matrices are made, by kernels of our own. A value belongs to the
 * first stage that has what it is made of, so that as many products as possible wait for as few stages.
 */
import { GraphBuilder } from '../graph/graph-builder.ts';
import type { Attribute, DataType, Dimension } from '../graph/proto.ts';

/** y = x w, or x w^T. */
export interface StagedProduct {
  readonly x: string;
  /** The name of the matrix. */
  readonly w: string;
  readonly transposed: boolean;
  readonly y: string;
}

export interface Stage {
  /** The ONNX file. Its inputs are inputs of the whole, and what earlier stages and products gave. */
  readonly model: Uint8Array;
  readonly inputs: readonly string[];
  /** What products and later stages read. */
  readonly outputs: readonly string[];
  /** Outputs of the whole. */
  readonly results: readonly string[];
  /** To be made after it. */
  readonly products: readonly StagedProduct[];
  /** Outputs and products, this stage's or earlier, that nobody reads any more. */
  readonly spent: readonly string[];
}

interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

interface Value {
  readonly type: DataType;
  /** Undefined where only the runtime knows: what passes from stage to stage, numbers of single precision. */
  readonly dims: readonly Dimension[] | undefined;
}

interface Constant {
  readonly type: DataType;
  readonly dims: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

export class StagedGraph {
  readonly #inputs = new Map<string, Value>();
  readonly #constants = new Map<string, Constant>();
  readonly #outputs = new Map<string, Value>();
  /** In the order in which they can be computed. */
  readonly #steps: (Node | StagedProduct)[] = [];

  constructor(private readonly name: string) {}

  /** An input; one that is read in several places may be named again. */
  input(name: string, type: DataType, dims: readonly Dimension[]): string {
    this.#inputs.set(name, { type, dims });
    return name;
  }

  constant(name: string, type: DataType, dims: readonly number[], values: Float32Array | BigInt64Array): string {
    this.#constants.set(name, { type, dims, values });
    return name;
  }

  node(op: string, inputs: readonly string[], outputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): void {
    this.#steps.push({ op, inputs, outputs, attributes });
  }

  product(product: StagedProduct): void {
    this.#steps.push(product);
  }

  /** Makes a value an output of the whole. */
  output(name: string, type: DataType, dims: readonly Dimension[]): void {
    this.#outputs.set(name, { type, dims });
  }

  build(): readonly Stage[] {
    const steps = this.#needed();
    const made = new Map<string, number>();
    const read = new Map<string, number>();
    const staged = steps.map((step) => {
      const stage = Math.max(0, ...readBy(step).map((name) => made.get(name) ?? 0));
      for (const name of readBy(step)) read.set(name, Math.max(stage, read.get(name) ?? 0));
      for (const name of madeBy(step)) made.set(name, isProduct(step) ? stage + 1 : stage);
      return { step, stage };
    });
    const products = steps.filter(isProduct);
    const around = new Set(products.flatMap(({ x, y }) => [x, y]));
    const passes = (name: string) => !this.#outputs.has(name) && (around.has(name) || (read.get(name) ?? 0) > (made.get(name) ?? 0));
    const passed = [...made.keys()].filter(passes);
    return Array.from({ length: 1 + Math.max(...staged.map(({ stage }) => stage)) }, (_, stage) => {
      const own = staged.filter((each) => each.stage === stage).map(({ step }) => step);
      const spent = passed.filter((name) => read.get(name) === stage);
      return { ...this.#stage(stage, own, passes), spent };
    });
  }

  /** Steps that an output depends on. */
  #needed(): readonly (Node | StagedProduct)[] {
    const wanted = new Set(this.#outputs.keys());
    return this.#steps
      .toReversed()
      .filter((step) => {
        if (!madeBy(step).some((name) => wanted.has(name))) return false;
        for (const name of readBy(step)) wanted.add(name);
        return true;
      })
      .toReversed();
  }

  #stage(stage: number, own: readonly (Node | StagedProduct)[], passes: (name: string) => boolean): Omit<Stage, 'spent'> {
    const graph = new GraphBuilder<never>(`${this.name} ${stage}`, '');
    const nodes = own.filter(isNode);
    const made = new Set(nodes.flatMap(({ outputs }) => outputs));
    const inputs = new Set<string>();
    const constants = new Set<string>();
    for (const [i, { op, inputs: read, outputs, attributes }] of nodes.entries()) {
      for (const name of read) {
        if (this.#constants.has(name)) constants.add(name);
        else if (!made.has(name)) inputs.add(name);
      }
      graph.node(op, `${op}.${i}`, read, { attributes, outputs });
    }
    for (const name of constants) {
      const { type, dims, values } = this.#constants.get(name) as Constant;
      graph.constant(name, type, dims, values);
    }
    const unknown: Value = { type: 'float32', dims: undefined };
    for (const name of inputs) {
      const { type, dims } = this.#inputs.get(name) ?? unknown;
      graph.input(name, type, dims);
    }
    const results = [...made].filter((name) => this.#outputs.has(name));
    const outputs = [...made].filter(passes);
    for (const name of [...outputs, ...results]) {
      const { type, dims } = this.#outputs.get(name) ?? unknown;
      graph.output(name, type, dims);
    }
    return { model: graph.build().model, inputs: [...inputs], outputs, results, products: own.filter(isProduct) };
  }
}

function isProduct(step: Node | StagedProduct): step is StagedProduct {
  return 'w' in step;
}

function isNode(step: Node | StagedProduct): step is Node {
  return !isProduct(step);
}

function readBy(step: Node | StagedProduct): readonly string[] {
  return isProduct(step) ? [step.x] : step.inputs;
}

function madeBy(step: Node | StagedProduct): readonly string[] {
  return isProduct(step) ? [step.y] : step.outputs;
}
