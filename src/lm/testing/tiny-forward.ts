import * as ort from 'onnxruntime-node';
import type { Adapter } from '../adapters/peft.ts';
import type { GgufFile } from '../files/gguf.ts';
import { buildLlamaGraph, type Precision, type WeightFormat } from '../graph/llama-graph.ts';
import { embeddingTable, writeWeights } from '../graph/weights.ts';
import type { Bank, Forward } from '../run/forward.ts';
import { createForward } from '../run/session.ts';
import { mainMemory } from '../run/tensor-memory.ts';
import { TINY } from './tiny-llama.ts';

export interface TinyOptions {
  readonly weights?: WeightFormat;
  readonly precision?: Precision;
  readonly adapters?: boolean;
  /** Longest sequence; TINY's own unless told. */
  readonly context?: number;
  /** Sees every run of the network. */
  readonly tap?: (session: ort.InferenceSession) => ort.InferenceSession;
}

/** The network of a GGUF of TINY's shape, on ONNX Runtime's native CPU provider. */
export async function tinyForward(file: GgufFile, options: TinyOptions = {}): Promise<Forward> {
  const { weights = 'dense', precision = 'f32', adapters = true, context = TINY.context, tap = (session) => session } = options;
  const graph = buildLlamaGraph(TINY, { weights, precision, adapters, context, embedding: 'host' });
  const session = await ort.InferenceSession.create(graph.model, {
    externalData: [{ path: graph.externalFile, data: writeWeights(graph, file) }],
    intraOpNumThreads: 1,
  });
  return createForward({
    ort,
    session: tap(session),
    config: TINY,
    context,
    memory: mainMemory(ort.Tensor),
    half: precision === 'f16',
    adapters,
    embed: embeddingTable(file),
  });
}

/** Mounts adapters as `slot 0`, `slot 1`, ...; a reward head belongs to the last. */
export async function mountTiny(forward: Forward, adapters: readonly Adapter[], rewardHead?: Float32Array): Promise<Bank> {
  const slots = adapters.map((adapter, i) => ({ id: `slot ${i}`, adapter }));
  return forward.mount(slots, rewardHead && { slot: slots.at(-1)?.id ?? '', head: rewardHead });
}
