/** A bank of adapters in the kernels' memory. */
import { expandCoefficients, type HookColumns, makeBank } from '../../adapters/bank.ts';
import type { MountSlots } from '../../adapters/bank-slots.ts';
import { SoftPrompts } from '../../adapters/soft-prompt.ts';
import { HOOKS, type Hook } from '../../arch/linears.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import type { Bank } from '../forward.ts';
import { type BankHost, layBank } from './bank-panels.ts';
import type { KernelMemory } from './kernel-memory.ts';

export class KernelBank implements Bank {
  #owners = 1;
  readonly slots: readonly string[];
  readonly softTokens?: readonly number[];
  readonly soft: SoftPrompts;
  readonly rewardSlot?: string;
  /** Of the reward slot: [width, heads]. */
  readonly head: Float32Array;
  /** Values of the reward slot's heads at a position; 0 without one. */
  readonly heads: number;

  private constructor(
    { slots, reward }: MountSlots,
    private readonly columns: Readonly<Record<Hook, HookColumns>>,
    /** Where it lies. */
    readonly memory: KernelMemory,
    /** Address of its struct. */
    readonly address: number,
    private readonly owned: readonly number[],
    width: number,
  ) {
    this.slots = slots.map(({ id }) => id);
    this.soft = new SoftPrompts(slots, width);
    if (this.soft.tokens) this.softTokens = this.soft.tokens;
    this.head = reward?.head ?? new Float32Array(0);
    this.heads = this.head.length / width;
    if (reward) this.rewardSlot = reward.slot;
  }

  /** Writes the adapters to memory. What was written is freed when there is no room for all. */
  static mount(slots: MountSlots, config: LlamaConfig, memory: KernelMemory, kernels: BankHost['kernels']): KernelBank {
    const bank = makeBank(config, slots.slots);
    const owned: number[] = [];
    const allocate = (bytes: number): number => {
      const at = memory.allocate(bytes);
      owned.push(at);
      return at;
    };
    const host = {
      allocate,
      get floats() {
        return memory.floats;
      },
      get words() {
        return memory.words;
      },
    };
    try {
      const address = layBank(bank, config, { memory: host, kernels });
      return new KernelBank(slots, bank.columns, memory, address, owned, config.width);
    } catch (error) {
      for (const at of owned) memory.free(at);
      throw error;
    }
  }

  /**
   * The coefficients of every column of a hook, [rows, columns], and the columns that any row has.
   * @param coefficients [rows, slots].
   */
  coefficients(hook: Hook, coefficients: Float32Array, rows: number): { readonly values: Float32Array; readonly active: Int32Array } {
    const columns = this.columns[hook];
    const count = columns.ones.length;
    const slots = this.slots.length;
    const values = new Float32Array(rows * count);
    for (let row = 0; row < rows; row++)
      expandCoefficients(columns, coefficients.subarray(row * slots, (row + 1) * slots), values, row * count);
    const active: number[] = [];
    for (let column = 0; column < count; column++) {
      for (let row = 0; row < rows; row++) {
        if (values[row * count + column] === 0) continue;
        active.push(column);
        break;
      }
    }
    return { values, active: Int32Array.from(active) };
  }

  /** The most columns of any hook. */
  get mostColumns(): number {
    return Math.max(...HOOKS.map((hook) => this.columns[hook].ones.length));
  }

  /** The values of the reward's heads, [positions, heads]. @param hidden [positions, width]. */
  rewards(hidden: Float32Array): Float32Array {
    const { head, heads } = this;
    const width = head.length / heads;
    const values = new Float32Array((hidden.length / width) * heads);
    const sums = new Float64Array(heads);
    for (let position = 0; position * width < hidden.length; position++) {
      sums.fill(0);
      for (let k = 0; k < width; k++) {
        const state = hidden[position * width + k] as number;
        for (let h = 0; h < heads; h++) sums[h] = (sums[h] as number) + state * (head[k * heads + h] as number);
      }
      values.set(sums, position * heads);
    }
    return values;
  }

  share(): this {
    this.#owners++;
    return this;
  }

  release(): void {
    if (--this.#owners > 0) return;
    for (const at of this.owned) this.memory.free(at);
  }
}
