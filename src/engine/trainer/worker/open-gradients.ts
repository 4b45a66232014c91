/** From a manifest's address to gradients: download, kernels of this worker's own, the base's weights in their memory. */
import { matrixRows } from '../../../lm/graph/weights.ts';
import { readModelFile } from '../../../lm/run/model-file.ts';
import { openDifferentiator } from '../../../lm/train/differentiator.ts';
import { trainedMatrices } from '../../../lm/train/matrices.ts';
import { trainShape } from '../../../lm/train/parameters.ts';
import { openTrainKernels } from '../../backends/kernels.ts';
import { threadCount, threadsRefusal } from '../../backends/platform.ts';
import { fetchWasm } from '../../download/fetch-file.ts';
import { fetchBase } from '../../worker/fetch-base.ts';
import { requireFeatures } from '../../worker/required-features.ts';
import type { OpenArgs, TrainerEvent } from '../protocol.ts';
import type { OpenedGradients } from './trainer.ts';

/** What a soft prompt begins with: words like those it takes the place of, over and over. */
const SOFT_START = 'Answer the question as it was asked.';
/** Copies of the matrices that the trainer holds: values, both moments, one for a checkpoint. */
const COPIES = 4;

interface Context {
  readonly signal: AbortSignal;
  readonly onEvent: (event: TrainerEvent) => void;
}

/** @throws EngineError; the signal's reason when aborted. */
export async function openGradients(args: OpenArgs, { signal, onEvent }: Context): Promise<OpenedGradients> {
  requireFeatures();
  const progress = (phase: 'shards' | 'weights' | 'session', done: number, total: number, note: string) =>
    onEvent({ type: 'open-progress', phase, done, total, note });
  const { manifest, source } = await fetchBase(args.manifestUrl, {
    signal,
    onProgress: (done, total, note) => progress('shards', done, total, note),
  });
  const { gguf: file, config, tokenizer } = await readModelFile(source);
  signal.throwIfAborted();
  const refusal = threadsRefusal(self, navigator);
  const threads = refusal ? 1 : threadCount(navigator.hardwareConcurrency);
  progress('session', 0, 1, 'Starting the trainer');
  const fetchBinary = (url: string) => fetchWasm(url, signal);
  const kernels = await openTrainKernels(fetchBinary, threads);
  const shape = trainShape(args);
  const numbers = [...trainedMatrices(config, shape).values()].reduce((sum, [rows, columns]) => sum + rows * columns, 0);
  const differentiator = await openDifferentiator({
    file,
    config,
    kernels,
    shape,
    workload: args.workload,
    memory: { limit: args.limit, besides: args.besides + COPIES * Float32Array.BYTES_PER_ELEMENT * numbers },
    onProgress: (done, total) => progress('weights', done, total, 'Unpacking the weights'),
  });
  const rows = matrixRows(file, 'token_embd.weight');
  return {
    differentiator,
    config,
    tokenizer,
    ...(args.hooks.includes('head') ? { head: config.tied ? rows : matrixRows(file, 'output.weight') } : {}),
    ...(args.softTokens === undefined ? {} : { soft: softStart(tokenizer.encode(SOFT_START), args.softTokens, config.width, rows) }),
    opened: {
      memory: differentiator.plan,
      backend: threads > 1 ? 'wasm-threads' : 'wasm',
      threads,
      note: refusal ? `Trains on the CPU with one thread. ${refusal}` : `Trains on the CPU with ${threads} threads.`,
      base: { name: manifest.name, sha256: manifest.sha256 },
    },
  };
}

/** Embeddings of these tokens in turn, [count, width]. */
function softStart(
  tokens: readonly number[],
  count: number,
  width: number,
  embed: (token: number, out: Float32Array, to: number) => void,
): Float32Array {
  const vectors = new Float32Array(count * width);
  for (let i = 0; i < count; i++) embed(tokens[i % tokens.length] as number, vectors, i * width);
  return vectors;
}
