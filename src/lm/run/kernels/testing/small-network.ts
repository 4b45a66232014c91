/** A whole small model in the kernels' memory, and one run of it, for tests: what `plain-llama.ts` computes, by the kernels. */

import { makeBank } from '../../../adapters/bank.ts';
import type { Adapter } from '../../../adapters/peft.ts';
import { HOOKS } from '../../../arch/linears.ts';
import type { LlamaConfig } from '../../../arch/llama-config.ts';
import { layBank } from '../bank-panels.ts';
import * as layout from '../layout.ts';
import type { KernelLab } from './kernel-lab.ts';

const MODULES = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] as const;
type Module = (typeof MODULES)[number];
const WORDS: Readonly<Record<Module, number>> = {
  q_proj: layout.LAYER_Q,
  k_proj: layout.LAYER_K,
  v_proj: layout.LAYER_V,
  o_proj: layout.LAYER_O,
  gate_proj: layout.LAYER_GATE,
  up_proj: layout.LAYER_UP,
  down_proj: layout.LAYER_DOWN,
};

/** [inputs, outputs] of a linear by its path. */
export function sizesOf(config: LlamaConfig, path: string): readonly [number, number] {
  const inner = config.heads * config.headSize;
  const keyValue = config.keyValueHeads * config.headSize;
  const sizes: Readonly<Record<string, readonly [number, number]>> = {
    q_proj: [config.width, inner],
    k_proj: [config.width, keyValue],
    v_proj: [config.width, keyValue],
    o_proj: [inner, config.width],
    gate_proj: [config.width, config.mlp],
    up_proj: [config.width, config.mlp],
    down_proj: [config.mlp, config.width],
    lm_head: [config.width, config.vocabulary],
  };
  return sizes[path.split('.').at(-1) as string] as readonly [number, number];
}

export function pathsOf(config: LlamaConfig): string[] {
  return [...Array.from({ length: config.layers }, (_, layer) => MODULES.map((module) => `layers.${layer}.${module}`)).flat(), 'lm_head'];
}

/** Rows of a linear as a GGUF has them, and their type. */
export type RowsOf = (path: string) => { readonly type: number; readonly rows: readonly Uint8Array[] };

export interface SmallRow {
  readonly tokens: readonly number[];
  /** Tokens that the cache has already. */
  readonly past: number;
  readonly coefficients: readonly number[];
}

export class SmallNetwork {
  readonly #model: number;
  readonly #linears = new Map<string, number>();
  readonly #sync: number;
  #bank = 0;
  #made: ReturnType<typeof makeBank> | undefined;

  constructor(
    readonly lab: KernelLab,
    readonly config: LlamaConfig,
    rowsOf: RowsOf,
    readonly embedding: Float32Array,
    /** A norm's weights by the GGUF's name. */
    normOf: (name: string) => Float32Array = () => new Float32Array(config.width).fill(1),
  ) {
    const { kernels } = lab;
    for (const path of pathsOf(config)) {
      const { type, rows } = rowsOf(path);
      this.#linears.set(path, lab.linear(type, rows, sizesOf(config, path)[0]));
    }
    const norm = (name: string) => lab.placeFloats(normOf(`${name}.weight`));
    const table = Array.from({ length: config.layers }, (_, layer) => {
      const words = new Uint32Array(layout.LAYER_WORDS);
      words[layout.LAYER_NORM1] = norm(`blk.${layer}.attn_norm`);
      words[layout.LAYER_NORM2] = norm(`blk.${layer}.ffn_norm`);
      for (const module of MODULES) words[WORDS[module]] = this.#linears.get(`layers.${layer}.${module}`) as number;
      return [...words];
    });
    const turns = (config.context * config.headSize) / 2;
    const [cos, sin] = [lab.room(turns * 4), lab.room(turns * 4)];
    kernels.ropeTables(config.context, config.headSize, config.ropeBase, config.ropeScale, cos, sin);
    const words = new Uint32Array(layout.MODEL_WORDS);
    words[layout.MODEL_LAYERS] = config.layers;
    words[layout.MODEL_WIDTH] = config.width;
    words[layout.MODEL_HEADS] = config.heads;
    words[layout.MODEL_KEY_VALUE_HEADS] = config.keyValueHeads;
    words[layout.MODEL_HEAD_SIZE] = config.headSize;
    words[layout.MODEL_MLP] = config.mlp;
    words[layout.MODEL_VOCABULARY] = config.vocabulary;
    words[layout.MODEL_CONTEXT] = config.context;
    words.set(new Uint32Array(Float32Array.of(config.normEpsilon).buffer), layout.MODEL_EPSILON);
    words[layout.MODEL_NORM] = norm('output_norm');
    words[layout.MODEL_HEAD] = this.#linears.get('lm_head') as number;
    words[layout.MODEL_LAYER_TABLE] = lab.placeWords(table.flat());
    words[layout.MODEL_COS] = cos;
    words[layout.MODEL_SIN] = sin;
    this.#model = lab.placeWords(words);
    this.#sync = lab.room(kernels.syncBytes());
  }

