/** Gradients of a bank's matrices over kernels of our own: in a worker of the page, and in Node. */
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import type { GgufFile } from '../files/gguf.ts';
import { runtimeError } from '../run/runtime-error.ts';
import { type BaseWeights, placeBase } from './base-weights.ts';
import { checkRows } from './check-rows.ts';
import { trainedMatrices } from './matrices.ts';
import { planMemory } from './memory-plan.ts';
import { packPart } from './packing.ts';
import { PartPass, type PassContext, piecesOf } from './part-pass.ts';
import { cutIntoParts, type Group } from './parts.ts';
import { type TrainBinary, TrainKernels } from './train-kernels.ts';
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
import { Trained } from './trained.ts';

export interface OpenArgs {
  /** The base; its bytes are not needed after the differentiator is open, unless its embedding and its head are two matrices. */
  readonly file: GgufFile;
  readonly config: LlamaConfig;
  readonly kernels: TrainBinary;
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
 * Plans the memory, and writes the base's weights out in single precision.
 * @throws EngineError 'bad-request' when nothing would be trained; 'out-of-memory' with the numbers when the plan does not fit, before anything is allocated, or when there is no room after
 * all; 'backend' where there is no shared memory.
 */
export async function openDifferentiator(args: OpenArgs): Promise<Differentiator> {
  const { file, config, shape, workload, memory, onProgress } = args;
  if (trainedMatrices(config, shape).size === 0 || shape.columns < 1)
    throw new EngineError('bad-request', 'nothing is trained, expected at least one hook or soft vector, and one column');
  const plan = planMemory(config, shape, workload, { ...memory, threads: args.kernels.threads });
  const kernels = await TrainKernels.open(args.kernels);
  try {
    return new KernelDifferentiator(config, shape, plan, kernels, placeBase(kernels, file, config, onProgress));
  } catch (cause) {
    kernels.dispose();
    throw runtimeError(cause, "the base's weights could not be written", planned(plan));
  }
}

const planned = ({ peak }: MemoryPlan) => `training needs ${Math.ceil(peak / 1e6)} MB`;

/** Part of a call: the groups computed at once. */
interface Call {
  readonly context: PassContext;
  readonly parts: readonly (readonly Group[])[];
}

class KernelDifferentiator implements Differentiator {
  readonly matrices;
  readonly #trained: Trained;
  readonly #working: number;

  constructor(
    private readonly config: LlamaConfig,
    private readonly shape: TrainShape,
    readonly plan: MemoryPlan,
    private readonly kernels: TrainKernels,
    private readonly base: BaseWeights,
  ) {
    this.matrices = trainedMatrices(config, shape);
    this.#trained = new Trained(kernels, this.matrices);
    this.#working = kernels.memory.allocate(plan.working);
  }

  get usedBytes(): number {
    return this.kernels.memory.used;
  }

  async gradients(parameters: Parameters, rows: readonly TrainRow[], loss: Loss, options: TrainOptions): Promise<Gradients> {
    const logp: Float32Array[] = [];
    let total = 0;
    let tokens = 0;
    await this.#eachPart(parameters, rows, options, true, async (pass, part) => {
      const all = await pass.forward();
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
      await pass.backward(slopes);
    });
    const gradients = this.#trained.gradients(this.matrices.keys());
    for (const [name, values] of gradients) {
      const bad = values.find((value) => !Number.isFinite(value));
      if (bad !== undefined) throw diverged(`the gradient of ${name}`, bad);
    }
    return { loss: total, logp, gradients, tokens };
  }

  async logProbabilities(parameters: Parameters, rows: readonly TrainRow[], options: TrainOptions): Promise<readonly Float32Array[]> {
    const logp: Float32Array[] = [];
    await this.#eachPart(parameters, rows, options, false, async (pass, part) => {
      const all = await pass.forward();
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
    const { context, parts } = this.#begin(parameters, rows, options, backward);
    try {
      for (const groups of parts) {
        const part = packPart(this.config, this.shape, groups);
        await work(new PartPass(context, part), part);
      }
    } catch (cause) {
      if (options.signal?.aborted) throw options.signal.reason;
      throw runtimeError(cause, 'a gradient failed', planned(this.plan));
    }
  }

  /** Cuts the batch, and writes the matrices to the kernels' memory. */
  #begin(parameters: Parameters, rows: readonly TrainRow[], options: TrainOptions, backward: boolean): Call {
    const { config, shape, plan, kernels, base } = this;
    const trained = this.#trained;
    const parts = cutIntoParts(config, shape, plan, rows);
    const answerTokens = (groups: readonly Group[]) =>
      groups.flatMap(({ answers }) => answers).reduce((sum, { tokens }) => sum + tokens.length, 0);
    const total = parts.reduce((sum, groups) => sum + piecesOf({ config, shape }, answerTokens(groups), backward), 0);
    let done = 0;
    const pause = async () => {
      await options.between?.(done++, total);
      options.signal?.throwIfAborted();
    };
    trained.begin(parameters);
    const factors = Array.from({ length: config.layers }, (_, layer) => trained.factors(`layers.${layer}.`));
    const { temperature } = options;
    return { context: { config, shape, plan, kernels, base, trained, factors, working: this.#working, temperature, pause }, parts };
  }

  async dispose(): Promise<void> {
    this.kernels.dispose();
  }
}

function diverged(what: string, value: number): EngineError {
  return new EngineError('diverged', `${what} is ${value}, expected a finite number: the training has diverged`);
}
