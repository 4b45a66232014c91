/**
 * Trained slots as PEFT folders, as models/tiller/bank.py writes them: half precision, one A for the linears that run as one; those of a soft
 * prompt as prompt tuning.
 */
import { promptTuningFiles } from '../adapters/prompt-tuning.ts';
import { linearsOf, peftName } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { type RealTensor, writeSafetensors } from '../files/safetensors.ts';
import type { MatrixRows } from '../graph/weights.ts';
import { type BankShape, columnsOf, type TrainSlot } from './parameters.ts';
import type { Parameters } from './train-types.ts';

/** A slot as the two files of a PEFT folder. */
export interface SlotFiles {
  readonly id: string;
  /** adapter_config.json. */
  readonly config: string;
  /** adapter_model.safetensors. */
  readonly tensors: Uint8Array<ArrayBuffer>;
}

export interface ExportOptions {
  /** What the config names as the base model. */
  readonly base: string;
  /** Rows of the head's matrix, [width] each: a step on the head's input becomes a LoRA of it. Needed only where the head is trained. */
  readonly head?: MatrixRows;
}

/** All slots of a bank, in its order. @throws Error for a bank of LoRAs and soft vectors at once: PEFT holds them in no one adapter. */
export function exportSlots(config: LlamaConfig, bank: BankShape, matrices: Parameters, options: ExportOptions): SlotFiles[] {
  if (bank.softTokens !== undefined) return exportPrompts(config, bank, matrices, options.base);
  const columns = columnsOf(bank);
  let start = 0;
  return bank.slots.map((slot) => {
    const cut: Cut = { columns, start, rank: slot.rank };
    start += slot.rank;
    const tensors = new Map<string, RealTensor>();
    for (const { name, hook, inputs, outputs, parts } of bank.hooks.flatMap((hook) => linearsOf(config, hook))) {
      const a = columnsAsRows(matrices.get(`${name}.a`) as Float32Array, inputs, cut);
      const b = matrices.get(`${name}.b`) as Float32Array;
      for (const part of parts) {
        const stem = `base_model.model.${peftName(part.path)}`;
        const up = hook === 'head' ? throughHead(b, options.head, config, cut) : rowsAsColumns(b, outputs, part.start, part.outputs, cut);
        tensors.set(`${stem}.lora_A.weight`, { shape: [slot.rank, inputs], data: a });
        tensors.set(`${stem}.lora_B.weight`, { shape: [part.outputs, slot.rank], data: up });
      }
    }
    return { id: slot.id, config: peftConfig(config, bank, slot, options.base), tensors: writeSafetensors(tensors, 'F16') };
  });
}

/** Every slot's vectors: its row of `soft`, as each slot of a soft prompt has one column. */
function exportPrompts(config: LlamaConfig, { slots, hooks, softTokens = 0 }: BankShape, matrices: Parameters, base: string): SlotFiles[] {
  if (hooks.length > 0) throw new Error(`a bank of soft vectors and of ${hooks.join(', ')}: expected soft vectors alone`);
  const size = softTokens * config.width;
  const soft = matrices.get('soft') as Float32Array;
  return slots.map(({ id }, i) => ({ id, ...promptTuningFiles(config, soft.subarray(i * size, (i + 1) * size), base, 'F16') }));
}

/** A slot's place among the columns. */
interface Cut {
  readonly columns: number;
  readonly start: number;
  readonly rank: number;
}

/** [in, columns] -> PEFT's A of the slot, [rank, in]. */
function columnsAsRows(a: Float32Array, inputs: number, { columns, start, rank }: Cut): Float32Array {
  const rows = new Float32Array(rank * inputs);
  for (let r = 0; r < rank; r++) {
    for (let i = 0; i < inputs; i++) rows[r * inputs + i] = a[i * columns + start + r] as number;
  }
  return rows;
}

/** Outputs `first` and the `count` - 1 after it of [columns, out] -> PEFT's B of the slot and module, [count, rank]. */
function rowsAsColumns(b: Float32Array, outputs: number, first: number, count: number, { start, rank }: Cut): Float32Array {
  const up = new Float32Array(count * rank);
  for (let o = 0; o < count; o++) {
    for (let r = 0; r < rank; r++) up[o * rank + r] = b[(start + r) * outputs + first + o] as number;
  }
  return up;
}

/** W B^T, [vocabulary, rank]: what h + (h A) B does before W is what A and this do beside W. */
function throughHead(b: Float32Array, head: MatrixRows | undefined, config: LlamaConfig, { start, rank }: Cut): Float32Array {
  if (!head) throw new Error('the head is trained: its matrix is needed to export it');
  const { vocabulary, width } = config;
  const up = new Float32Array(vocabulary * rank);
  const row = new Float32Array(width);
  for (let token = 0; token < vocabulary; token++) {
    head(token, row, 0);
    for (let r = 0; r < rank; r++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += (row[i] as number) * (b[(start + r) * width + i] as number);
      up[token * rank + r] = sum;
    }
  }
  return up;
}

/** Its alpha is its rank times the scale: B is as it was trained. */
function peftConfig(config: LlamaConfig, { hooks, scale }: BankShape, { rank }: TrainSlot, base: string): string {
  const modules = hooks.flatMap((hook) => (linearsOf(config, hook)[0]?.parts ?? []).map(({ path }) => path.split('.').at(-1)));
  const described = {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: base,
    r: rank,
    lora_alpha: rank * scale,
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    use_rslora: false,
    inference_mode: true,
    target_modules: modules,
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}
