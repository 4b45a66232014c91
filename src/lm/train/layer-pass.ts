/**
 * A layer forward and backward over packed tokens. The base is frozen: derivatives are made of activations and of the low-rank matrices alone. Names follow
 * the maths: dx is the loss's derivative for x.
 */
import type { LayerHook } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import type { LayerWeights } from './base-weights.ts';
import type { Blocks, LayerBlocks } from './blocks.ts';
import { addLowRank, lowRankBackward } from './low-rank.ts';
import type { AttentionPacking, Matrix, TrainKernels } from './train-kernels.ts';
import type { Saves } from './train-types.ts';
import type { LayerFactors } from './trained.ts';

export interface LayerPassArgs {
  readonly kernels: TrainKernels;
  readonly config: LlamaConfig;
  readonly blocks: Blocks;
  readonly packing: AttentionPacking;
}

export class LayerPass {
  readonly #x: Matrix;
  readonly #own: LayerBlocks;

  constructor(
    private readonly args: LayerPassArgs,
    private readonly layer: number,
    private readonly weights: LayerWeights,
    private readonly factors: LayerFactors,
  ) {
    this.#x = args.blocks.streams[layer] as Matrix;
    this.#own = args.blocks.layers[layer] as LayerBlocks;
  }

  /** Of the layer's stream the next one. */
  forward(): void {
    const { kernels, blocks } = this.args;
    this.#work();
    const out = blocks.streams[this.layer + 1] as Matrix;
    kernels.values(out).set(kernels.values(this.#own.middle));
    this.#linear('down', blocks.product, out, true);
  }

  /** All but the last linear. */
  #work(): void {
    const { kernels, config, blocks, packing } = this.args;
    const { qkv, attended, middle, gateUp } = this.#own;
    kernels.norm(this.#x, this.weights.norms[0], config.normEpsilon, blocks.normed);
    this.#linear('qkv', blocks.normed, qkv);
    kernels.rotate(qkv, config, blocks.cos, blocks.sin);
    kernels.attention(qkv, config, packing, attended);
    kernels.values(middle).set(kernels.values(this.#x));
    this.#linear('o', attended, middle, true);
    kernels.norm(middle, this.weights.norms[1], config.normEpsilon, blocks.normed);
    this.#linear('gateUp', blocks.normed, gateUp);
    kernels.gate(gateUp, blocks.product);
  }

  #linear(hook: LayerHook, x: Matrix, y: Matrix, adds = false): void {
    const { kernels, blocks } = this.args;
    kernels.product(x, this.weights.linears[hook], y, { adds });
    const own = this.factors[hook];
    if (own) addLowRank(kernels, blocks, x, own, y);
  }

  /** dx = the derivative for a linear's input, unless nobody wants it; gradients of its matrices grow. */
  #linearBackward(hook: LayerHook, x: Matrix, dy: Matrix, dx: Matrix | undefined): void {
    const { kernels, blocks } = this.args;
    if (dx) kernels.product(dy, this.weights.linears[hook], dx, { transposed: true });
    const own = this.factors[hook];
    if (own) lowRankBackward(kernels, blocks, x, own, dy, dx);
  }

  /** Of the derivative for the stream after the layer, in `dStream`, that for the one before it. @param wantsInput false where nobody reads that. */
  backward(saves: Saves, wantsInput: boolean): void {
    const { kernels, config, blocks, packing } = this.args;
    const { qkv, attended, middle, gateUp } = this.#own;
    const { dStream, normed, dNormed } = blocks;
    const { norms } = this.weights;
    if (saves === 'inputs') this.#work();
    else if (this.factors.down) kernels.gate(gateUp, blocks.product);
    this.#linearBackward('down', blocks.product, dStream, blocks.dProduct);
    kernels.gateBackward(gateUp, blocks.dProduct, blocks.dGateUp);
    if (this.factors.gateUp) kernels.norm(middle, norms[1], config.normEpsilon, normed);
    this.#linearBackward('gateUp', normed, blocks.dGateUp, dNormed);
    kernels.normBackward(middle, norms[1], config.normEpsilon, dNormed, dStream);
    const beforeAttention = wantsInput || this.factors.qkv !== undefined;
    this.#linearBackward('o', attended, dStream, beforeAttention ? blocks.dAttended : undefined);
    if (!beforeAttention) return;
    kernels.attentionBackward(qkv, config, packing, blocks.dAttended, blocks.dqkv);
    kernels.rotate(blocks.dqkv, config, blocks.cos, blocks.sinBack);
    if (this.factors.qkv) kernels.norm(this.#x, norms[0], config.normEpsilon, normed);
    this.#linearBackward('qkv', normed, blocks.dqkv, wantsInput ? dNormed : undefined);
    if (wantsInput) kernels.normBackward(this.#x, norms[0], config.normEpsilon, dNormed, dStream);
  }
}
