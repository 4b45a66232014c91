/** Gradients of a bank's matrices over ONNX Runtime's WASM module and kernels of our own: in a worker of the page, and in Node. */
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import type { GgufFile } from '../files/gguf.ts';
import type { OrtRuntime } from '../run/ort-runtime.ts';
import { runtimeError } from '../run/runtime-error.ts';
import { type BaseWeights, type Feeds, placeBase } from './base-weights.ts';
import { checkRows } from './check-rows.ts';
import { HeapScope } from './heap-scope.ts';
import { trainedMatrices } from './matrices.ts';
import { planMemory } from './memory-plan.ts';
import { packPart } from './packing.ts';
import { PartPass, type PassContext, runsOf } from './part-pass.ts';
import { cutIntoParts, type Group } from './parts.ts';
import { Pieces } from './pieces.ts';
import { type ProductKernels, Products } from './products.ts';
import type {
  Differentiator,
  Gradients,
  Loss,
  MemoryPlan,
  Parameters,
  TrainOptions,
  TrainRow,
  TrainShape,
  Workload,
} from './train-types.ts';

export interface OpenArgs {
  /** The base; its bytes are not needed after the differentiator is open, unless its embedding and its head are two matrices. */
  readonly file: GgufFile;
  readonly config: LlamaConfig;
  /** onnxruntime-web's CPU build as it is, not `heapRuntime`'s. */
  readonly ort: OrtRuntime;
  /** The Emscripten module, once a session was created: see `moduleTap`. */
  readonly module: () => unknown;
  readonly kernels: ProductKernels;
  readonly shape: TrainShape;
  /** The most that a call will bring. */
  readonly workload: Workload;
  readonly memory: {
    /** Bytes, for all together. */
    readonly limit: number;
    /** Bytes that the caller holds beside it. */
    readonly besides: number;
  };
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Plans the memory, writes the base's weights out in single precision, and opens the gradient graphs.
 * @throws EngineError 'bad-request' when nothing would be trained; 'out-of-memory' with the numbers when the plan does not fit, before anything is allocated, or when there is no room after
 * all; 'backend' when the runtime refuses a graph.
 */
export async function openDifferentiator(args: OpenArgs): Promise<Differentiator> {
  const { file, config, kernels, shape, workload, memory, onProgress } = args;
  if (trainedMatrices(config, shape).size === 0 || shape.columns < 1)
    throw new EngineError('bad-request', 'nothing is trained, expected at least one hook or soft vector, and one column');
  const plan = planMemory(config, shape, workload, memory);
  const products = await Products.open(kernels);
  let pieces: Pieces | undefined;
  let norms: HeapScope | undefined;
  try {
    pieces = await Pieces.open(args, products, config, shape, plan.saves);
    norms = new HeapScope(pieces.module);
    return new HeapDifferentiator(config, shape, plan, pieces, norms, placeBase(norms, products, file, config, onProgress));
  } catch (cause) {
    norms?.close();
    await pieces?.release();
    products.dispose();
    throw runtimeError(cause, "the base's weights could not be written", planned(plan));
  }
}

const planned = ({ peak }: MemoryPlan) => `training needs ${Math.ceil(peak / 1e6)} MB`;

/** Part of a call: the groups computed at once. */
interface Call {
  readonly context: PassContext;
  readonly parts: readonly (readonly Group[])[];
}

class HeapDifferentiator implements Differentiator {
  readonly matrices;

  constructor(
    private readonly config: LlamaConfig,
    private readonly shape: TrainShape,
    readonly plan: MemoryPlan,
    private readonly pieces: Pieces,
    private readonly norms: HeapScope,
    private readonly base: BaseWeights,
  ) {
    this.matrices = trainedMatrices(config, shape);
  }

  get productBytes(): number {
    return this.pieces.products.used;
  }

