/** One run of the network on the GPU: tokens of any rows in, logits or lists of the likeliest tokens out, in one submission. */
import { HOOKS, type Hook } from '../../arch/linears.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import { EngineError } from '../../errors.ts';
import type { GgufFile } from '../../files/gguf.ts';
import type { GpuBank } from './gpu-bank.ts';
import { GrowingBuffers, Pipelines } from './gpu-buffers.ts';
import { makeProgram, type Operation, type ProgramKey } from './gpu-program.ts';
import { uploadWeights } from './gpu-weights.ts';
import { tileFor } from './linear-shader.ts';
import { PageCache } from './page-cache.ts';
import { ASK_WORDS, LIST_WORDS, STRETCH } from './pick-shader.ts';

/** What a run works on. */
export interface NetworkRun {
  readonly bank: GpuBank;
  /** [rows, slots]. */
  readonly coefficients: Float32Array;
  /** The pages of every row's cache, with room for its new tokens. */
  readonly pages: readonly (readonly number[])[];
  /** [tokens, width]. */
  readonly embeddings: Float32Array<ArrayBuffer>;
  /** [position, row] of every token. A row's tokens come in order. */
  readonly tokens: Uint32Array<ArrayBuffer>;
  /** Tokens of the run whose logits are computed. */
  readonly wanted: readonly number[];
  readonly reward: boolean;
  /** Of every wanted token what its list is of, ASK_WORDS each; no lists where there is none. */
  readonly asks?: Uint32Array<ArrayBuffer>;
  /** Those of the wanted whose logits are read back whole. */
  readonly whole: readonly number[];
}

export interface NetworkResult {
  /** [whole, vocabulary]. */
  readonly logits: Float32Array;
  /** [wanted, heads]. */
  readonly rewards?: Float32Array;
  /** [wanted, LIST_WORDS]. */
  readonly lists?: Uint32Array;
}

/** Where a dispatch notes when it began and ended. */
export type TimeDispatch = (name: string) => GPUComputePassTimestampWrites;

export class GpuNetwork {
  readonly cache: PageCache;
  readonly weightBytes: number;
  readonly #weights;
  readonly #buffers: GrowingBuffers;
  readonly #pipelines: Pipelines;
  readonly #programs = new WeakMap<GpuBank, Map<string, Promise<readonly Operation[]>>>();
  /** Set by who measures: every dispatch has a pass of its own then. */
  timeDispatch: TimeDispatch | undefined;

  constructor(
    readonly device: GPUDevice,
    private readonly config: LlamaConfig,
    file: GgufFile,
    context: number,
    onProgress?: (done: number, total: number) => void,
  ) {
    this.#weights = uploadWeights(device, file, config, context, onProgress);
    this.weightBytes = this.#weights.bytes;
    this.#buffers = new GrowingBuffers(device);
    this.#pipelines = new Pipelines(device);
    this.cache = new PageCache(device, config.layers, config);
  }

  async run(run: NetworkRun): Promise<NetworkResult> {
    const { device } = this;
    const size = { tokens: run.tokens.length / 2, wanted: run.wanted.length };
    const hooks = run.bank.activeHooks(run.coefficients);
    this.#reserve(run, size, hooks);
    const key = {
      hooks,
      tile: tileFor(size.tokens),
      wantedTile: tileFor(size.wanted),
      reward: run.reward,
      lists: run.asks !== undefined,
    };
    const program = await this.#program(run.bank, key);
    this.#write(run, hooks);
    const encoder = device.createCommandEncoder();
    this.#encode(encoder, program, size);
    const pieces = this.#copyOut(encoder, run);
    device.queue.submit([encoder.finish()]);
    return this.#read(pieces, run);
  }

