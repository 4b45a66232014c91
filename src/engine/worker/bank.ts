import type { LlamaConfig } from './llama-config.ts';
import { HEAD_HOOK, hookName, LAYER_HOOKS, type LayerHook } from './llama-graph.ts';
import type { Adapter, LoraPair, ModuleName } from './peft.ts';

/** The slots' matrices at one linear, side by side: y += ((x · a) * c[columns]) · b. */
export interface HookBank {
  /** The slot (an index) of every rank column. */
  readonly columns: readonly number[];
  /** [in, rank]. */
  readonly a: Float32Array;
  /** [rank, out], each slot's scale folded in. */
  readonly b: Float32Array;
}

/** Adapters as slots that one row of coefficients mixes. */
export interface AdapterBank {
  readonly slots: readonly string[];
  /** By `hookName`, or HEAD_HOOK. A linear that no slot changes is absent. */
  readonly hooks: ReadonlyMap<string, HookBank>;
}

const FUSED: Readonly<Record<LayerHook, readonly ModuleName[]>> = {
  qkv: ['q_proj', 'k_proj', 'v_proj'],
  o: ['o_proj'],
  gateUp: ['gate_proj', 'up_proj'],
  down: ['down_proj'],
};

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

/** Parts with the same A (q, k and v trained on a shared one) take its rank once; others stand beside each other. */
function foldSlot(slot: number, parts: readonly { pair: LoraPair | undefined; start: number }[]): Fold[] {
  const folds: Fold[] = [];
  for (const { pair, start } of parts) {
    if (!pair) continue;
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

/** Concatenates adapters by rank at every linear of the graph, in the order given. */
export function makeBank(config: LlamaConfig, slots: readonly { readonly id: string; readonly adapter: Adapter }[]): AdapterBank {
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
  for (let layer = 0; layer < config.layers; layer++) {
    for (const hook of LAYER_HOOKS) {
      const { inputs, starts, outputs } = sizes[hook];
      const folds = slots.flatMap(({ adapter }, slot) =>
        foldSlot(
          slot,
          FUSED[hook].map((module, i) => ({ pair: adapter.get(`layers.${layer}.${module}`), start: starts[i] as number })),
        ),
      );
      if (folds.length > 0) hooks.set(hookName(layer, hook), joinFolds(folds, inputs, outputs));
    }
  }
  const head = slots.flatMap(({ adapter }, slot) => foldSlot(slot, [{ pair: adapter.get('lm_head'), start: 0 }]));
  if (head.length > 0) hooks.set(HEAD_HOOK, joinFolds(head, width, config.vocabulary));
  return { slots: slots.map(({ id }) => id), hooks };
}
