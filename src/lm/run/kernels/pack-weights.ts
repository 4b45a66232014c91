/** The weights of a GGUF as the kernels read them: packed block by block from the file's own bytes, which are never all of them unpacked. */
import type { LinearPart } from '../../arch/linears.ts';
import { HOOKS, linearsOf } from '../../arch/linears.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import { EngineError } from '../../errors.ts';
import { checkTensor } from '../../files/check-weights.ts';
import type { TensorType } from '../../files/dequantize.ts';
import type { GgufFile, GgufTensor } from '../../files/gguf.ts';
import { readTensor } from '../../graph/weights.ts';
import type { KernelMemory } from './kernel-memory.ts';
import type { Kernels } from './kernels.ts';
import * as layout from './layout.ts';

const { FORMAT_Q4, FORMAT_Q8, PANEL_OUTPUTS, TYPE_F16, TYPE_F32, TYPE_Q4_0, TYPE_Q4_1, TYPE_Q8_0 } = layout;
/** Bytes of a tensor that are copied to the kernels' memory and packed at a time: they stay in a core's cache. */
const STAGED = 2 ** 19;
/** How a tensor is packed: GGML's number of its type, and the format of the panels. */
const PACKED: Readonly<Record<TensorType, { readonly type: number; readonly format: number }>> = {
  Q4_0: { type: TYPE_Q4_0, format: FORMAT_Q4 },
  Q4_1: { type: TYPE_Q4_1, format: FORMAT_Q4 },
  Q8_0: { type: TYPE_Q8_0, format: FORMAT_Q8 },
  F16: { type: TYPE_F16, format: FORMAT_Q8 },
  F32: { type: TYPE_F32, format: FORMAT_Q8 },
};

/** Whether the kernels hold a tensor of this type as the file does; others are rounded to 8-bit blocks. */
export function holdsExactly(type: TensorType): boolean {
  return type !== 'F32' && type !== 'F16';
}

export interface PackedModel {
  /** Of the model's struct. */
  readonly address: number;
  /** Bytes of all panels. */
  readonly weightBytes: number;
  /** Writes a token's embedding, [width]. */
  readonly embed: (token: number, out: Float32Array, to: number) => void;
}

export interface PackOptions {
  readonly file: GgufFile;
  readonly config: LlamaConfig;
  /** Longest sequence. */
  readonly context: number;
  readonly memory: KernelMemory;
  readonly kernels: Kernels;
  /** Told the bytes of tensors that are packed, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Told that no byte of the file before this one is read again. */
  readonly onRead?: (end: number) => void;
  /** Awaited between pieces of the work, some thousandths of a second each. */
  readonly between?: () => Promise<void>;
}

/**
 * Packs a file as it arrives.
 * @throws EngineError 'unsupported-model' for a weight that is no finite number; 'out-of-memory'; what keeps the file away.
 */
export async function packModel(options: PackOptions): Promise<PackedModel> {
  const packer = new Packer(options);
  try {
    return await packer.pack();
  } catch (error) {
    packer.release();
    throw error;
  }
}

class Packer {
  readonly #owned: number[] = [];
  #weightBytes = 0;

  constructor(private readonly options: PackOptions) {}

