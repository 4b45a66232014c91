import * as ort from 'onnxruntime-node';
import { makeBank } from '../adapters/bank.ts';
import type { Adapter } from '../adapters/peft.ts';
import type { GgufFile } from '../files/gguf.ts';
import { buildLlamaGraph, HEAD_HOOK, type Precision, type WeightFormat } from '../graph/llama-graph.ts';
import { embeddingTable, writeWeights } from '../graph/weights.ts';
import type { Forward } from '../run/forward.ts';
import { createForward } from '../run/session.ts';
import { TINY } from './tiny-llama.ts';

/** The network of a GGUF of TINY's shape, on ONNX Runtime's native CPU provider. A reward head belongs to the last of the slots `slot 0`, `slot 1`, ... */
export async function tinyForward(
  file: GgufFile,
  adapters: readonly Adapter[] = [],
  weights: WeightFormat = 'dense',
  rewardHead?: Float32Array,
  precision: Precision = 'f32',
): Promise<Forward> {
  const slots = adapters.map((adapter, i) => ({ id: `slot ${i}`, adapter }));
  const bank = slots.length > 0 ? makeBank(TINY, slots, rewardHead) : undefined;
  const graph = buildLlamaGraph(TINY, { weights, precision, bank, context: TINY.context, embedding: 'host' });
  const session = await ort.InferenceSession.create(graph.model, {
    externalData: [{ path: graph.externalFile, data: writeWeights(graph, file, bank) }],
    intraOpNumThreads: 1,
  });
  return createForward({
    ort,
    session,
    config: TINY,
    context: TINY.context,
    slots: bank?.slots ?? [],
    ...(rewardHead ? { rewardSlot: slots.at(-1)?.id } : {}),
    headHooked: bank?.hooks.has(HEAD_HOOK) ?? false,
    cacheType: precision === 'f16' ? 'float16' : 'float32',
    embed: embeddingTable(file),
  });
}
