import { LAYER_HOOKS, layerLinear } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { trainedMatrices } from './matrices.ts';
import type { MemoryPlan, PartSize, Saves, TrainShape, Workload } from './train-types.ts';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** ONNX Runtime's module with its sessions and threads, and the 96 MB at most by which Emscripten enlarges a memory at once. */
const RUNTIME = 136e6;
/** Rows of logits alive at a time: 64 x 49,152 are 13 MB. */
export const HEAD_CHUNK = 64;
/** Tokens of a part past which no token is cheaper by a twentieth (measured at 128, 256 and 512): more would only take memory. */
export const ENOUGH_TOKENS = 192;

/** Floats that the forward pass leaves of a token at one layer. */
function savedFloats({ width, mlp }: LlamaConfig, saves: Saves, qkv: number): number {
  return saves === 'inputs' ? width : 2 * width + qkv + 2 * mlp;
}

/**
 * Bytes that a part takes at most: all that is saved, and on top the larger of a layer's backward pass and a chunk of the head. The counts are
 * of the tensors that live at once where most do (the gated MLP's derivative, beside what attention waits with); memory-plan.model.test.ts
 * holds them against the runtime's memory.
 */
export function workingBytes(config: LlamaConfig, saves: Saves, { tokens, groups, longest }: PartSize): number {
  const { layers, width, mlp, heads, vocabulary } = config;
  const qkv = layerLinear(config, 0, 'qkv').outputs;
  const saved = tokens * layers * savedFloats(config, saves, qkv);
  const padded = groups * longest;
  const linears = tokens * (12 * mlp + 12 * width + 3 * qkv) + padded * (4 * qkv + 4 * width);
  const attention = padded * longest * (4 * heads + 2 * (heads / config.keyValueHeads));
  const logits = Math.min(tokens, HEAD_CHUNK) * vocabulary;
  const head = 3 * logits + 5 * tokens * width;
  // What goes into the largest product and what comes out of it, in a memory of their own.
  const products = 2 * Math.max(logits, tokens * 2 * mlp);
  return FLOAT * (saved + products + Math.max(linears + attention, head));
}

/** Bytes of the base's tensors in single precision. */
export function weightBytes(config: LlamaConfig): number {
  const { layers, width, vocabulary, tied } = config;
  const linears = LAYER_HOOKS.map((hook) => layerLinear(config, 0, hook)).reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  // The embedding of a model whose head is another matrix stays quantised, at about a byte a number.
  return FLOAT * (layers * (linears + 2 * width) + width * (vocabulary + 1)) + (tied ? 0 : vocabulary * width);
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;

/**
 * What a call takes at most, before anything is allocated. What the forward pass saves is chosen here: what the large linears gave, where there
 * is room for it with parts that are worth while, since computing it again costs a third more; else the layers' inputs alone, which grow with
 * depth by 2 kB a token.
 * @param limit Bytes, for all together.
 * @param besides Bytes that the caller holds: the optimiser's, another network's.
 * @throws EngineError 'out-of-memory' with the numbers when the longest row finds no room.
 */
export function planMemory(
  config: LlamaConfig,
  shape: TrainShape,
  { tokens, longest }: Workload,
  { limit, besides }: { readonly limit: number; readonly besides: number },
): MemoryPlan {
  const weights = weightBytes(config);
  const numbers = [...trainedMatrices(config, shape).values()].reduce((sum, [rows, columns]) => sum + rows * columns, 0);
  // As inputs of the network, as sums of gradients, and as the caller has them.
  const matrices = 3 * FLOAT * numbers;
  const fixed = weights + matrices + RUNTIME + besides;
  const sized = (saves: Saves, most: number) => {
    const count = Math.max(longest, Math.min(tokens, most));
    return workingBytes(config, saves, { tokens: count, groups: Math.max(1, Math.ceil(count / longest)), longest });
  };
  const choices: readonly (readonly [Saves, number])[] = [
    ['linears', ENOUGH_TOKENS],
    ['linears', ENOUGH_TOKENS / 2],
    ['inputs', ENOUGH_TOKENS],
    ['inputs', ENOUGH_TOKENS / 2],
    ['inputs', longest],
  ];
  for (const [saves, most] of choices) {
    const working = sized(saves, most);
    if (fixed + working <= limit) return { weights, matrices, working, runtime: RUNTIME, besides, peak: fixed + working, limit, saves };
  }
  const least = sized('inputs', longest);
  throw new EngineError(
    'out-of-memory',
    `training needs ${megabytes(fixed + least)} (${megabytes(weights)} for the base's weights, ${megabytes(matrices)} for what is trained, ` +
      `${megabytes(least)} for a row of ${longest} tokens, ${megabytes(RUNTIME)} for the runtime, ${megabytes(besides)} held beside it), ` +
      `expected at most ${megabytes(limit)}: shorter answers, a lower rank or fewer linears need less`,
  );
}