  async gradients(parameters: Parameters, rows: readonly TrainRow[], loss: Loss, options: TrainOptions): Promise<Gradients> {
    const sums = new Map([...this.matrices].map(([name, [height, width]]) => [name, new Float32Array(height * width)]));
    const logp: Float32Array[] = [];
    let total = 0;
    let tokens = 0;
    await this.#eachPart(parameters, rows, options, true, async (pass, part) => {
      const all = await pass.forward(true);
      const slopes = new Float32Array(all.length);
      for (const { row, start, length } of part.answers) {
        const own = all.slice(start, start + length);
        const outcome = loss(own, row);
        if (!Number.isFinite(outcome.loss)) throw diverged(`the loss of row ${row}`, outcome.loss);
        logp[row] = own;
        total += outcome.loss;
        slopes.set(outcome.slopes, start);
      }
      tokens += part.size.tokens;
      await pass.backward(slopes, (name, values) => addTo(sums.get(name) as Float32Array, values, name));
    });
    return { loss: total, logp, gradients: sums, tokens };
  }

  async logProbabilities(parameters: Parameters, rows: readonly TrainRow[], options: TrainOptions): Promise<readonly Float32Array[]> {
    const logp: Float32Array[] = [];
    await this.#eachPart(parameters, rows, options, false, async (pass, part) => {
      const all = await pass.forward(false);
      for (const { row, start, length } of part.answers) {
        const own = all.slice(start, start + length);
        const bad = own.find((value) => !Number.isFinite(value));
        if (bad !== undefined) throw diverged(`a log-probability of row ${row}`, bad);
        logp[row] = own;
      }
    });
    return logp;
  }

  async #eachPart(
    parameters: Parameters,
    rows: readonly TrainRow[],
    options: TrainOptions,
    backward: boolean,
    work: (pass: PartPass, part: ReturnType<typeof packPart>) => Promise<void>,
  ): Promise<void> {
    checkRows(this.config, this.shape, this.matrices, parameters, rows);
    options.signal?.throwIfAborted();
    const scope = new HeapScope(this.pieces.module);
    try {
      const { context, parts } = this.#begin(scope, parameters, rows, options, backward);
      for (const groups of parts) {
        const part = packPart(this.config, this.shape, groups);
        const pass = new PartPass(context, part);
        try {
          await work(pass, part);
        } finally {
          pass.close();
        }
      }
    } catch (cause) {
      if (options.signal?.aborted) throw options.signal.reason;
      throw runtimeError(cause, 'a gradient failed', planned(this.plan));
    } finally {
      scope.close();
    }
  }

  /** Cuts the batch, and writes the matrices to the runtime's memory. */
  #begin(scope: HeapScope, parameters: Parameters, rows: readonly TrainRow[], options: TrainOptions, backward: boolean): Call {
    const { config, shape, plan, pieces, base } = this;
    const parts = cutIntoParts(config, shape, plan, rows);
    const answerTokens = (groups: readonly Group[]) =>
      groups.flatMap(({ answers }) => answers).reduce((sum, { tokens }) => sum + tokens.length, 0);
    const total = parts.reduce((sum, groups) => sum + runsOf({ config, shape }, answerTokens(groups), backward), 0);
    let done = 0;
    const pause = async () => {
      await options.between?.(done++, total);
      options.signal?.throwIfAborted();
    };
    const place = (prefix: string): Feeds =>
      Object.fromEntries(
        [...this.matrices]
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, dims]) => [name.replace(/^layers\.\d+\./, ''), scope.put(parameters.get(name) as Float32Array, dims)]),
      );
    const context: PassContext = {
      config,
      shape,
      saves: plan.saves,
      pieces,
      base,
      layers: Array.from({ length: config.layers }, (_, layer) => place(`layers.${layer}.`)),
      head: place('head.'),
      soft: parameters.get('soft'),
      temperature: options.temperature,
      pause,
    };
    return { context, parts };
  }

  async dispose(): Promise<void> {
    this.norms.close();
    await this.pieces.release();
    this.pieces.products.dispose();
  }
}

function diverged(what: string, value: number): EngineError {
  return new EngineError('diverged', `${what} is ${value}, expected a finite number: the training has diverged`);
}

function addTo(sum: Float32Array, values: Float32Array, name: string): void {
  let squares = 0;
  for (let i = 0; i < sum.length; i++) {
    const value = values[i] as number;
    squares += value * value;
    sum[i] = (sum[i] as number) + value;
  }
  if (!Number.isFinite(squares)) throw diverged(`the gradient of ${name}`, values.find((value) => !Number.isFinite(value)) as number);
}
