/** One part of a batch through the network and back. */
import type { LlamaConfig } from '../arch/llama-config.ts';
import type { BaseWeights, LayerWeights } from './base-weights.ts';
import { type Blocks, HEAD_CHUNK, layOut } from './blocks.ts';
import { type HeadPassArgs, type HeadRows, headBackward, headForward } from './head-pass.ts';
import { LayerPass } from './layer-pass.ts';
import { layerHooks } from './matrices.ts';
import type { PackedPart } from './packing.ts';
import type { AttentionPacking, Matrix, TrainKernels } from './train-kernels.ts';
import type { MemoryPlan, TrainShape } from './train-types.ts';
import type { LayerFactors, Trained } from './trained.ts';

/** What all parts of a call share. */
export interface PassContext {
  readonly config: LlamaConfig;
  readonly shape: TrainShape;
  readonly plan: MemoryPlan;
  readonly kernels: TrainKernels;
  readonly base: BaseWeights;
  readonly trained: Trained;
  /** Of every layer. */
  readonly factors: readonly LayerFactors[];
  /** Where a part's memory begins: `plan.working` bytes. */
  readonly working: number;
  readonly temperature: number;
  /** Called before every piece of work, some tenths of a second long. */
  readonly pause: () => Promise<void>;
}

/** Whether anything below the head is trained: else no derivative goes through the layers. */
function trainsLayers(shape: TrainShape): boolean {
  return layerHooks(shape).length > 0 || (shape.softTokens ?? 0) > 0;
}

/** Pieces of work that a part takes. */
export function piecesOf({ config, shape }: Pick<PassContext, 'config' | 'shape'>, answerTokens: number, backward: boolean): number {
  const chunks = Math.ceil(answerTokens / HEAD_CHUNK);
  return config.layers + chunks + (backward ? chunks + (trainsLayers(shape) ? config.layers : 0) : 0);
}

export class PartPass {
  readonly #blocks: Blocks;
  readonly #packing: AttentionPacking;
  readonly #head: HeadPassArgs;
  /** d log p / d what the head's matrix reads, [M, width]. */
  #slopes = new Float32Array(0);

  /** Writes the part to the working memory, over what was there. */
  constructor(
    private readonly context: PassContext,
    private readonly part: PackedPart,
  ) {
    const { config, shape, plan, kernels, base, trained, working } = context;
    const blocks = layOut(working, { config, shape, saves: plan.saves, size: part.size, threads: plan.threads });
    this.#blocks = blocks;
    this.#packing = { groups: { at: blocks.groups, count: part.size.groups }, seen: blocks.seen };
    this.#head = { kernels, config, shape, base, at: blocks.head, factors: trained.factors('').head };
    kernels.workIn(blocks.scratch, part.size.longest);
    kernels.values(blocks.columns).set(part.columns);
    kernels.values(blocks.cos).set(part.cos);
    kernels.values(blocks.sin).set(part.sin);
    kernels.values(blocks.sinBack).set(part.sin.map((value) => -value));
    kernels.write(blocks.groups, part.spans);
    kernels.write(blocks.seen, part.seen);
    this.#embed(kernels.values(blocks.streams[0] as Matrix));
  }

  #embed(x: Float32Array): void {
    const { base, config, trained } = this.context;
    x.fill(0);
    this.part.tokens.forEach((token, i) => {
      if (token >= 0) base.embed(token, x, i * config.width);
    });
    this.#eachSoft((column, coefficient, at) => {
      const soft = trained.soft?.value as Float32Array;
      const { length } = column;
      for (let k = 0; k < length; k++) x[at + k] = (x[at + k] as number) + coefficient * (soft[column.start + k] as number);
    });
  }

  /** Every group's soft vectors, column by column that is on: where they lie in the matrix, the group's coefficient, and where its stream begins. */
  #eachSoft(visit: (column: { readonly start: number; readonly length: number }, coefficient: number, at: number) => void): void {
    const { config, shape } = this.context;
    const length = (shape.softTokens ?? 0) * config.width;
    if (length === 0) return;
    for (const { columns, start } of this.part.groups) {
      for (let j = 0; j < shape.columns; j++) {
        const coefficient = columns[j] as number;
        if (coefficient !== 0) visit({ start: j * length, length }, coefficient, start * config.width);
      }
    }
  }

  #layer(layer: number): LayerPass {
    const { kernels, config, base, factors } = this.context;
    const args = { kernels, config, blocks: this.#blocks, packing: this.#packing };
    return new LayerPass(args, layer, base.layers[layer] as LayerWeights, factors[layer] as LayerFactors);
  }

  /** Of some of the answers' tokens. */
  #headRows(from: number, to: number): HeadRows {
    const { streams, columns } = this.#blocks;
    return { stream: streams.at(-1) as Matrix, columns, source: this.part.source.subarray(from, to) };
  }

  async #eachChunk(work: (from: number, to: number) => void): Promise<void> {
    const count = this.part.targets.length;
    for (let from = 0; from < count; from += HEAD_CHUNK) {
      await this.context.pause();
      work(from, Math.min(count, from + HEAD_CHUNK));
    }
  }

  /** @returns log p of the part's answer tokens, [M]. */
  async forward(): Promise<Float32Array> {
    const { config, pause, temperature } = this.context;
    for (let layer = 0; layer < config.layers; layer++) {
      await pause();
      this.#layer(layer).forward();
    }
    const { targets } = this.part;
    const logp = new Float32Array(targets.length);
    this.#slopes = new Float32Array(targets.length * config.width);
    await this.#eachChunk((from, to) => {
      const made = headForward(this.#head, this.#headRows(from, to), targets.subarray(from, to), temperature);
      logp.set(made.logp, from);
      this.#slopes.set(made.slopes, from * config.width);
    });
    return logp;
  }

  /** The gradients of all that is trained grow. @param slopes d loss / d log p, [M]. */
  async backward(slopes: Float32Array): Promise<void> {
    const { config, shape, plan, kernels, pause } = this.context;
    const { width } = config;
    const { dStream } = this.#blocks;
    kernels.values(dStream).fill(0);
    await this.#eachChunk((from, to) => {
      const dState = this.#slopes.slice(from * width, to * width);
      for (let i = 0; i < dState.length; i++) dState[i] = (dState[i] as number) * (slopes[from + Math.floor(i / width)] as number);
      const dx = headBackward(this.#head, this.#headRows(from, to), dState);
      for (let m = from; m < to; m++) addTo(kernels.row(dStream, this.part.source[m] as number), dx, (m - from) * width);
    });
    if (!trainsLayers(shape)) return;
    for (let layer = config.layers - 1; layer >= 0; layer--) {
      await pause();
      // Below the first layer there is nothing to train but soft vectors.
      this.#layer(layer).backward(plan.saves, layer > 0 || (shape.softTokens ?? 0) > 0);
    }
    this.#softGradient();
  }

  #softGradient(): void {
    const { kernels, trained } = this.context;
    const gradient = trained.soft?.gradient as Float32Array;
    const dStream = kernels.values(this.#blocks.dStream);
    this.#eachSoft(({ start, length }, coefficient, at) => {
      for (let k = 0; k < length; k++) gradient[start + k] = (gradient[start + k] as number) + coefficient * (dStream[at + k] as number);
    });
  }
}

function addTo(sums: Float32Array, values: Float32Array, from: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (values[from + i] as number);
}
