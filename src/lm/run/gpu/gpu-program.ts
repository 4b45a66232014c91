/** What a run of the network dispatches, in order. */
import { type Hook, LAYER_HOOKS, type LayerHook } from '../../arch/linears.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import { ATTENTION_BINDINGS, attentionShader, ROTARY_BINDINGS, rotaryShader } from './attention-shader.ts';
import type { GpuBank } from './gpu-bank.ts';
import type { Pipelines } from './gpu-buffers.ts';
import type { GpuLinear, GpuWeights } from './gpu-weights.ts';
import { type LinearShape, linearBindings, linearGroups, linearShader, type TokenTile } from './linear-shader.ts';
import { PICK_BINDINGS, pickShader, STRETCH, STRETCH_BINDINGS, stretchShader } from './pick-shader.ts';

/** How many tokens a run has, and of how many the logits are wanted. */
export interface RunSize {
  readonly tokens: number;
  readonly wanted: number;
}

export interface Operation {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly groups: (size: RunSize) => readonly [number, number, number];
}

/** What decides which operations a run has. */
export interface ProgramKey {
  /** Of the bank: those where some slot is not at 0. */
  readonly hooks: readonly Hook[];
  readonly tile: TokenTile;
  readonly wantedTile: TokenTile;
  /** Values of a learned reward's heads are wanted. */
  readonly reward: boolean;
  /** Lists of the likeliest tokens are wanted. */
  readonly lists: boolean;
}

export interface ProgramMaker {
  readonly device: GPUDevice;
  readonly config: LlamaConfig;
  readonly weights: GpuWeights;
  readonly pipelines: Pipelines;
  /** A working buffer by its name. */
  readonly buffer: (name: string) => GPUBuffer;
  /** A layer's cache. */
  readonly cache: (layer: number) => GPUBuffer;
}

/** An operation whose pipeline may be compiling. */
type Draft = Promise<Operation>;

interface LinearPlace {
  readonly x: string;
  readonly y: string;
  readonly result: LinearShape['result'];
  readonly norm?: GPUBuffer;
  readonly gathered?: boolean;
}

class Drafting {
  readonly drafts: Draft[] = [];

  constructor(
    private readonly maker: ProgramMaker,
    private readonly bank: GpuBank,
    private readonly key: ProgramKey,
  ) {}

  add(
    name: string,
    code: string,
    bindings: readonly string[],
    own: Readonly<Record<string, GPUBuffer>>,
    groups: Operation['groups'],
  ): void {
    const { device, pipelines, buffer } = this.maker;
    const entries = bindings.map((each, binding) => ({ binding, resource: { buffer: own[each] ?? buffer(each) } }));
    const make = async (): Draft => {
      const pipeline = await pipelines.get(name.replace(/^layers\.\d+\./, ''), code);
      return { name, pipeline, bindings: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }), groups };
    };
    this.drafts.push(make());
  }

  /** A linear, and before it what its part of the bank makes of the same x. */
  linear({ linear, layout, buffer: weights }: GpuLinear, { x, y, result, norm, gathered = false }: LinearPlace): void {
    const { name, hook, inputs, outputs } = linear;
    const shape = {
      inputs,
      outputs,
      layout,
      normed: norm !== undefined,
      gathered,
      result,
      epsilon: this.maker.config.normEpsilon,
    } as const;
    const own = this.key.hooks.includes(hook) ? this.bank.linears.get(name) : undefined;
    if (own?.a) {
      const down: LinearShape = { ...shape, outputs: own.columns, layout: 'f32', result: 'scale' };
      this.shaded(`${name}.down`, down, { x, y: 'h', weights: own.a, norm, ones: this.bank.ones.get(hook), coefficients: hook });
    }
    const bank = own && ({ columns: own.columns, h: own.a ? 'products' : 'coefficients' } as const);
    this.shaded(name, { ...shape, ...(bank ? { bank } : {}) }, { x, y, weights, norm, b: own?.b, h: own && !own.a ? hook : undefined });
  }

  /** @param at Buffers of the shader's names; x and y are names of working buffers, as are h and coefficients of a hook. */
  shaded(
    name: string,
    shape: LinearShape,
    at: {
      readonly x: string;
      readonly y: string;
      readonly weights: GPUBuffer;
      readonly norm?: GPUBuffer | undefined;
      readonly ones?: GPUBuffer | undefined;
      readonly b?: GPUBuffer | undefined;
      readonly h?: Hook | undefined;
      readonly coefficients?: Hook;
    },
  ): void {
    const { buffer } = this.maker;
    const own = Object.fromEntries(
      Object.entries({
        x: buffer(at.x),
        y: buffer(at.y),
        weights: at.weights,
        norm: at.norm,
        ones: at.ones,
        b: at.b,
        h: at.h && buffer(`coefficients.${at.h}`),
        coefficients: at.coefficients && buffer(`coefficients.${at.coefficients}`),
      }).flatMap(([key, value]) => (value ? [[key, value]] : [])),
    );
    const tile = shape.gathered ? this.key.wantedTile : this.key.tile;
    const groups = (size: RunSize) => linearGroups(shape, tile, shape.gathered ? size.wanted : size.tokens);
    this.add(name, linearShader(shape, tile), linearBindings(shape), own, groups);
  }
}

