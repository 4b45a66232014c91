import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { type BankReads, READS_NOTHING, readsAll } from '../arch/bank-reads.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { weightsNeed } from '../errors.ts';
import type { ByteSource } from '../files/byte-source.ts';
import type { GgufFile } from '../files/gguf.ts';
import type { BuiltGraph } from '../graph/graph-builder.ts';
import { buildLlamaGraph, type GraphOptions, type Precision, type WeightFormat, type WeightRecipe } from '../graph/llama-graph.ts';
import type { DataType } from '../graph/proto.ts';
import { embeddingTable, writeWeights } from '../graph/weights.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { Forward } from './forward.ts';
import { gpuMemory, uploaded } from './gpu-memory.ts';
import { readModelFile } from './model-file.ts';
import { type OrtRuntime, sessionMemory } from './ort-runtime.ts';
import { runtimeError } from './runtime-error.ts';
import { createForward } from './session.ts';
import { oneSession, type Sessions, SharedSessions } from './sessions.ts';
import { mainMemory, type TensorMemory } from './tensor-memory.ts';

/** How the network is to run. CPUs (WASM, Node) want dense f32 weights, WebGPU wants blocks. */
export interface Backend {
  readonly ort: OrtRuntime;
  /** 'cpu' in Node, 'wasm', or { name: 'webgpu', device } with the caller's own device. */
  readonly provider: InferenceSession.ExecutionProviderConfig;
  readonly weights: WeightFormat;
  readonly precision: Precision;
  readonly sessionOptions?: InferenceSession.SessionOptions;
}

export interface LoadModelArgs {
  /** The GGUF's bytes. */
  readonly source: ByteSource;
  readonly backend: Backend;
  /** Longest sequence in tokens, at most the model's own; 2048 unless told. */
  readonly context?: number;
  /** Whether adapters can be mounted; true unless told. On a GPU they always can, and cost nothing until they are. */
  readonly adapters?: boolean;
  readonly onProgress?: (phase: 'weights' | 'session', done: number, total: number) => void;
}

export interface LoadedModel {
  readonly forward: Forward;
  readonly config: LlamaConfig;
  readonly tokenizer: Tokenizer;
  /** Nodes of the graph as written, before the runtime fuses any; on a GPU without adapters. */
  readonly nodes: number;
  /** Bytes of the weights that the session was made of. */
  readonly weightBytes: number;
}

const DEFAULT_CONTEXT = 2048;

/** What the graph is built of, whatever it reads of a bank. */
type GraphShape = Omit<GraphOptions, 'reads' | 'weightsAre'>;

/** From the weights to sessions. */
interface Making {
  readonly backend: Backend;
  readonly file: GgufFile;
  readonly config: LlamaConfig;
  readonly shape: GraphShape;
  readonly onProgress: LoadModelArgs['onProgress'];
}

interface Made {
  readonly sessions: Sessions;
  readonly memory: TensorMemory;
  readonly nodes: number;
  readonly weightBytes: number;
}

function createSession(
  { ort, provider, sessionOptions }: Backend,
  model: Uint8Array,
  weightBytes: number,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  const created = ort.InferenceSession.create(model, {
    executionProviders: [provider],
    logSeverityLevel: 3,
    ...options,
    ...sessionOptions,
  });
  return created.catch((cause: unknown) => {
    throw runtimeError(cause, 'the runtime refused the network', weightsNeed(weightBytes));
  });
}

/** One session with its weights inside, which the CPU's kernels pack as they like them best. */
async function onCpu({ backend, file, config, shape, onProgress }: Making, adapters: boolean): Promise<Made> {
  const reads = adapters ? readsAll(config) : READS_NOTHING;
  const graph = buildLlamaGraph(config, { ...shape, reads, weightsAre: 'constants' });
  const data = writeWeights(graph, file, (done, total) => onProgress?.('weights', done, total));
  onProgress?.('session', 0, 1);
  const session = await createSession(backend, graph.model, graph.externalBytes, {
    externalData: [{ path: graph.externalFile, data }],
  });
  return {
    sessions: oneSession(session, reads),
    memory: sessionMemory(session) ?? mainMemory(backend.ort.Tensor),
    nodes: graph.nodes,
    weightBytes: graph.externalBytes,
  };
}

/** A function of its own, so that nothing that stays holds on to the bytes. */
function uploadWeights(
  { writes }: BuiltGraph<WeightRecipe>,
  data: Uint8Array<ArrayBuffer>,
  upload: (type: DataType, dims: readonly number[], bytes: Uint8Array<ArrayBuffer>) => Tensor,
): Record<string, Tensor> {
  const weights = writes
    .flatMap(({ tensors }) => tensors)
    .map(({ name, type, dims, offset, bytes }) => {
      const padded = Math.ceil(bytes / 4) * 4;
      return [name, upload(type, dims, data.subarray(offset, offset + padded))] as const;
    });
  return Object.fromEntries(weights);
}

/** Sessions that read what a bank has and no more, since every node is a dispatch, over weights that lie on the GPU once. */
async function onGpu({ backend, file, config, shape, onProgress }: Making, device: GPUDevice): Promise<Made> {
  const build = (reads: BankReads) => buildLlamaGraph(config, { ...shape, reads, weightsAre: 'inputs' });
  const base = build(READS_NOTHING);
  const weights = uploadWeights(
    base,
    writeWeights(base, file, (done, total) => onProgress?.('weights', done, total)),
    (type, dims, bytes) => uploaded(device, backend.ort.Tensor, type, dims, bytes),
  );
  onProgress?.('session', 0, 1);
  const cache = Array.from({ length: config.layers }, (_, layer) => [`present_key.${layer}`, `present_value.${layer}`]).flat();
  const sessions = new SharedSessions(weights, (reads) =>
    createSession(backend, build(reads).model, base.externalBytes, {
      preferredOutputLocation: Object.fromEntries(cache.map((name) => [name, 'gpu-buffer'])),
    }),
  );
  try {
    const held = sessions.hold(READS_NOTHING);
    await held.open();
    held.release();
  } catch (error) {
    await sessions.release();
    throw error;
  }
  return { sessions, memory: gpuMemory(device, backend.ort.Tensor), nodes: base.nodes, weightBytes: base.externalBytes };
}

/**
 * From a GGUF to a network that runs.
 * @throws EngineError 'unsupported-model', 'out-of-memory', or 'backend' when the runtime refuses the session.
 */
export async function loadModel({
  source,
  backend,
  onProgress,
  context = DEFAULT_CONTEXT,
  adapters = true,
}: LoadModelArgs): Promise<LoadedModel> {
  const { ort, provider, weights, precision } = backend;
  const { gguf: file, config, tokenizer } = await readModelFile(source);
  const length = Math.min(context, config.context);
  const making: Making = { backend, file, config, shape: { weights, precision, context: length, embedding: 'host' }, onProgress };
  const device =
    typeof provider === 'object' && provider.name === 'webgpu' ? (provider as { readonly device?: GPUDevice }).device : undefined;
  const { sessions, memory, nodes, weightBytes } = await (device ? onGpu(making, device) : onCpu(making, adapters));
  onProgress?.('session', 1, 1);
  const forward = createForward({
    ort,
    sessions,
    config,
    context: length,
    memory,
    half: precision === 'f16',
    embed: embeddingTable(file),
  });
  return { forward, config, tokenizer, nodes, weightBytes };
}
