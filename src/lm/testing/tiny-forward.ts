import * as ort from 'onnxruntime-node';
import type { Adapter } from '../adapters/peft.ts';
import { type BankReads, READS_NOTHING, readsAll } from '../arch/bank-reads.ts';
import type { GgufFile } from '../files/gguf.ts';
import { buildLlamaGraph, type GraphOptions, type Precision, type WeightFormat } from '../graph/llama-graph.ts';
import { embeddingTable, writeWeights } from '../graph/weights.ts';
import type { Bank, Forward } from '../run/forward.ts';
import { createForward } from '../run/session.ts';
import { oneSession, type Sessions, SharedSessions } from '../run/sessions.ts';
import { mainMemory } from '../run/tensor-memory.ts';
import { TINY } from './tiny-llama.ts';

export interface TinyOptions {
  readonly weights?: WeightFormat;
  readonly precision?: Precision;
  readonly adapters?: boolean;
  /** Sessions that share the weights, as on a GPU, in place of one. */
  readonly shared?: boolean;
  /** Longest sequence; TINY's own unless told. */
  readonly context?: number;
  /** Sees every run of the network. */
  readonly tap?: (session: ort.InferenceSession) => ort.InferenceSession;
}

/** The network of a GGUF of TINY's shape, on ONNX Runtime's native CPU provider. */
export async function tinyForward(file: GgufFile, options: TinyOptions = {}): Promise<Forward> {
  const { precision = 'f32', context = TINY.context, shared = false } = options;
  return createForward({
    ort,
    sessions: shared ? tinySharedSessions(file, options) : await tinySession(file, options),
    config: TINY,
    context,
    memory: mainMemory(ort.Tensor),
    half: precision === 'f16',
    embed: embeddingTable(file),
  });
}

type Shape = Omit<GraphOptions, 'reads' | 'weightsAre'>;

const shapeOf = ({ weights = 'dense', precision = 'f32', context = TINY.context }: TinyOptions): Shape => {
  return { weights, precision, context, embedding: 'host' };
};

const THREADS = { intraOpNumThreads: 1 } as const;

async function tinySession(file: GgufFile, options: TinyOptions): Promise<Sessions> {
  const { adapters = true, tap = (session) => session } = options;
  const reads = adapters ? readsAll(TINY) : READS_NOTHING;
  const graph = buildLlamaGraph(TINY, { ...shapeOf(options), reads, weightsAre: 'constants' });
  const externalData = [{ path: graph.externalFile, data: writeWeights(graph, file) }];
  return oneSession(tap(await ort.InferenceSession.create(graph.model, { ...THREADS, externalData })), reads);
}

function tinySharedSessions(file: GgufFile, options: TinyOptions): Sessions {
  const { tap = (session) => session } = options;
  const build = (reads: BankReads) => buildLlamaGraph(TINY, { ...shapeOf(options), reads, weightsAre: 'inputs' });
  const base = build(READS_NOTHING);
  const data = writeWeights(base, file);
  const weights = base.writes.flatMap(({ tensors }) =>
    tensors.map(({ name, type, dims, offset, bytes }) => {
      const own = data.slice(offset, offset + bytes).buffer;
      if (type === 'float16') return [name, new ort.Tensor(type, new Uint16Array(own), dims)];
      return [
        name,
        type === 'uint8' ? new ort.Tensor(type, new Uint8Array(own), dims) : new ort.Tensor('float32', new Float32Array(own), dims),
      ];
    }),
  );
  return new SharedSessions(Object.fromEntries(weights), async (reads) =>
    tap(await ort.InferenceSession.create(build(reads).model, THREADS)),
  );
}

/** Mounts adapters as `slot 0`, `slot 1`, ...; a reward head belongs to the last. */
export async function mountTiny(forward: Forward, adapters: readonly Adapter[], rewardHead?: Float32Array): Promise<Bank> {
  const slots = adapters.map((adapter, i) => ({ id: `slot ${i}`, adapter }));
  return forward.mount(slots, rewardHead && { slot: slots.at(-1)?.id ?? '', head: rewardHead });
}
