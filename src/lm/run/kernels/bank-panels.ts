/**
 * A bank's matrices as the kernels read them: 8-bit panels, as weights are, so that adapters are products of integers too. Rounding them so changes
 * what is steered little: with pack voice's CLP policy, whose KL to the base is 0.16 nats a token there, the KL to the unrounded policy is 3e-6.
 */
import type { AdapterBank, BankMatrices } from '../../adapters/bank.ts';
import { HOOKS, type Linear, linearsOf } from '../../arch/linears.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import type { KernelMemory } from './kernel-memory.ts';
import type { Kernels } from './kernels.ts';
import * as layout from './layout.ts';

const { FORMAT_Q8, PANEL_OUTPUTS, TYPE_F32 } = layout;

export interface BankHost {
  readonly memory: Pick<KernelMemory, 'floats' | 'words'> & { allocate(bytes: number): number };
  readonly kernels: Pick<Kernels, 'pack' | 'linearBytes'>;
}

/** Writes a bank's struct and panels. @returns the struct's address. */
export function layBank(bank: AdapterBank, config: LlamaConfig, { memory, kernels }: BankHost): number {
  const layerHooks = HOOKS.length - 1;
  const words = new Int32Array(layout.BANK_RECORDS + layout.BANK_RECORD_WORDS * (layerHooks * config.layers + 1));
  const sizes = HOOKS.flatMap((hook) => [bank.columns[hook].ones.length, linearsOf(config, hook)[0]?.inputs ?? 0]);
  const writer = new PanelWriter({ memory, kernels }, Math.max(...sizes));
  for (const [h, hook] of HOOKS.entries()) {
    const { ones } = bank.columns[hook];
    const ranked = ones.filter((one) => one === 0).length;
    words[layout.BANK_COLUMNS + h] = ones.length;
    words[layout.BANK_RANKED + h] = ranked;
    for (const [layer, linear] of linearsOf(config, hook).entries()) {
      const reads = bank.linears.get(linear.name);
      if (!reads) continue;
      const record =
        layout.BANK_RECORDS + layout.BANK_RECORD_WORDS * (hook === 'head' ? layerHooks * config.layers : layerHooks * layer + h);
      const matrices = bank.matrices(linear);
      const sizes = columnSizes(matrices, ones.length);
      if (reads === 'columns' && ranked > 0) words[record + layout.BANK_A] = writer.down(matrices, linear, ranked, sizes.a);
      words[record + layout.BANK_FACTORS] = writer.factors(
        sizes.a.map((size, column) => (column < ranked ? size : 1) * (sizes.b[column] as number)),
      );
      words.set(writer.up(matrices, linear, sizes.b), record + layout.BANK_B);
    }
  }
  const address = memory.allocate(words.byteLength);
  memory.words.set(words, address / 4);
  return address;
}

/** The largest value of every column of A and of B; 1 for a column of zeros. Plain loops: these are millions of values. */
function columnSizes({ a, b }: BankMatrices, columns: number): { readonly a: Float32Array; readonly b: Float32Array } {
  const sizes = { a: new Float32Array(columns), b: new Float32Array(columns) };
  const [inputs, outputs] = [a.length / columns, b.length / columns];
  for (let column = 0; column < columns; column++) {
    let [largestA, largestB] = [0, 0];
    for (let input = 0; input < inputs; input++) largestA = Math.max(largestA, Math.abs(a[input * columns + column] as number));
    for (let output = 0; output < outputs; output++) largestB = Math.max(largestB, Math.abs(b[column * outputs + output] as number));
    sizes.a[column] = largestA || 1;
    sizes.b[column] = largestB || 1;
  }
  return sizes;
}

/** A matrix in an array: element (output, input) is at start + output * outputPitch + input * inputPitch. */
interface Strided {
  readonly values: Float32Array;
  readonly start: number;
  readonly outputPitch: number;
  readonly inputPitch: number;
}

class PanelWriter {
  readonly #staged: number;
  /** Addresses of a panel's rows. */
  readonly #sources: number;

  /** @param longest The most inputs of any matrix. */
  constructor(
    private readonly host: BankHost,
    longest: number,
  ) {
    this.#staged = host.memory.allocate(4 * longest * PANEL_OUTPUTS);
    this.#sources = host.memory.allocate(4 * PANEL_OUTPUTS);
  }

  /** From inputs to the ranked columns, each divided by its size. */
  down({ a }: BankMatrices, { inputs }: Linear, ranked: number, sizes: Float32Array): number {
    const from = { values: a, start: 0, outputPitch: 1, inputPitch: a.length / inputs };
    return this.#linear(ranked, inputs, from, (column) => sizes.subarray(column, column + 1));
  }

  /** From all columns, each divided by its size, to each part's outputs. */
  up({ b }: BankMatrices, { parts, outputs: all }: Linear, sizes: Float32Array): number[] {
    return parts.map(({ start, outputs }) =>
      this.#linear(outputs, sizes.length, { values: b, start, outputPitch: 1, inputPitch: all }, () => sizes),
    );
  }

  /** [columns]. */
  factors(values: Float32Array): number {
    const { memory } = this.host;
    const at = memory.allocate(values.byteLength);
    memory.floats.set(values, at / 4);
    return at;
  }

  /** @param sizes What an output's inputs are divided by: one number for all, or one each. */
  #linear(outputs: number, inputs: number, from: Strided, sizes: (output: number) => Float32Array): number {
    const { memory, kernels } = this.host;
    const record = memory.allocate(4 * layout.LINEAR_WORDS);
    const panels = memory.allocate(kernels.linearBytes(FORMAT_Q8, inputs, outputs));
    const panelBytes = kernels.linearBytes(FORMAT_Q8, inputs, PANEL_OUTPUTS);
    const staged = this.#staged;
    const { floats, words: memoryWords } = memory;
    for (let first = 0; first < outputs; first += PANEL_OUTPUTS) {
      const count = Math.min(PANEL_OUTPUTS, outputs - first);
      for (let i = 0; i < count; i++) copyRow(from, first + i, sizes(first + i), floats, staged / 4 + i * inputs, inputs);
      for (let i = 0; i < PANEL_OUTPUTS; i++) memoryWords[this.#sources / 4 + i] = i < count ? staged + 4 * inputs * i : 0;
      kernels.pack(TYPE_F32, this.#sources, inputs, panels + (first / PANEL_OUTPUTS) * panelBytes);
    }
    const words = new Int32Array(layout.LINEAR_WORDS);
    words[layout.LINEAR_FORMAT] = FORMAT_Q8;
    words[layout.LINEAR_INPUTS] = inputs;
    words[layout.LINEAR_OUTPUTS] = outputs;
    words[layout.LINEAR_PANELS] = panels;
    memory.words.set(words, record / 4);
    return record;
  }
}

function copyRow(
  { values, start, outputPitch, inputPitch }: Strided,
  output: number,
  sizes: Float32Array,
  to: Float32Array,
  at: number,
  inputs: number,
): void {
  const first = start + output * outputPitch;
  const step = sizes.length > 1 ? 1 : 0;
  for (let input = 0; input < inputs; input++)
    to[at + input] = (values[first + input * inputPitch] as number) / (sizes[input * step] as number);
}
