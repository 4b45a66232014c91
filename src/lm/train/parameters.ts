/**
 * The numbers that a training changes: LoRA matrices of all slots side by side, as the gradient graphs read them, and how they begin.
 *
 * y += ((x A) * c[row]) B s with A [in, columns], B [columns, out], the slots one after the other in both, and s = alpha / r (models/tiller/bank.py).
 * The scale is kept out of the numbers, so that the optimiser sees what Python's sees; the graphs get B s, and their gradient of it is taken times s.
 */
import { drawNormal } from '../../math/draws.ts';
import { createRng } from '../../math/rng.ts';
import { type Hook, linearsOf } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';

/** Matrices by name, row-major: `layers.3.qkv.a`, `layers.3.qkv.b`, `head.a`, `head.b`. */
export type Matrices = ReadonlyMap<string, Float32Array>;

/** An adapter in training. */
export interface TrainSlot {
  readonly id: string;
  readonly rank: number;
}

/** Which slots are trained, and where. */
export interface BankShape {
  readonly slots: readonly TrainSlot[];
  readonly hooks: readonly Hook[];
  /** alpha / r of every slot. */
  readonly scale: number;
}

/** A linear that the bank changes. The head's B ends at the model's width: h + (h A) B is the LoRA with B W^T on W, at a fraction of its numbers. */
export interface TrainedLinear {
  /** `layers.3.qkv`, `head`. */
  readonly name: string;
  readonly hook: Hook;
  readonly inputs: number;
  readonly outputs: number;
}

export function trainedLinears(config: LlamaConfig, hooks: readonly Hook[]): TrainedLinear[] {
  return hooks
    .flatMap((hook) => linearsOf(config, hook))
    .map(({ name, hook, inputs, outputs }) => ({ name, hook, inputs, outputs: hook === 'head' ? config.width : outputs }));
}

/** Columns of the bank: all ranks together. */
export function columnsOf({ slots }: Pick<BankShape, 'slots'>): number {
  return slots.reduce((sum, { rank }) => sum + rank, 0);
}

/** The coefficient of every column, [columns], from one for each slot in the bank's order. */
export function columnCoefficients({ slots }: Pick<BankShape, 'slots'>, coefficients: readonly number[]): Float32Array {
  if (coefficients.length !== slots.length)
    throw new RangeError(`${coefficients.length} coefficients, expected one for each of ${slots.length} slots`);
  return Float32Array.from(slots.flatMap(({ rank }, slot) => new Array<number>(rank).fill(coefficients[slot] as number)));
}

/**
 * How a training begins: A normal with deviation 1 / sqrt(in), B zero, so that every mix is the base.
 * @param seed unsigned 32-bit. A slot's numbers depend on the seed, its place and its rank, not on the slots after it.
 */
export function createMatrices(config: LlamaConfig, bank: BankShape, seed: number): Map<string, Float32Array> {
  const columns = columnsOf(bank);
  const linears = trainedLinears(config, bank.hooks);
  const random = createRng(seed);
  const matrices = new Map<string, Float32Array>();
  for (const { name, inputs, outputs } of linears) {
    matrices.set(`${name}.a`, new Float32Array(inputs * columns));
    matrices.set(`${name}.b`, new Float32Array(columns * outputs));
  }
  let start = 0;
  for (const { rank } of bank.slots) {
    for (const { name, inputs } of linears) {
      const a = matrices.get(`${name}.a`) as Float32Array;
      const deviation = 1 / Math.sqrt(inputs);
      for (let i = 0; i < inputs; i++) {
        for (let r = 0; r < rank; r++) a[i * columns + start + r] = drawNormal(random) * deviation;
      }
    }
    start += rank;
  }
  return matrices;
}

/** The matrices as the graphs read them: every B times the scale. A's are shared, not copied. */
export function foldScale(matrices: Matrices, scale: number): Map<string, Float32Array> {
  return new Map([...matrices].map(([name, values]) => [name, name.endsWith('.b') ? values.map((value) => value * scale) : values]));
}

/** Turns gradients of B s into gradients of B, in place. */
export function unfoldGradients(gradients: Matrices, scale: number): void {
  for (const [name, values] of gradients) {
    if (!name.endsWith('.b')) continue;
    for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * scale;
  }
}