  #reserve(
    { bank, pages, whole, reward, asks }: NetworkRun,
    { tokens, wanted }: { tokens: number; wanted: number },
    hooks: readonly Hook[],
  ) {
    const { width, heads, keyValueHeads, headSize, mlp, vocabulary } = this.config;
    const floats = (name: string, count: number) => this.#buffers.reserve(name, count * 4);
    const columns = (hook: Hook) => bank.columns.get(hook)?.ones.length ?? 0;
    this.#buffers.reserve('run', 16, 'uniform');
    floats('stream', tokens * width);
    floats('qkv', tokens * (heads + 2 * keyValueHeads) * headSize);
    floats('attended', tokens * heads * headSize);
    floats('product', tokens * mlp);
    floats('tokens', tokens * 2);
    floats('wanted', wanted);
    floats('logits', wanted * vocabulary);
    floats('pages', pages.length * Math.max(...pages.map(({ length }) => length)));
    floats('h', Math.max(tokens, wanted) * Math.max(1, ...HOOKS.map(columns)));
    for (const hook of hooks) floats(`coefficients.${hook}`, pages.length * columns(hook));
    if (reward) floats('rewards', wanted * bank.heads);
    if (asks) {
      floats('asks', wanted * ASK_WORDS);
      floats('stretches', wanted * Math.ceil(vocabulary / STRETCH) * 4);
      floats('lists', wanted * LIST_WORDS);
    }
    const read = whole.length * vocabulary + (reward ? wanted * bank.heads : 0) + (asks ? wanted * LIST_WORDS : 0);
    this.#buffers.reserve('read', read * 4, 'read');
  }

  /** Kept until buffers that it binds are made anew. */
  #program(bank: GpuBank, key: ProgramKey): Promise<readonly Operation[]> {
    const id = JSON.stringify([key, this.#buffers.age, this.cache.age]);
    const known = this.#programs.get(bank) ?? new Map();
    this.#programs.set(bank, known);
    const present = known.get(id);
    if (present) return present;
    const age = JSON.stringify([this.#buffers.age, this.cache.age]).slice(1);
    for (const other of known.keys()) if (!other.endsWith(`,${age}`)) known.delete(other);
    const { device, config } = this;
    const made = makeProgram(
      {
        device,
        config,
        weights: this.#weights,
        pipelines: this.#pipelines,
        buffer: (name) => this.#buffers.get(name),
        cache: (layer) => this.cache.layer(layer),
      },
      bank,
      key,
    );
    known.set(id, made);
    return made;
  }

  #write({ bank, coefficients, pages, embeddings, tokens, wanted, asks }: NetworkRun, hooks: readonly Hook[]): void {
    const put = (name: string, data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) =>
      this.device.queue.writeBuffer(this.#buffers.get(name), 0, data);
    const stride = Math.max(...pages.map(({ length }) => length));
    const table = new Uint32Array(pages.length * stride);
    for (const [row, own] of pages.entries()) table.set(own, row * stride);
    put('run', Uint32Array.of(tokens.length / 2, wanted.length, stride, 0));
    put('stream', embeddings);
    put('tokens', tokens);
    put('wanted', Uint32Array.from(wanted));
    put('pages', table);
    for (const hook of hooks) put(`coefficients.${hook}`, bank.coefficients(hook, coefficients));
    if (asks) put('asks', asks);
  }

  #encode(encoder: GPUCommandEncoder, program: readonly Operation[], size: { tokens: number; wanted: number }): void {
    const time = this.timeDispatch;
    let pass = time ? undefined : encoder.beginComputePass();
    for (const { name, pipeline, bindings, groups } of program) {
      if (time) pass = encoder.beginComputePass({ timestampWrites: time(name) });
      pass?.setPipeline(pipeline);
      pass?.setBindGroup(0, bindings);
      pass?.dispatchWorkgroups(...groups(size));
      if (time) pass?.end();
    }
    if (!time) pass?.end();
  }

  /** Copies what is read next to one another. Returns where each begins and how many numbers it has. */
  #copyOut(
    encoder: GPUCommandEncoder,
    { bank, whole, wanted, reward, asks }: NetworkRun,
  ): Record<'logits' | 'rewards' | 'lists', [number, number]> {
    const { vocabulary } = this.config;
    const to = this.#buffers.get('read');
    let at = 0;
    const copy = (name: string, start: number, count: number) => {
      encoder.copyBufferToBuffer(this.#buffers.get(name), start * 4, to, at * 4, count * 4);
      at += count;
    };
    const pieceOf = (work: () => void): [number, number] => {
      const start = at;
      work();
      return [start, at - start];
    };
    return {
      logits: pieceOf(() => {
        if (whole.length === wanted.length) copy('logits', 0, whole.length * vocabulary);
        else for (const each of whole) copy('logits', each * vocabulary, vocabulary);
      }),
      rewards: pieceOf(() => reward && copy('rewards', 0, wanted.length * bank.heads)),
      lists: pieceOf(() => asks && copy('lists', 0, wanted.length * LIST_WORDS)),
    };
  }

  async #read(pieces: Record<'logits' | 'rewards' | 'lists', [number, number]>, { reward, asks }: NetworkRun): Promise<NetworkResult> {
    const count = Object.values(pieces).reduce((sum, [, length]) => sum + length, 0);
    const bytes = await this.#map(count * 4);
    const floats = ([start, length]: [number, number]) => new Float32Array(bytes, start * 4, length);
    return {
      logits: floats(pieces.logits),
      ...(reward ? { rewards: floats(pieces.rewards) } : {}),
      ...(asks ? { lists: new Uint32Array(bytes, pieces.lists[0] * 4, pieces.lists[1]) } : {}),
    };
  }

  /** Of the last run, the logits of one of its wanted tokens. */
  async logits(wanted: number): Promise<Float32Array> {
    const { vocabulary } = this.config;
    this.#buffers.reserve('read', vocabulary * 4, 'read');
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(this.#buffers.get('logits'), wanted * vocabulary * 4, this.#buffers.get('read'), 0, vocabulary * 4);
    this.device.queue.submit([encoder.finish()]);
    return new Float32Array(await this.#map(vocabulary * 4));
  }

  async #map(bytes: number): Promise<ArrayBuffer> {
    const buffer = this.#buffers.get('read');
    try {
      await buffer.mapAsync(GPUMapMode.READ, 0, bytes);
    } catch (cause) {
      throw new EngineError('device-lost', `the GPU gave no results: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
    const copy = buffer.getMappedRange(0, bytes).slice(0);
    buffer.unmap();
    return copy;
  }

  destroy(): void {
    this.cache.destroy();
    this.#buffers.destroy();
    this.#weights.destroy();
  }
}
