/** Every linear of a Llama-architecture model, in one table that graph, weights, bank and PEFT read. */
import type { LlamaConfig } from './llama-config.ts';

/** A linear as checkpoints have it. */
export interface Module {
  /** PEFT's name, and where it sits in a layer. */
  readonly name: string;
  readonly parent: 'self_attn' | 'mlp' | undefined;
  /** GGUF's name of its tensor in a block. */
  readonly tensor: string;
  readonly outputs: (config: LlamaConfig) => number;
  /** Set where the GGUF orders its rows for interleaved RoPE: the number of heads whose rows must be put back. */
  readonly heads?: (config: LlamaConfig) => number;
}

/** The linears of a layer, some of which run as one. */
export const LAYER_HOOKS = ['qkv', 'o', 'gateUp', 'down'] as const;
export type LayerHook = (typeof LAYER_HOOKS)[number];
/** Places where adapters may change the network: the linears of the layers, and the head. */
export const HOOKS = [...LAYER_HOOKS, 'head'] as const;
export type Hook = (typeof HOOKS)[number];

const inner = ({ heads, headSize }: LlamaConfig) => heads * headSize;
const keyValue = ({ keyValueHeads, headSize }: LlamaConfig) => keyValueHeads * headSize;
const width = (config: LlamaConfig) => config.width;
const mlp = (config: LlamaConfig) => config.mlp;

/** By hook, what it runs as one: the modules' outputs stand one after the other, in this order. */
const TABLE: Readonly<Record<Hook, { readonly inputs: (config: LlamaConfig) => number; readonly modules: readonly Module[] }>> = {
  qkv: {
    inputs: width,
    modules: [
      { name: 'q_proj', parent: 'self_attn', tensor: 'attn_q', outputs: inner, heads: ({ heads }) => heads },
      { name: 'k_proj', parent: 'self_attn', tensor: 'attn_k', outputs: keyValue, heads: ({ keyValueHeads }) => keyValueHeads },
      { name: 'v_proj', parent: 'self_attn', tensor: 'attn_v', outputs: keyValue },
    ],
  },
  o: { inputs: inner, modules: [{ name: 'o_proj', parent: 'self_attn', tensor: 'attn_output', outputs: width }] },
  gateUp: {
    inputs: width,
    modules: [
      { name: 'gate_proj', parent: 'mlp', tensor: 'ffn_gate', outputs: mlp },
      { name: 'up_proj', parent: 'mlp', tensor: 'ffn_up', outputs: mlp },
    ],
  },
  down: { inputs: mlp, modules: [{ name: 'down_proj', parent: 'mlp', tensor: 'ffn_down', outputs: width }] },
  head: {
    inputs: width,
    modules: [{ name: 'lm_head', parent: undefined, tensor: 'output', outputs: ({ vocabulary }) => vocabulary }],
  },
};

/** A GGUF tensor that is (part of) a fused linear; `heads` as in Module. */
export interface LinearPart {
  readonly tensor: string;
  readonly heads?: number;
}

/** A linear of the graph. */
export interface Linear {
  /** Its name in the graph and in the bank: `layers.3.qkv`, `head`. */
  readonly name: string;
  readonly hook: Hook;
  readonly inputs: number;
  readonly outputs: number;
  readonly parts: readonly (LinearPart & {
    /** Of its module in an adapter: `layers.3.q_proj`, `lm_head`. */
    readonly path: string;
    /** Its first output in the fused linear. */
    readonly start: number;
    readonly outputs: number;
  })[];
}

function linear(config: LlamaConfig, hook: Hook, name: string, path: string, block: string): Linear {
  const { inputs, modules } = TABLE[hook];
  let start = 0;
  const parts = modules.map((module) => {
    const outputs = module.outputs(config);
    const tensor = hook === 'head' && config.tied ? 'token_embd.weight' : `${block}${module.tensor}.weight`;
    const part = { tensor, path: `${path}${module.name}`, start, outputs, ...(module.heads ? { heads: module.heads(config) } : {}) };
    start += outputs;
    return part;
  });
  return { name, hook, inputs: inputs(config), outputs: start, parts };
}

export function layerLinear(config: LlamaConfig, layer: number, hook: LayerHook): Linear {
  return linear(config, hook, `layers.${layer}.${hook}`, `layers.${layer}.`, `blk.${layer}.`);
}

export function headLinear(config: LlamaConfig): Linear {
  return linear(config, 'head', 'head', '', '');
}

/** All linears that a hook names: one a layer, or the head. */
export function linearsOf(config: LlamaConfig, hook: Hook): Linear[] {
  return hook === 'head' ? [headLinear(config)] : Array.from({ length: config.layers }, (_, layer) => layerLinear(config, layer, hook));
}

const MODULES = new Map(
  Object.values(TABLE).flatMap(({ inputs, modules }) => modules.map((module) => [module.name, { ...module, inputs }] as const)),
);

/** PEFT's names of all modules that an adapter may change. */
export const MODULE_NAMES: readonly string[] = [...MODULES.keys()];

/** A module by PEFT's name. */
export function findModule(name: string): (Module & { readonly inputs: (config: LlamaConfig) => number }) | undefined {
  return MODULES.get(name);
}

/** PEFT's name of the module at a path such as `layers.3.q_proj`, without `base_model.model.`. */
export function peftName(path: string): string {
  const [, layer, name = ''] = /^(?:layers\.(\d+)\.)?(\w+)$/.exec(path) ?? [];
  const parent = findModule(name)?.parent;
  return parent === undefined ? path : `model.layers.${layer}.${parent}.${name}`;
}
