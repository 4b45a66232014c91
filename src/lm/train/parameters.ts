/**
 * The numbers that a training changes: LoRA matrices of all slots side by side, as the gradient graphs read them, and how they begin.
 *
 * y += ((x A) * c[row]) B s with A [in, columns], B [columns, out], the slots one after the other in both, and s = alpha / r (models/tiller/bank.py).
 * The scale is kept out of the numbers, so that the optimiser sees what Python's sees; the graphs get B s, and their gradient of it is taken times s.
 */
import { drawNormal } from '../../math/draws.ts';
import { createRng } from '../../math/rng.ts';
import type { Hook } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { trainedMatrices } from './matrices.ts';
import type { Parameters, TrainShape } from './train-types.ts';

/** An adapter in training. */
export interface TrainSlot {
  readonly id: string;
  /** Its columns; 1 in a soft prompt. */
  readonly rank: number;
}

/** Which slots are trained, and where. */
export interface BankShape {
  readonly slots: readonly TrainSlot[];
  readonly hooks: readonly Hook[];
  /** alpha / r of every slot. */
  readonly scale: number;
  /** Tokens of a soft prompt; absent: none. */
  readonly softTokens?: number;
}

/** The bank as the gradient graphs know it. */
export function trainShape(bank: BankShape): TrainShape {
  return { hooks: bank.hooks, columns: columnsOf(bank), ...(bank.softTokens === undefined ? {} : { softTokens: bank.softTokens }) };
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
 * @param soft of a soft prompt, the vectors that the first slot begins with, [softTokens, width]; the others begin at zero.
 */
export function createMatrices(config: LlamaConfig, bank: BankShape, seed: number, soft?: Float32Array): Map<string, Float32Array> {
  const columns = columnsOf(bank);
  const shapes = trainedMatrices(config, trainShape(bank));
  const random = createRng(seed);
  const matrices = new Map([...shapes].map(([name, [rows, across]]) => [name, new Float32Array(rows * across)]));
  let start = 0;
  for (const { rank } of bank.slots) {
    for (const [name, [inputs]] of shapes) {
      if (!name.endsWith('.a')) continue;
      const a = matrices.get(name) as Float32Array;
      const deviation = 1 / Math.sqrt(inputs);
      for (let i = 0; i < inputs; i++) {
        for (let r = 0; r < rank; r++) a[i * columns + start + r] = drawNormal(random) * deviation;
      }
    }
    start += rank;
  }
  if (soft) matrices.get('soft')?.set(soft);
  return matrices;
}

/** The matrices as the graphs read them: every B times the scale. A's are shared, not copied. */
export function foldScale(matrices: Parameters, scale: number): Map<string, Float32Array> {
  return new Map([...matrices].map(([name, values]) => [name, name.endsWith('.b') ? values.map((value) => value * scale) : values]));
}

/** Turns gradients of B s into gradients of B, in place. */
export function unfoldGradients(gradients: Parameters, scale: number): void {
  for (const [name, values] of gradients) {
    if (!name.endsWith('.b')) continue;
    for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * scale;
  }
}
