/** One part of a batch through the network and back. */
import type { LlamaConfig } from '../arch/llama-config.ts';
import type { HeapBuffer } from '../run/wasm-heap.ts';
import type { BaseWeights, Feeds, LayerWeights } from './base-weights.ts';
import { HeapScope } from './heap-scope.ts';
import { savedNames } from './layer-graph.ts';
import { HEAD_CHUNK } from './memory-plan.ts';
import type { PackedPart } from './packing.ts';
import { type Pieces, trainsLayers } from './pieces.ts';
import type { Saves, TrainShape } from './train-types.ts';

/** What all parts of a call share. */
export interface PassContext {
  readonly config: LlamaConfig;
  readonly shape: TrainShape;
  readonly saves: Saves;
  readonly pieces: Pieces;
  readonly base: BaseWeights;
  /** The matrices in the runtime's memory: of every layer by its inputs' names, and of the head. */
  readonly layers: readonly Feeds[];
  readonly head: Feeds;
  /** [columns, softTokens * width], where there are soft vectors. */
  readonly soft: Float32Array | undefined;
  readonly temperature: number;
  /** Called before every run of the network. */
  readonly pause: () => Promise<void>;
}

/** Runs of the network that a part takes. */
export function runsOf({ config, shape }: Pick<PassContext, 'config' | 'shape'>, answerTokens: number, backward: boolean): number {
  const forward = config.layers + Math.ceil(answerTokens / HEAD_CHUNK);
  return backward ? forward + 1 + (trainsLayers(shape) ? config.layers : 0) : forward;
}

export class PartPass {
  readonly #scope: HeapScope;
  readonly #packing: Feeds;
  /** Inputs of the layers so far, and what else they saved. */
  readonly #saved: Feeds[] = [];
  #stream: HeapBuffer;
  /** d log p / d the head's input, [M, width]. */
  #slopes = new Float32Array(0);