  async pack(): Promise<PackedModel> {
    const { file, config, context, memory, kernels, onProgress, onRead } = this.options;
    const { layers, width, heads, keyValueHeads, headSize, mlp, vocabulary } = config;
    const jobs = this.#jobs();
    const total = jobs.reduce((sum, { tensor }) => sum + tensor.bytes, 0);
    const addresses = new Map<string, number>();
    let done = 0;
    for (const [i, { tensor, part }] of jobs.entries()) {
      addresses.set(tensor.name, await (part ? this.#linear(tensor, part) : this.#norm(tensor)));
      done += tensor.bytes;
      onProgress?.(done, total);
      const next = jobs[i + 1]?.tensor.start ?? file.source.size;
      onRead?.(next);
    }
    const at = (name: string) => addresses.get(name) as number;
    const table = new Int32Array(layout.LAYER_WORDS * layers);
    for (let layer = 0; layer < layers; layer++) {
      const block = (name: string) => at(`blk.${layer}.${name}.weight`);
      const words = table.subarray(layout.LAYER_WORDS * layer);
      words[layout.LAYER_NORM1] = block('attn_norm');
      words[layout.LAYER_NORM2] = block('ffn_norm');
      words[layout.LAYER_Q] = block('attn_q');
      words[layout.LAYER_K] = block('attn_k');
      words[layout.LAYER_V] = block('attn_v');
      words[layout.LAYER_O] = block('attn_output');
      words[layout.LAYER_GATE] = block('ffn_gate');
      words[layout.LAYER_UP] = block('ffn_up');
      words[layout.LAYER_DOWN] = block('ffn_down');
    }
    const turns = (context * headSize) / 2;
    const [cosines, sines] = [this.#room(4 * turns), this.#room(4 * turns)];
    kernels.ropeTables(context, headSize, config.ropeBase, config.ropeScale, cosines, sines);
    const model = new Int32Array(layout.MODEL_WORDS);
    model[layout.MODEL_LAYERS] = layers;
    model[layout.MODEL_WIDTH] = width;
    model[layout.MODEL_HEADS] = heads;
    model[layout.MODEL_KEY_VALUE_HEADS] = keyValueHeads;
    model[layout.MODEL_HEAD_SIZE] = headSize;
    model[layout.MODEL_MLP] = mlp;
    model[layout.MODEL_VOCABULARY] = vocabulary;
    model[layout.MODEL_CONTEXT] = context;
    new Float32Array(model.buffer)[layout.MODEL_EPSILON] = config.normEpsilon;
    model[layout.MODEL_NORM] = at('output_norm.weight');
    model[layout.MODEL_HEAD] = at(config.tied ? 'token_embd.weight' : 'output.weight');
    model[layout.MODEL_LAYER_TABLE] = this.#place(table);
    model[layout.MODEL_COS] = cosines;
    model[layout.MODEL_SIN] = sines;
    const embed = embedder(kernels, memory, at('token_embd.weight'), this.#room(4 * width), width);
    return { address: this.#place(model), weightBytes: this.#weightBytes, embed };
  }

  release(): void {
    for (const at of this.#owned.splice(0)) this.options.memory.free(at);
  }

  /** Every tensor of the model, as the file has them one after the other; those of linears with the part that they are. */
  #jobs(): { readonly tensor: GgufTensor; readonly part?: LinearPart }[] {
    const { file, config } = this.options;
    const parts = new Map<string, LinearPart>([['token_embd.weight', { tensor: 'token_embd.weight' }]]);
    for (const hook of HOOKS) for (const linear of linearsOf(config, hook)) for (const part of linear.parts) parts.set(part.tensor, part);
    const tensors = [...file.tensors.values()].filter(
      ({ name }) => parts.has(name) || /^(blk\.\d+\.(attn|ffn)_norm|output_norm)\.weight$/.test(name),
    );
    return tensors
      .sort((a, b) => a.start - b.start)
      .map((tensor) => {
        const part = parts.get(tensor.name);
        return { tensor, ...(part ? { part } : {}) };
      });
  }

  /** @returns the address of the linear's record. */
  async #linear(tensor: GgufTensor, { heads }: LinearPart): Promise<number> {
    const { kernels } = this.options;
    const [outputs, inputs] = tensor.shape as readonly [number, number];
    const { type, format } = PACKED[tensor.type];
    const bytes = kernels.linearBytes(format, inputs, outputs);
    const panels = this.#room(bytes);
    this.#weightBytes += bytes;
    const rowBytes = tensor.bytes / outputs;
    const panelBytes = kernels.linearBytes(format, inputs, PANEL_OUTPUTS);
    const headSize = heads ? outputs / heads : 0;
    // Whole panels, and whole heads, whose rows change places.
    const unit = PANEL_OUTPUTS * Math.max(1, headSize);
    const most = unit * Math.max(1, Math.floor(STAGED / (unit * rowBytes)));
    const staging = this.options.memory.allocate(Math.min(most, outputs) * rowBytes);
    let strange = 0;
    try {
      for (let first = 0; first < outputs; first += most) {
        const rows = Math.min(most, outputs - first);
        const end = tensor.start + (first + rows) * rowBytes;
        await this.#stage(end - rows * rowBytes, end, staging);
        strange += kernels.packRows(type, staging, rowBytes, rows, headSize, inputs, panels + (first / PANEL_OUTPUTS) * panelBytes);
      }
    } finally {
      this.options.memory.free(staging);
    }
    if (strange > 0) this.#refuse(tensor);
    const words = new Int32Array(layout.LINEAR_WORDS);
    words[layout.LINEAR_FORMAT] = format;
    words[layout.LINEAR_INPUTS] = inputs;
    words[layout.LINEAR_OUTPUTS] = outputs;
    words[layout.LINEAR_PANELS] = panels;
    return this.#place(words);
  }

  /** Copies bytes of the file to the kernels' memory, when they are there. */
  async #stage(start: number, end: number, at: number): Promise<void> {
    const { file, memory, between } = this.options;
    await between?.();
    await file.source.arrived?.(end);
    memory.bytes.set(file.source.slice(start, end), at);
  }

  #refuse(tensor: GgufTensor): never {
    checkTensor(tensor, this.options.file);
    throw new EngineError('backend', `tensor ${tensor.name} has a block whose least weight is too large for a number of 16 bits.`);
  }

  async #norm(tensor: GgufTensor): Promise<number> {
    const { file } = this.options;
    await file.source.arrived?.(tensor.start + tensor.bytes);
    checkTensor(tensor, file);
    return this.#place(readTensor(file, tensor.name));
  }

  #room(bytes: number): number {
    const at = this.options.memory.allocate(bytes);
    this.#owned.push(at);
    return at;
  }

  #place(values: Float32Array | Int32Array): number {
    const at = this.#room(values.byteLength);
    const { memory } = this.options;
    if (values instanceof Float32Array) memory.floats.set(values, at / 4);
    else memory.words.set(values, at / 4);
    return at;
  }
}

/** A function of its own, so that nothing that stays holds on to the file. @param row Where a row is unpacked to. */
function embedder(kernels: Kernels, memory: KernelMemory, embedding: number, row: number, width: number): PackedModel['embed'] {
  return (token, out, to) => {
    kernels.readRow(embedding, token, row);
    out.set(memory.floats.subarray(row / 4, row / 4 + width), to);
  };
}
