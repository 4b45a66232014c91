import type { LlamaConfig } from '../arch/llama-config.ts';
import { HEAD_HOOK, hookName, LAYER_HOOKS, type LayerHook } from '../graph/llama-graph.ts';
import type { Adapter, LoraPair, ModuleName } from './peft.ts';

/** The slots' matrices at one linear, side by side: y += ((x · a) * c[columns]) · b + c[biases.columns] · biases.values. */
export interface HookBank {
  /** The slot (an index) of every rank column; empty where slots only have biases. */
  readonly columns: readonly number[];
  /** [in, rank]. */
  readonly a: Float32Array;
  /** [rank, out], each slot's scale folded in. */
  readonly b: Float32Array;
  /** Where slots add a vector whatever the input is. */
  readonly biases?: {
    /** The slot of every bias. */
    readonly columns: readonly number[];
    /** [columns, out], each slot's scale folded in. */
    readonly values: Float32Array;
  };
}

/** Adapters as slots that one row of coefficients mixes. */
export interface AdapterBank {
  readonly slots: readonly string[];
  /** By `hookName`, or HEAD_HOOK. A linear that no slot changes is absent. */
  readonly hooks: ReadonlyMap<string, HookBank>;
  /** [width]: the linear head of a learned reward, over the last hidden state. */
  readonly rewardHead?: Float32Array;
}

const FUSED: Readonly<Record<LayerHook, readonly ModuleName[]>> = {
  qkv: ['q_proj', 'k_proj', 'v_proj'],
  o: ['o_proj'],
  gateUp: ['gate_proj', 'up_proj'],
  down: ['down_proj'],
};

/** A module's pair in a fused linear, whose outputs begin at `start`. */
interface Part {
  readonly pair: LoraPair | undefined;
  readonly start: number;
}

/** One slot's part of a fused linear: columns of A that share their input directions, and where each B's outputs start. */
interface Fold {
  readonly slot: number;
  readonly rank: number;
  readonly a: Float32Array;
  readonly outputs: { readonly start: number; readonly pair: LoraPair }[];
}

function equal(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/**
 * Parts with the same A (q, k and v trained on a shared one) take its rank once; others stand beside each other. A B of zeros (a
 * steering vector's, which is all bias) takes none.
 */
function foldSlot(slot: number, parts: readonly Part[]): Fold[] {
  const folds: Fold[] = [];
  for (const { pair, start } of parts) {
    if (!pair?.b.some((value) => value !== 0)) continue;
    const shared = folds.find(({ a }) => equal(a, pair.a));
    if (shared) shared.outputs.push({ start, pair });
    else folds.push({ slot, rank: pair.rank, a: pair.a, outputs: [{ start, pair }] });
  }
  return folds;
}

function joinFolds(folds: readonly Fold[], inputs: number, outputs: number): HookBank {
  const columns = folds.flatMap(({ slot, rank }) => Array.from({ length: rank }, () => slot));
  const rank = columns.length;
  const a = new Float32Array(inputs * rank);
  const b = new Float32Array(rank * outputs);
  let column = 0;
  for (const fold of folds) {
    for (let r = 0; r < fold.rank; r++, column++) {
      for (let i = 0; i < inputs; i++) a[i * rank + column] = fold.a[r * inputs + i] as number;
      for (const { start, pair } of fold.outputs) {
        const rows = pair.b.length / pair.rank;
        for (let row = 0; row < rows; row++) b[column * outputs + start + row] = pair.scale * (pair.b[row * pair.rank + r] as number);
      }
    }
  }
  return { columns, a, b };
}

function joinBiases(slots: readonly (readonly Part[])[], outputs: number): Pick<HookBank, 'biases'> {
  const columns = slots.flatMap((parts, slot) => (parts.some(({ pair }) => pair?.bias) ? [slot] : []));
  if (columns.length === 0) return {};
  const values = new Float32Array(columns.length * outputs);
  for (const [column, slot] of columns.entries()) {
    for (const { pair, start } of slots[slot] ?? []) {
      pair?.bias?.forEach((value, row) => {
        values[column * outputs + start + row] = pair.scale * value;
      });
    }
  }
  return { biases: { columns, values } };
}

/** One linear's bank, of every slot's parts in it; undefined when none changes it. */
function joinSlots(slots: readonly (readonly Part[])[], inputs: number, outputs: number): HookBank | undefined {
  const folds = slots.flatMap((parts, slot) => foldSlot(slot, parts));
  const hook = { ...joinFolds(folds, inputs, outputs), ...joinBiases(slots, outputs) };
  return hook.columns.length > 0 || hook.biases ? hook : undefined;
}

/** Concatenates adapters by rank at every linear of the graph, in the order given. */
export function makeBank(
  config: LlamaConfig,
  slots: readonly { readonly id: string; readonly adapter: Adapter }[],
  rewardHead?: Float32Array,
): AdapterBank {
  const { width, mlp, heads, keyValueHeads, headSize } = config;
  const inner = heads * headSize;
  const keyValue = keyValueHeads * headSize;
  const sizes: Record<LayerHook, { inputs: number; starts: readonly number[]; outputs: number }> = {
    qkv: { inputs: width, starts: [0, inner, inner + keyValue], outputs: inner + 2 * keyValue },
    o: { inputs: inner, starts: [0], outputs: width },
    gateUp: { inputs: width, starts: [0, mlp], outputs: 2 * mlp },
    down: { inputs: mlp, starts: [0], outputs: width },
  };
  const hooks = new Map<string, HookBank>();
  const join = (name: string, parts: readonly (readonly Part[])[], inputs: number, outputs: number) => {
    const hook = joinSlots(parts, inputs, outputs);
    if (hook) hooks.set(name, hook);
  };
  for (let layer = 0; layer < config.layers; layer++) {
    for (const hook of LAYER_HOOKS) {
      const { inputs, starts, outputs } = sizes[hook];
      const parts = slots.map(({ adapter }) =>
        FUSED[hook].map((module, i) => ({ pair: adapter.get(`layers.${layer}.${module}`), start: starts[i] as number })),
      );
      join(hookName(layer, hook), parts, inputs, outputs);
    }
  }
  const head = slots.map(({ adapter }) => [{ pair: adapter.get('lm_head'), start: 0 }]);
  join(HEAD_HOOK, head, width, config.vocabulary);
  return { slots: slots.map(({ id }) => id), hooks, ...(rewardHead ? { rewardHead } : {}) };
}