  constructor(
    private readonly context: PassContext,
    private readonly part: PackedPart,
  ) {
    const { config, shape, pieces } = context;
    const { tokens, groups, longest } = part.size;
    const scope = new HeapScope(pieces.module);
    this.#scope = scope;
    const half = config.headSize / 2;
    const shared = config.heads / config.keyValueHeads;
    this.#packing = {
      columns: scope.put(part.columns, [tokens, shape.columns]),
      cos: scope.put(part.cos, [tokens, 1, half]),
      sin: scope.put(part.sin, [tokens, 1, half]),
      place: scope.put(part.place, [groups, longest]),
      real: scope.put(part.real, [groups, longest, 1]),
      back: scope.put(part.back, [tokens]),
      mask: scope.put(part.mask, [groups, 1, shared * longest, longest]),
    };
    this.#stream = scope.put(this.#embedded(), [tokens, config.width]);
  }

  /** Frees all that the part took. */
  close(): void {
    this.#scope.close();
  }

  #embedded(): Float32Array {
    const { context, part } = this;
    const { width } = context.config;
    const x = new Float32Array(part.size.tokens * width);
    part.tokens.forEach((token, i) => {
      if (token >= 0) context.base.embed(token, x, i * width);
    });
    this.#eachSoft((column, coefficient, at) => {
      const soft = context.soft as Float32Array;
      const { length } = column;
      for (let k = 0; k < length; k++) x[at + k] = (x[at + k] as number) + coefficient * (soft[column.start + k] as number);
    });
    return x;
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

  /** @returns log p of the part's answer tokens, [M]. */
  async forward(backwardFollows: boolean): Promise<Float32Array> {
    const { config, shape, saves, pieces, base, layers, pause } = this.context;
    const keeps = backwardFollows && trainsLayers(shape);
    const wanted = ['out', ...(keeps ? savedNames(saves) : [])];
    for (let layer = 0; layer < config.layers; layer++) {
      await pause();
      const x = this.#stream;
      const { norms, linears } = base.layers[layer] as LayerWeights;
      const { out, ...rest } = await pieces.run(
        this.#scope,
        'forward',
        { x, ...this.#packing, ...norms, ...layers[layer] },
        linears,
        wanted,
      );
      if (keeps) this.#saved.push({ x, ...rest });
      else this.#scope.release(x);
      this.#stream = out as HeapBuffer;
    }
    return this.#headForward();
  }

  /** Rows of the stream that predict answer tokens from..to, and the head's coefficients there. */
  #headRows(from: number, to: number): { readonly x: HeapBuffer; readonly columns: HeapBuffer } {
    const { config, shape } = this.context;
    const { width } = config;
    const rank = shape.columns;
    const [x, columns] = [new Float32Array((to - from) * width), new Float32Array((to - from) * rank)];
    const stream = this.#stream.floats();
    for (let m = from; m < to; m++) {
      const at = this.part.source[m] as number;
      x.set(stream.subarray(at * width, (at + 1) * width), (m - from) * width);
      columns.set(this.part.columns.subarray(at * rank, (at + 1) * rank), (m - from) * rank);
    }
    return { x: this.#scope.put(x, [to - from, width]), columns: this.#scope.put(columns, [to - from, rank]) };
  }

  /** Rows of the head's matrix, [tokens, width]. */
  #rowsOf(targets: BigInt64Array): HeapBuffer {
    const { config, base } = this.context;
    const rows = new Float32Array(targets.length * config.width);
    for (const [m, token] of targets.entries()) base.headRow(Number(token), rows, m * config.width);
    return this.#scope.put(rows, [targets.length, config.width]);
  }

  async #headForward(): Promise<Float32Array> {
    const { config, pieces, base, head, temperature, pause } = this.context;
    const scope = this.#scope;
    const count = this.part.targets.length;
    const logp = new Float32Array(count);
    this.#slopes = new Float32Array(count * config.width);
    const sharpness = scope.put(Float32Array.of(1 / temperature), [1]);
    for (let from = 0; from < count; from += HEAD_CHUNK) {
      await pause();
      const to = Math.min(count, from + HEAD_CHUNK);
      const targets = this.part.targets.slice(from, to);
      const rows = { ...this.#headRows(from, to), targets: scope.put(targets, [to - from, 1]), rows: this.#rowsOf(targets) };
      const made = await pieces.run(scope, 'head', { ...rows, sharpness, ...base.norm, ...head }, { head: base.head });
      logp.set((made.logp as HeapBuffer).floats(), from);
      this.#slopes.set((made.slope as HeapBuffer).floats(), from * config.width);
      for (const buffer of [...Object.values(rows), ...Object.values(made)]) scope.release(buffer);
    }
    return logp;
  }

  /**
   * @param slopes d loss / d log p, [M].
   * @param add is told every matrix's gradient of this part; the values are good until it returns.
   */
  async backward(slopes: Float32Array, add: (name: string, values: Float32Array) => void): Promise<void> {
    const { config, shape, pieces, base, layers, pause } = this.context;
    let dOut = await this.#headBackward(slopes, add);
    if (!trainsLayers(shape)) return;
    for (let layer = config.layers - 1; layer >= 0; layer--) {
      await pause();
      const saved = this.#saved.pop() as Feeds;
      const piece = layer === 0 && !shape.softTokens ? 'first' : 'backward';
      const { norms, linears } = base.layers[layer] as LayerWeights;
      const made = await pieces.run(this.#scope, piece, { dOut, ...saved, ...this.#packing, ...norms, ...layers[layer] }, linears);
      const { dx, ...gradients } = made;
      this.#take(gradients, `layers.${layer}.`, add);
      for (const buffer of [dOut, ...Object.values(saved)]) this.#scope.release(buffer);
      if (dx) dOut = dx;
    }
    if (shape.softTokens) this.#softGradient(dOut, add);
  }

  #take(made: Feeds, prefix: string, add: (name: string, values: Float32Array) => void): void {
    for (const [name, buffer] of Object.entries(made)) {
      add(`${prefix}${name.replace('d.', '')}`, buffer.floats());
      this.#scope.release(buffer);
    }
  }

  /** @returns the derivative for the last layer's output, [N, width]. */
  async #headBackward(slopes: Float32Array, add: (name: string, values: Float32Array) => void): Promise<HeapBuffer> {
    const { config, pieces, base, head, pause } = this.context;
    const { width } = config;
    const scope = this.#scope;
    const count = slopes.length;
    const dState = this.#slopes;
    for (let m = 0; m < count; m++) {
      const slope = slopes[m] as number;
      for (let k = m * width; k < (m + 1) * width; k++) dState[k] = (dState[k] as number) * slope;
    }
    await pause();
    const rows = { ...this.#headRows(0, count), dState: scope.put(dState, [count, width]) };
    this.#slopes = new Float32Array(0);
    const { dx, ...gradients } = await pieces.run(scope, 'head-backward', { ...rows, ...base.norm, ...head }, {});
    this.#take(gradients, '', add);
    const out = new Float32Array(this.part.size.tokens * width);
    const wanted = (dx as HeapBuffer).floats();
    for (let m = 0; m < count; m++) {
      const at = (this.part.source[m] as number) * width;
      for (let k = 0; k < width; k++) out[at + k] = (out[at + k] as number) + (wanted[m * width + k] as number);
    }
    for (const buffer of [dx as HeapBuffer, this.#stream, ...Object.values(rows)]) scope.release(buffer);
    return scope.put(out, [this.part.size.tokens, width]);
  }

  #softGradient(dStream: HeapBuffer, add: (name: string, values: Float32Array) => void): void {
    const gradient = new Float32Array((this.context.soft as Float32Array).length);
    const stream = dStream.floats();
    this.#eachSoft(({ start, length }, coefficient, at) => {
      for (let k = 0; k < length; k++) gradient[start + k] = (gradient[start + k] as number) + coefficient * (stream[at + k] as number);
    });
    add('soft', gradient);
  }
}