  /** The weights that the kernels hold, for the twin. */
  weights(): Map<string, Float32Array> {
    const weights = new Map([['embedding', this.embedding]]);
    for (const [path, linear] of this.#linears) {
      const [inputs, outputs] = sizesOf(this.config, path);
      const all = new Float32Array(inputs * outputs);
      const at = this.lab.room(inputs * 4);
      for (let row = 0; row < outputs; row++) {
        this.lab.kernels.readRow(linear, row, at);
        all.set(this.lab.readFloats(at, inputs), row * inputs);
      }
      weights.set(path, all);
    }
    return weights;
  }

  mount(adapters: readonly Adapter[]): void {
    const bank = makeBank(
      this.config,
      adapters.map((adapter, i) => ({ id: `${i}`, adapter })),
    );
    this.#made = bank;
    const { lab } = this;
    this.#bank = layBank(bank, this.config, { memory: lab, kernels: lab.kernels });
  }

  /** Pages for so many rows. */
  cache(rows: number): number[][] {
    const count = Math.ceil(this.config.context / layout.PAGE_POSITIONS);
    const bytes = this.lab.kernels.pageBytes(this.#model);
    return Array.from({ length: rows }, () => Array.from({ length: count }, () => this.lab.room(bytes)));
  }

  /** Lays a run out. @param only Whose logits are wanted, by their numbers in the run; all unless told. */
  prepare(rows: readonly SmallRow[], pages: readonly (readonly number[])[], threads = 1, only?: readonly number[]) {
    const { lab, config } = this;
    const tokens = rows.flatMap(({ tokens: own, past }, row) => own.map((token, i) => ({ token, row, position: past + i })));
    const x = tokens.flatMap(({ token }) => [...this.embedding.subarray(token * config.width, (token + 1) * config.width)]);
    const wanted = only ?? [...tokens.keys()];
    const logits = lab.room(wanted.length * config.vocabulary * 4);
    const hidden = lab.room(wanted.length * config.width * 4);
    const words = new Uint32Array(layout.RUN_WORDS);
    words[layout.RUN_MODEL] = this.#model;
    words[layout.RUN_BANK] = this.#bank;
    words[layout.RUN_THREADS] = threads;
    words[layout.RUN_TOKENS] = tokens.length;
    words[layout.RUN_X] = lab.placeFloats(x);
    words[layout.RUN_ROWS] = lab.placeWords(tokens.map(({ row }) => row));
    words[layout.RUN_POSITIONS] = lab.placeWords(tokens.map(({ position }) => position));
    words[layout.RUN_PAGES] = lab.placeWords(pages.map((own) => lab.placeWords(own)));
    words[layout.RUN_WANTED_COUNT] = wanted.length;
    words[layout.RUN_WANTED] = lab.placeWords(wanted);
    words[layout.RUN_LOGITS] = logits;
    words[layout.RUN_HIDDEN] = hidden;
    words[layout.RUN_SYNC] = this.#sync;
    let most = 0;
    for (const [h, hook] of HOOKS.entries()) {
      const slots = this.#made?.columns[hook].slots ?? [];
      const expanded = rows.map(({ coefficients }) => slots.map((slot) => coefficients[slot] ?? 0));
      const active = slots.flatMap((_, column) => (expanded.some((own) => own[column] !== 0) ? [column] : []));
      const at = layout.RUN_HOOKS + h * layout.RUN_HOOK_WORDS;
      words[at + layout.RUN_HOOK_COEFFICIENTS] = lab.placeFloats(expanded.flat());
      words[at + layout.RUN_HOOK_ACTIVE_COUNT] = active.length;
      words[at + layout.RUN_HOOK_ACTIVE] = lab.placeWords(active);
      most = Math.max(most, slots.length);
    }
    words[layout.RUN_SCRATCH] = lab.room(lab.kernels.scratchBytes(this.#model, tokens.length, wanted.length, most, threads));
    const run = lab.placeWords(words);
    const read = (at: number, size: number) => wanted.map((_, i) => lab.readFloats(at + i * size * 4, size));
    return { run, logits: () => read(logits, config.vocabulary), hidden: () => read(hidden, config.width) };
  }

  /** Logits of all tokens of one run. */
  logits(rows: readonly SmallRow[], pages = this.cache(rows.length)): Float32Array[] {
    const prepared = this.prepare(rows, pages);
    this.lab.kernels.run(prepared.run, 0);
    return prepared.logits();
  }
}