/** Compiles what is not compiled yet. */
export function makeProgram(maker: ProgramMaker, bank: GpuBank, key: ProgramKey): Promise<readonly Operation[]> {
  const { config, weights, cache } = maker;
  const drafting = new Drafting(maker, bank, key);
  const places = (norms: Record<'qkv' | 'gateUp', GPUBuffer>): Record<LayerHook, LinearPlace> => ({
    qkv: { x: 'stream', y: 'qkv', result: 'store', norm: norms.qkv },
    o: { x: 'attended', y: 'stream', result: 'add' },
    gateUp: { x: 'stream', y: 'product', result: 'gate', norm: norms.gateUp },
    down: { x: 'product', y: 'stream', result: 'add' },
  });
  for (const [layer, { attentionNorm, mlpNorm, linears }] of weights.layers.entries()) {
    const place = places({ qkv: attentionNorm, gateUp: mlpNorm });
    for (const hook of LAYER_HOOKS) {
      drafting.linear(linears[hook], place[hook]);
      if (hook !== 'qkv') continue;
      const own = { cache: cache(layer), angles: weights.angles };
      drafting.add(`layers.${layer}.rotary`, rotaryShader(config), ROTARY_BINDINGS, own, ({ tokens }) => [tokens, 1, 1]);
      drafting.add(`layers.${layer}.attention`, attentionShader(config), ATTENTION_BINDINGS, own, ({ tokens }) => [
        tokens,
        config.keyValueHeads,
        1,
      ]);
    }
  }
  const { vocabulary } = config;
  drafting.linear(weights.head, { x: 'stream', y: 'logits', result: 'store', norm: weights.norm, gathered: true });
  if (key.reward && bank.rewardHead) {
    const shape: LinearShape = {
      inputs: config.width,
      outputs: bank.heads,
      layout: 'f32',
      normed: true,
      gathered: true,
      result: 'store',
      epsilon: config.normEpsilon,
    };
    drafting.shaded('reward', shape, { x: 'stream', y: 'rewards', weights: bank.rewardHead, norm: weights.norm });
  }
  if (key.lists) {
    drafting.add('stretches', stretchShader(vocabulary), STRETCH_BINDINGS, {}, ({ wanted }) => [
      Math.ceil(vocabulary / STRETCH),
      wanted,
      1,
    ]);
    drafting.add('lists', pickShader(vocabulary), PICK_BINDINGS, {}, ({ wanted }) => [wanted, 1, 1]);
  }
  return Promise.all(drafting.drafts);
}
