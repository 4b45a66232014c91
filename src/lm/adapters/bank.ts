import type { BankReads, LinearReads } from '../arch/bank-reads.ts';
import { HOOKS, type Hook, type Linear, linearsOf } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import type { Adapter, LoraPair } from './peft.ts';

/**
 * How the slots share the columns of a hook, the same at all its linears: y += ((x · a + ones) * c[columns]) · b. A column belongs to a rank of
 * a slot's adapter, or is a vector that the slot adds whatever the input is: then its column of `a` is 0 and of `ones` 1.
 */
export interface HookColumns {
  /** The slot (an index) of every column; -1 where a column only fills the rank up. */
  readonly slots: readonly number[];
  /** [columns]. */
  readonly ones: Float32Array;
}

/** The matrices of one linear. */
export interface BankMatrices {
  /** [in, columns]. */
  readonly a: Float32Array;
  /** [columns, out], each slot's scale folded in. */
  readonly b: Float32Array;
}

/** Adapters as slots that one row of coefficients mixes. */
export interface AdapterBank {
  readonly slots: readonly string[];
  readonly columns: Readonly<Record<Hook, HookColumns>>;
  /** What there is for the linears to read. */
  readonly linears: BankReads['linears'];
  /** The matrices of a linear; made anew at every call. */
  matrices(linear: Linear): BankMatrices;
}

/** One slot's part of a fused linear: columns of A that share their input directions, and where each B's outputs start. */
interface Fold {
  readonly rank: number;
  readonly a: Float32Array;
  readonly outputs: { readonly start: number; readonly pair: LoraPair }[];
}

function equal(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function pairsOf({ parts }: Linear, adapter: Adapter): { readonly start: number; readonly pair: LoraPair }[] {
  return parts.flatMap(({ path, start }) => {
    const pair = adapter.get(path);
    return pair ? [{ start, pair }] : [];
  });
}

/**
 * Parts with the same A (q, k and v trained on a shared one) take its rank once; others stand beside each other. A B of zeros (a
 * steering vector's, which is all bias) takes none.
 */
function foldsOf(linear: Linear, adapter: Adapter): Fold[] {
  const folds: Fold[] = [];
  for (const { start, pair } of pairsOf(linear, adapter)) {
    if (!pair.b.some((value) => value !== 0)) continue;
    const shared = folds.find(({ a }) => equal(a, pair.a));
    if (shared) shared.outputs.push({ start, pair });
    else folds.push({ rank: pair.rank, a: pair.a, outputs: [{ start, pair }] });
  }
  return folds;
}

/** What a slot takes of a hook: the most columns that it has at any of its linears, and whether it adds a vector at one. */
interface Share {
  readonly rank: number;
  readonly biased: boolean;
  /** By the linear's name. */
  readonly folds: ReadonlyMap<string, readonly Fold[]>;
  /** What the slot has for its linears. */
  readonly linears: readonly (readonly [string, LinearReads])[];
}

function shareOf(linears: readonly Linear[], adapter: Adapter): Share {
  const folds = new Map(linears.map((linear) => [linear.name, foldsOf(linear, adapter)]));
  const ranks = [...folds.values()].map((each) => each.reduce((sum, { rank }) => sum + rank, 0));
  const biased = linears.filter((linear) => pairsOf(linear, adapter).some(({ pair }) => pair.bias)).map(({ name }) => name);
  const ranked = [...folds].filter(([, { length }]) => length > 0).map(([name]) => name);
  return {
    rank: Math.max(...ranks),
    biased: biased.length > 0,
    folds,
    linears: [...biased.map((name) => [name, 'vectors'] as const), ...ranked.map((name) => [name, 'columns'] as const)],
  };
}

/** Of all slots together: columns where anyone has them. */
function readsOf(shares: readonly Share[]): BankReads['linears'] {
  const all = shares.flatMap(({ linears }) => linears);
  return new Map([...all.filter(([, reads]) => reads === 'vectors'), ...all.filter(([, reads]) => reads === 'columns')]);
}

function columnsOf(shares: readonly Share[], pad: (columns: number) => number): HookColumns {
  const ranks = shares.flatMap(({ rank }, slot) => Array.from({ length: rank }, () => slot));
  const biases = shares.flatMap(({ biased }, slot) => (biased ? [slot] : []));
  const slots = [...ranks, ...biases];
  const ones = new Float32Array(pad(slots.length)).fill(1, ranks.length, slots.length);
  return { slots: [...slots, ...Array.from({ length: ones.length - slots.length }, () => -1)], ones };
}

function fillFold({ rank, a: from, outputs }: Fold, column: number, { a, b }: BankMatrices, columns: number, width: number): void {
  const inputs = from.length / rank;
  for (let r = 0; r < rank; r++) {
    for (let i = 0; i < inputs; i++) a[i * columns + column + r] = from[r * inputs + i] as number;
  }
  for (const { start, pair } of outputs) {
    const rows = pair.b.length / rank;
    for (let r = 0; r < rank; r++) {
      const to = (column + r) * width + start;
      for (let row = 0; row < rows; row++) b[to + row] = pair.scale * (pair.b[row * rank + r] as number);
    }
  }
}

/**
 * Lays adapters side by side at every linear of the graph, in the order given.
 * @param pad How many columns a hook gets that needs that many: GPUs want a few sizes.
 */
export function makeBank(
  config: LlamaConfig,
  slots: readonly { readonly id: string; readonly adapter: Adapter }[],
  pad: (columns: number) => number = (columns) => columns,
): AdapterBank {
  const shares = new Map(HOOKS.map((hook) => [hook, slots.map(({ adapter }) => shareOf(linearsOf(config, hook), adapter))]));
  const columns = Object.fromEntries([...shares].map(([hook, own]) => [hook, columnsOf(own, pad)])) as Record<Hook, HookColumns>;
  return {
    slots: slots.map(({ id }) => id),
    columns,
    linears: readsOf([...shares.values()].flat()),
    matrices(linear) {
      const count = columns[linear.hook].slots.length;
      const made = { a: new Float32Array(linear.inputs * count), b: new Float32Array(count * linear.outputs) };
      let column = 0;
      const own = shares.get(linear.hook) ?? [];
      for (const { folds, rank } of own) {
        let at = column;
        for (const fold of folds.get(linear.name) ?? []) {
          fillFold(fold, at, made, count, linear.outputs);
          at += fold.rank;
        }
        column += rank;
      }
      for (const [slot, { biased }] of own.entries()) {
        if (!biased) continue;
        const { adapter } = slots[slot] as (typeof slots)[number];
        for (const { start, pair } of pairsOf(linear, adapter)) {
          pair.bias?.forEach((value, row) => {
            made.b[column * linear.outputs + start + row] = pair.scale * value;
          });
        }
        column++;
      }
      return made;
    },
  };
}

/**
 * A row's coefficients, one per slot, for every column of a hook.
 * @param out [columns], from `at` on.
 */
export function expandCoefficients({ slots }: HookColumns, coefficients: Float32Array, out: Float32Array, at: number): void {
  for (const [column, slot] of slots.entries()) out[at + column] = slot < 0 ? 0 : (coefficients[slot] as number);
}
