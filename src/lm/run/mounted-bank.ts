/** A bank of adapters where the network reads it: the inputs of its graph. */
import type { Tensor } from 'onnxruntime-common';
import { expandCoefficients, type HookColumns, makeBank } from '../adapters/bank.ts';
import type { MountSlots } from '../adapters/bank-slots.ts';
import { SoftPrompts } from '../adapters/soft-prompt.ts';
import type { BankReads } from '../arch/bank-reads.ts';
import { HOOKS, type Hook, linearsOf } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { floatToHalf } from '../files/float16.ts';
import type { Bank } from './forward.ts';
import type { HeldSession, Sessions } from './sessions.ts';
import type { Reals, TensorMemory } from './tensor-memory.ts';

export interface MountOptions {
  readonly config: LlamaConfig;
  readonly memory: TensorMemory;
  readonly sessions: Pick<Sessions, 'reads' | 'hold'>;
  readonly half: boolean;
  /** How many columns a hook gets that needs that many. */
  readonly pad: (columns: number) => number;
}

const toReals = (values: Float32Array, half: boolean): Reals => (half ? Uint16Array.from(values, floatToHalf) : values);

export class MountedBank implements Bank {
  #owners = 1;
  readonly slots: readonly string[];
  readonly softTokens?: readonly number[];
  readonly rewardSlot?: string;
  /** Values of the reward slot's heads at a position; 0 without one. */
  readonly heads: number;
  readonly soft: SoftPrompts;

  private constructor(
    slots: MountSlots,
    /** Those of the hooks that the network reads. */
    private readonly columns: ReadonlyMap<Hook, HookColumns>,
    /** By the graph's names. */
    readonly feeds: Readonly<Record<string, Tensor>>,
    /** Reads what is fed, and nothing else. */
    readonly session: HeldSession,
    private readonly half: boolean,
    width: number,
  ) {
    this.heads = (slots.reward?.head.length ?? 0) / width;
    this.slots = slots.slots.map(({ id }) => id);
    this.soft = new SoftPrompts(slots.slots, width);
    if (this.soft.tokens) this.softTokens = this.soft.tokens;
    if (slots.reward) this.rewardSlot = slots.reward.slot;
  }

  /** Writes the adapters to memory. What was written is freed when there is no room for all. */
  static mount(slots: MountSlots, { config, memory, sessions, half, pad }: MountOptions): MountedBank {
    const bank = makeBank(config, slots.slots, pad);
    const reads: BankReads = sessions.reads ?? { linears: bank.linears, reward: slots.reward !== undefined };
    const columns = new Map<Hook, HookColumns>();
    const feeds: Record<string, Tensor> = {};
    const place = (name: string, values: Float32Array, dims: readonly number[]): void => {
      feeds[name] = memory.place(toReals(values, half), dims);
    };
    try {
      for (const hook of HOOKS) {
        const { ones } = bank.columns[hook];
        for (const linear of linearsOf(config, hook)) {
          const share = reads.linears.get(linear.name);
          if (!share) continue;
          columns.set(hook, bank.columns[hook]);
          const { a, b } = bank.matrices(linear);
          place(`${linear.name}.b`, b, [ones.length, linear.outputs]);
          if (share === 'vectors') continue;
          place(`${linear.name}.a`, a, [linear.inputs, ones.length]);
          if (!feeds[`ones.${hook}`]) place(`ones.${hook}`, ones, [ones.length]);
        }
      }
      if (reads.reward) {
        const head = slots.reward?.head ?? new Float32Array(config.width);
        place('reward.head', head, [config.width, head.length / config.width]);
      }
      return new MountedBank(slots, columns, feeds, sessions.hold(reads), half, config.width);
    } catch (error) {
      for (const tensor of Object.values(feeds)) tensor.dispose();
      throw error;
    }
  }

  /** Hooks that the network reads: it wants coefficients of these. */
  get hooks(): Iterable<Hook> {
    return this.columns.keys();
  }

  /**
   * The coefficients of every column of a hook, as the graph takes them.
   * @param coefficients [rows, slots].
   * @param rows The row of every position that the graph works on.
   */
  coefficients(
    hook: Hook,
    coefficients: Float32Array,
    rows: ArrayLike<number>,
  ): { readonly values: Reals; readonly dims: readonly number[] } {
    const columns = this.columns.get(hook);
    if (!columns) throw new Error(`the network reads nothing of the bank at ${hook}`);
    const count = columns.ones.length;
    const slots = this.slots.length;
    const values = new Float32Array(rows.length * count);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      expandCoefficients(columns, coefficients.subarray(row * slots, (row + 1) * slots), values, i * count);
    }
    return { values: toReals(values, this.half), dims: [rows.length, count] };
  }

  share(): this {
    this.#owners++;
    return this;
  }

  release(): void {
    if (--this.#owners > 0) return;
    for (const tensor of Object.values(this.feeds)) tensor.dispose();
    this.session.release();
  }
}
