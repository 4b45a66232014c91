import type { InferenceSession } from 'onnxruntime-common';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { weightsNeed } from '../errors.ts';
import type { ByteSource } from '../files/byte-source.ts';
import { buildLlamaGraph, type Precision, type WeightFormat } from '../graph/llama-graph.ts';
import { embeddingTable, writeWeights } from '../graph/weights.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { Forward } from './forward.ts';
import { gpuMemory } from './gpu-memory.ts';
import { readModelFile } from './model-file.ts';
import { type OrtRuntime, sessionMemory } from './ort-runtime.ts';
import { runtimeError } from './runtime-error.ts';
import { createForward } from './session.ts';
import { mainMemory } from './tensor-memory.ts';

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
  /** Whether adapters can be mounted; true unless told. */
  readonly adapters?: boolean;
  readonly onProgress?: (phase: 'weights' | 'session', done: number, total: number) => void;
}

export interface LoadedModel {
  readonly forward: Forward;
  readonly config: LlamaConfig;
  readonly tokenizer: Tokenizer;
  /** Nodes of the graph as written, before the runtime fuses any. */
  readonly nodes: number;
  /** Bytes of the weights that the session was made of. */
  readonly weightBytes: number;
}

const DEFAULT_CONTEXT = 2048;

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
  const graph = buildLlamaGraph(config, { weights, precision, adapters, context: length, embedding: 'host' });
  const data = writeWeights(graph, file, (done, total) => onProgress?.('weights', done, total));
  onProgress?.('session', 0, 1);
  const device =
    typeof provider === 'object' && provider.name === 'webgpu' ? (provider as { readonly device?: GPUDevice }).device : undefined;
  const cacheOutputs = Array.from({ length: config.layers }, (_, layer) => [`present_key.${layer}`, `present_value.${layer}`]).flat();
  const created = ort.InferenceSession.create(graph.model, {
    executionProviders: [provider],
    externalData: [{ path: graph.externalFile, data }],
    logSeverityLevel: 3,
    ...(device ? { preferredOutputLocation: Object.fromEntries(cacheOutputs.map((name) => [name, 'gpu-buffer'])) } : {}),
    ...backend.sessionOptions,
  });
  const session = await created.catch((cause: unknown) => {
    throw runtimeError(cause, 'the runtime refused the network', weightsNeed(graph.externalBytes));
  });
  onProgress?.('session', 1, 1);
  const forward = createForward({
    ort,
    session,
    config,
    context: length,
    memory: device ? gpuMemory(device, ort.Tensor) : (sessionMemory(session) ?? mainMemory(ort.Tensor)),
    half: precision === 'f16',
    adapters,
    embed: embeddingTable(file),
  });
  return { forward, config, tokenizer, nodes: graph.nodes, weightBytes: graph.externalBytes };
}
