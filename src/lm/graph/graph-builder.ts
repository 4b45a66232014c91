import { type Attribute, type DataType, type Dimension, encodeModel, type Initializer, type Node, type ValueInfo } from './proto.ts';

/** A tensor of the external file. */
export interface ExternalTensor {
  readonly name: string;
  readonly type: DataType;
  readonly dims: readonly number[];
  /** Byte offset in the external file, a multiple of 64. */
  readonly offset: number;
  readonly bytes: number;
}

/** Tensors that are written together, and what to write: the graph says where, `Recipe` says what. */
export interface ExternalWrite<Recipe> {
  readonly recipe: Recipe;
  readonly tensors: readonly ExternalTensor[];
}

export interface BuiltGraph<Recipe> {
  /** The .onnx file. */
  readonly model: Uint8Array;
  /** Name by which the model calls its external file. */
  readonly externalFile: string;
  readonly externalBytes: number;
  readonly writes: readonly ExternalWrite<Recipe>[];
  readonly nodes: number;
}

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Names of the outputs; one, the node's own name, unless told. An empty name is an output that is left out. */
  readonly outputs?: readonly string[];
}

const BYTES = { float32: 4, float16: 2, uint8: 1, int32: 4, int64: 8 } as const;
const ALIGNMENT = 64;
/** ONNX Runtime's own operators. */
const CONTRIB = 'com.microsoft';
const CONTRIB_OPS = new Set(['GroupQueryAttention', 'SkipSimplifiedLayerNormalization', 'MatMulNBits', 'QuickGelu']);

/** Collects nodes and tensors in order and writes the model. Values are named by strings, as in ONNX. */
export class GraphBuilder<Recipe> {
  readonly #inputs = new Map<string, ValueInfo>();
  readonly #outputs: ValueInfo[] = [];
  readonly #initializers: Initializer[] = [];
  readonly #nodes: Node[] = [];
  readonly #writes: ExternalWrite<Recipe>[] = [];
  #externalBytes = 0;

  constructor(
    readonly name: string,
    readonly externalFile: string,
    /** Whether what would lie in the external file is given with every run instead. */
    private readonly externalAsInputs = false,
  ) {}

  /** An input; one that several nodes read may be named again. */
  input(name: string, type: DataType, dims: readonly Dimension[]): string {
    this.#inputs.set(name, { name, type, dims });
    return name;
  }

  output(name: string, type: DataType, dims: readonly Dimension[]): void {
    this.#outputs.push({ name, type, dims });
  }

  /** Adds a node and returns the name of its first output. */
  node(op: string, name: string, inputs: readonly string[], { attributes = {}, outputs = [name] }: NodeOptions = {}): string {
    this.#nodes.push({ op, domain: CONTRIB_OPS.has(op) ? CONTRIB : '', name, inputs, outputs, attributes });
    return outputs[0] as string;
  }

  /** A small tensor in the model file itself. */
  constant(name: string, type: DataType, dims: readonly number[], values: Float32Array | Uint16Array | BigInt64Array): string {
    this.#initializers.push({ name, type, dims, data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) });
    return name;
  }

  /** Tensors of the external file, written together by one recipe. Returns their names. */
  external(recipe: Recipe, tensors: readonly Omit<ExternalTensor, 'offset' | 'bytes'>[]): string[] {
    const placed = tensors.map((tensor) => {
      const offset = this.#externalBytes;
      const bytes = tensor.dims.reduce((product, dim) => product * dim, BYTES[tensor.type]);
      this.#externalBytes = Math.ceil((offset + bytes) / ALIGNMENT) * ALIGNMENT;
      const { name, type, dims } = tensor;
      if (this.externalAsInputs) this.input(name, type, dims);
      else this.#initializers.push({ name, type, dims, data: { location: this.externalFile, offset, bytes } });
      return { ...tensor, offset, bytes };
    });
    this.#writes.push({ recipe, tensors: placed });
    return tensors.map(({ name }) => name);
  }

  build(): BuiltGraph<Recipe> {
    const model = encodeModel({
      name: this.name,
      opsets: { '': 21, [CONTRIB]: 1 },
      inputs: [...this.#inputs.values()],
      outputs: this.#outputs,
      initializers: this.#initializers,
      nodes: this.#nodes,
    });
    return { model, externalFile: this.externalFile, externalBytes: this.#externalBytes, writes: this.#writes, nodes: this.#nodes.length };
  }
}
