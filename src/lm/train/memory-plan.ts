import { LAYER_HOOKS, layerLinear } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { layOut } from './blocks.ts';
import { trainedMatrices } from './matrices.ts';
import type { MemoryPlan, Saves, TrainShape, Workload } from './train-types.ts';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** The kernels' code and their threads, and what the memory is enlarged by at once. */
const RUNTIME = 40e6;
/** Tokens of a part past which no token is cheaper by a twentieth (measured at 128, 256 and 512): more would only take memory. */
export const ENOUGH_TOKENS = 192;

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
 * @param threads That the kernels have.
 * @param limit Bytes, for all together.
 * @param besides Bytes that the caller holds: the optimiser's, another network's.
 * @throws EngineError 'out-of-memory' with the numbers when the longest row finds no room.
 */
export function planMemory(
  config: LlamaConfig,
  shape: TrainShape,
  { tokens, longest }: Workload,
  { limit, besides, threads }: { readonly limit: number; readonly besides: number; readonly threads: number },
): MemoryPlan {
  const weights = weightBytes(config);
  const numbers = [...trainedMatrices(config, shape).values()].reduce((sum, [rows, columns]) => sum + rows * columns, 0);
  // As the kernels read them, as sums of gradients, and these once more for the caller.
  const matrices = 3 * FLOAT * numbers;
  const fixed = weights + matrices + RUNTIME + besides;
  const sized = (saves: Saves, most: number) => {
    const count = Math.max(longest, Math.min(tokens, most));
    const size = { tokens: count, groups: Math.max(1, Math.ceil(count / longest)), longest };
    return layOut(0, { config, shape, saves, size, threads }).bytes;
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
    if (fixed + working <= limit)
      return { weights, matrices, working, runtime: RUNTIME, besides, peak: fixed + working, limit, saves, threads };
  }
  const least = sized('inputs', longest);
  throw new EngineError(
    'out-of-memory',
    `training needs ${megabytes(fixed + least)} (${megabytes(weights)} for the base's weights, ${megabytes(matrices)} for what is trained, ` +
      `${megabytes(least)} for a row of ${longest} tokens, ${megabytes(RUNTIME)} for the kernels, ${megabytes(besides)} held beside it), ` +
      `expected at most ${megabytes(limit)}: shorter answers, a lower rank or fewer linears need less`,
  );
}
