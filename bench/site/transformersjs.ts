/** The peer transformers.js (ONNX Runtime Web), in a worker as ours is. */
import { AutoModelForCausalLM, env, type PreTrainedModel, Tensor } from '@huggingface/transformers';
import type { BenchEngine, GenerateTimes } from './contract.ts';

export interface TransformersOptions {
  /** Folder of models, and the model's folder in it. */
  readonly modelsUrl: string;
  readonly model: string;
  /** Folder of ONNX Runtime's files. */
  readonly runtimeUrl: string;
  readonly dtype: 'fp32' | 'q8' | 'q4';
  readonly threads: number;
}

let model: PreTrainedModel | undefined;

const engine: BenchEngine<TransformersOptions> = {
  async load({ modelsUrl, model: name, runtimeUrl, dtype, threads }) {
    const start = performance.now();
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    env.localModelPath = modelsUrl;
    env.useBrowserCache = false;
    env.useWasmCache = false;
    const { wasm } = env.backends.onnx;
    if (!wasm) throw new Error('transformers.js has no WASM backend here');
    wasm.numThreads = threads;
    // The build that it takes by default, from this server instead of a CDN.
    wasm.wasmPaths = {
      mjs: `${runtimeUrl}ort-wasm-simd-threaded.asyncify.mjs`,
      wasm: `${runtimeUrl}ort-wasm-simd-threaded.asyncify.wasm`,
    };
    model = await AutoModelForCausalLM.from_pretrained(name, { dtype, device: 'wasm' });
    return { ms: performance.now() - start, note: `${env.version}, ${dtype}, ${threads} threads` };
  },

  async generate({ prompt, rows, tokens, together }) {
    const start = performance.now();
    const batches: GenerateTimes[] = [];
    for (let made = 0; made < rows; made += together ? rows : 1) batches.push(await generateBatch(prompt, together ? rows : 1, tokens));
    const [first] = batches as [GenerateTimes];
    return {
      firstMs: first.firstMs,
      totalMs: performance.now() - start,
      decodeMs: batches.reduce((sum, { decodeMs }) => sum + decodeMs, 0),
      decoded: rows * (tokens - 1),
      ...(first.ids ? { ids: first.ids } : {}),
    };
  },
};

async function generateBatch(prompt: readonly number[], rows: number, tokens: number): Promise<GenerateTimes> {
  if (!model) throw new Error('load() comes first');
  const start = performance.now();
  const dims = [rows, prompt.length];
  const ids = Array.from({ length: rows }, () => prompt).flat();
  const times: number[] = [];
  const streamer = { put: () => times.push(performance.now()), end: () => {} };
  const output = await model.generate({
    inputs: new Tensor('int64', BigInt64Array.from(ids, BigInt), dims),
    attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims),
    max_new_tokens: tokens,
    do_sample: false,
    // The streamer's type asks for a class that refuses batches; put() and end() are what is called.
    streamer: streamer as never,
  });
  const end = performance.now();
  // The prompt is put first.
  const first = times[1] ?? end;
  const made = Array.from((output as Tensor).data as BigInt64Array, Number).slice(prompt.length, prompt.length + tokens);
  return { firstMs: first - start, totalMs: end - start, decodeMs: end - first, decoded: rows * (tokens - 1), ids: made };
}

Object.assign(globalThis, { engine });
