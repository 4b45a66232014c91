/** From a manifest's address to a base model that runs: download, ladder, tokenizer. */
import type { WeightFormat } from '../../lm/graph/llama-graph.ts';
import { parseSelfCheck, type StoredLogits } from '../../lm/run/self-check.ts';
import { anySignal } from '../abort.ts';
import { type Choice, climb } from '../backends/ladder.ts';
import { machine } from '../backends/platform.ts';
import { createRungs, type Mounted } from '../backends/rungs.ts';
import { fetchFileIfAny, fetchWasm, parseJson } from '../download/fetch-file.ts';
import type { EngineInfo, LoadArgs } from '../protocol.ts';
import type { LoadedBase } from './engine.ts';
import { beginBase, fetchBase, integral } from './fetch-base.ts';
import { loadProgress } from './load-progress.ts';
import { requireFeatures } from './required-features.ts';
import type { CallContext } from './serve-calls.ts';

/**
 * Loads the base model on the first rung that holds.
 * @param onDeviceLost Called when the GPU device goes away by itself or computes no longer, with a sentence.
 * @throws EngineError; the signal's reason when aborted.
 */
export async function loadBase(
  args: LoadArgs,
  { signal, onEvent }: Pick<CallContext, 'signal' | 'onEvent'>,
  onDeviceLost: (reason: string) => void,
): Promise<LoadedBase> {
  requireFeatures();
  const start = performance.now();
  const { manifestUrl } = args;
  const failed = new AbortController();
  const progress = loadProgress(onEvent);
  const base = await beginBase(manifestUrl, { signal: anySignal(signal, failed.signal), onProgress: progress.shards });
  base.whole.then(progress.arrived, () => undefined);
  const { manifest, source } = base;
  const here = machine();
  const first = !args.cpu && args.first?.machine === here ? args.first : undefined;
  const rungs = createRungs({
    source,
    // from this browser's storage, or the network again
    async again() {
      await base.keep();
      return (await fetchBase(manifestUrl, { signal, onProgress: () => {} })).source;
    },
    weightBits: args.weightBits,
    cpu: args.cpu,
    wanted: args.backend,
    gpuFirst: first?.gpu,
    fetchBinary: (url) => fetchWasm(url, signal),
    stored: (weights) => fetchStored(weights, manifestUrl, manifest.sha256, signal),
    signal,
    onProgress: progress.rung,
  });
  let choice: Choice<Mounted>;
  try {
    choice = await climb(rungs, {
      wanted: args.backend,
      ...(args.failed ? { failed: args.failed } : {}),
      first,
      onFailed: (report) => onEvent({ type: 'rung-failed', report }),
      onRung: progress.begin,
    });
    // This worker's end may be the next thing that happens.
    if (choice.compared) await base.keep();
  } catch (error) {
    // Another worker may try again, with what came until now.
    failed.abort(error);
    await base.keep();
    throw error;
  }
  const { fromCache, kept } = await base.whole;
  const { candidate, backend, reports, compared } = choice;
  const { forward, precision, threads, tokenizer, config, gpu } = candidate.model;
  if (gpu) gpu.watch.onFailure = ({ message }) => onDeviceLost(message);
  const info: EngineInfo = {
    backend,
    precision,
    threads,
    rungs: reports,
    held: { backend, ...(gpu ? { gpu: gpu.features } : {}), machine: here, rungs: reports },
    outgrown: compared,
    base: { name: manifest.name, sha256: manifest.sha256, bytes: manifest.bytes },
    vocabulary: forward.vocabulary,
    context: forward.context,
    cacheBytesPerToken: 2 * config.layers * config.keyValueHeads * config.headSize * (precision === 'f16' ? 2 : 4),
    systemRole: tokenizer.systemRole,
    fromCache,
    cached: kept,
    loadMs: performance.now() - start,
  };
  void base.keep();
  return { forward, config, tokenizer, info, dispose: () => candidate.dispose() };
}

/** The known logits of the model with its weights in that format, where its folder has them. */
async function fetchStored(
  weights: WeightFormat,
  manifestUrl: string,
  base: string,
  signal: AbortSignal,
): Promise<StoredLogits | undefined> {
  const url = new URL(weights === 'dense' ? 'self-check.json' : `self-check-${weights}.json`, manifestUrl).href;
  const bytes = await fetchFileIfAny(url, signal);
  if (!bytes) return undefined;
  const data = parseJson(bytes, url);
  return integral(() => parseSelfCheck(data, base, url));
}
