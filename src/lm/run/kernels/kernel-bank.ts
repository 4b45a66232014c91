/** A bank of adapters in the kernels' memory. */
import { expandCoefficients, type HookColumns, makeBank } from '../../adapters/bank.ts';
import type { MountSlots } from '../../adapters/bank-slots.ts';
import { HOOKS, type Hook, LAYER_HOOKS, linearsOf } from '../../arch/linears.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import type { Bank } from '../forward.ts';
import type { KernelMemory } from './kernel-memory.ts';
import { BANK_COLUMNS, BANK_LINEARS, BANK_RANKED } from './layout.ts';

export class KernelBank implements Bank {
  #owners = 1;
  readonly slots: readonly string[];
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
    this.head = reward?.head ?? new Float32Array(0);
    this.heads = this.head.length / width;
    if (reward) this.rewardSlot = reward.slot;
  }

  /** Writes the adapters to memory. What was written is freed when there is no room for all. */
  static mount(slots: MountSlots, config: LlamaConfig, memory: KernelMemory): KernelBank {
    const bank = makeBank(config, slots.slots);
    const owned: number[] = [];
    const room = (bytes: number): number => {
      const at = memory.allocate(bytes);
      owned.push(at);
      return at;
    };
    const place = (values: Float32Array): number => {
      const at = room(values.byteLength);
      memory.floats.set(values, at / 4);
      return at;
    };
    try {
      const words = new Int32Array(BANK_LINEARS + 2 * (LAYER_HOOKS.length * config.layers + 1));
      for (const [h, hook] of HOOKS.entries()) {
        const { ones } = bank.columns[hook];
        const ranked = ones.filter((one) => one === 0).length;
        words[BANK_COLUMNS + h] = ones.length;
        words[BANK_RANKED + h] = ranked;
        for (const [layer, linear] of linearsOf(config, hook).entries()) {
          const reads = bank.linears.get(linear.name);
          if (!reads) continue;
          const pair = BANK_LINEARS + 2 * (hook === 'head' ? LAYER_HOOKS.length * config.layers : LAYER_HOOKS.length * layer + h);
          const { a, b } = bank.matrices(linear);
          if (reads === 'columns') words[pair] = place(transposed(a, linear.inputs).subarray(0, ranked * linear.inputs));
          words[pair + 1] = place(b);
        }
      }
      const address = room(words.byteLength);
      memory.words.set(words, address / 4);
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

/** From [inputs, columns] to [columns, inputs]. */
function transposed(a: Float32Array, inputs: number): Float32Array {
  const columns = a.length / inputs;
  const turned = new Float32Array(a.length);
  for (let k = 0; k < inputs; k++)
    for (let column = 0; column < columns; column++) turned[column * inputs + k] = a[k * columns + column] as number;
  return turned;
}
