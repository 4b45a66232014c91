/** A bank of adapters in the GPU's memory, as the shaders of the linears read it. */
import { expandCoefficients, type HookColumns, makeBank } from '../../adapters/bank.ts';
import type { MountSlots } from '../../adapters/bank-slots.ts';
import { SoftPrompts } from '../../adapters/soft-prompt.ts';
import type { LinearReads } from '../../arch/bank-reads.ts';
import { HOOKS, type Hook, linearsOf } from '../../arch/linears.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import type { Bank } from '../forward.ts';
import { uploaded } from './gpu-buffers.ts';

export interface LinearBank {
  readonly reads: LinearReads;
  readonly columns: number;
  /** [columns][in]; none of vectors. */
  readonly a: GPUBuffer | undefined;
  /** [out][columns]. */
  readonly b: GPUBuffer;
}

/** [rows, columns] to [columns, rows]. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c] as number;
  return out;
}

export class GpuBank implements Bank {
  readonly slots: readonly string[];
  readonly softTokens?: readonly number[];
  readonly soft: SoftPrompts;
  readonly rewardSlot?: string;
  /** Values of the reward slot's heads at a position; 0 without one. */
  readonly heads: number;
  /** [heads][width]. */
  readonly rewardHead: GPUBuffer | undefined;
  readonly columns = new Map<Hook, HookColumns>();
  /** By the linear's name. */
  readonly linears = new Map<string, LinearBank>();
  /** [columns], by hook. */
  readonly ones = new Map<Hook, GPUBuffer>();
  #owners = 1;

  constructor(device: GPUDevice, config: LlamaConfig, { slots, reward }: MountSlots) {
    this.slots = slots.map(({ id }) => id);
    this.soft = new SoftPrompts(slots, config.width);
    if (this.soft.tokens) this.softTokens = this.soft.tokens;
    if (reward) this.rewardSlot = reward.slot;
    this.heads = (reward?.head.length ?? 0) / config.width;
    this.rewardHead = reward && uploaded(device, transposed(reward.head, config.width, this.heads));
    const bank = makeBank(config, slots);
    for (const hook of HOOKS) {
      const { ones } = bank.columns[hook];
      for (const linear of linearsOf(config, hook)) {
        const reads = bank.linears.get(linear.name);
        if (!reads) continue;
        const { a, b } = bank.matrices(linear);
        const columns = ones.length;
        this.columns.set(hook, bank.columns[hook]);
        if (!this.ones.has(hook)) this.ones.set(hook, uploaded(device, Float32Array.from(ones)));
        this.linears.set(linear.name, {
          reads,
          columns,
          a: reads === 'columns' ? uploaded(device, transposed(a, linear.inputs, columns)) : undefined,
          b: uploaded(device, transposed(b, columns, linear.outputs)),
        });
      }
    }
  }

  /** Hooks that change anything in rows with these coefficients, [rows, slots]: at the others every slot has 0. */
  activeHooks(coefficients: Float32Array): Hook[] {
    const used = new Set<number>();
    for (const [i, value] of coefficients.entries()) if (value !== 0) used.add(i % this.slots.length);
    return [...this.columns].filter(([, { slots }]) => slots.some((slot) => used.has(slot))).map(([hook]) => hook);
  }

  /** The coefficients of every column of a hook, [rows, columns]. */
  coefficients(hook: Hook, coefficients: Float32Array): Float32Array<ArrayBuffer> {
    const columns = this.columns.get(hook) as HookColumns;
    const [slots, count] = [this.slots.length, columns.ones.length];
    const rows = coefficients.length / slots;
    const values = new Float32Array(rows * count);
    for (let row = 0; row < rows; row++)
      expandCoefficients(columns, coefficients.subarray(row * slots, (row + 1) * slots), values, row * count);
    return values;
  }

  share(): this {
    this.#owners++;
    return this;
  }

  release(): void {
    if (--this.#owners > 0) return;
    this.rewardHead?.destroy();
    for (const buffer of this.ones.values()) buffer.destroy();
    for (const { a, b } of this.linears.values()) {
      a?.destroy();
      b.destroy();
    }
  }
}
