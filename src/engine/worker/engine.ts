/** The engine inside the worker: a model on a backend, ready to generate. Joins loader, ladder, tokenizer and decode loop. */
import type { GenericSchema, InferOutput } from 'valibot';
import type { BankSlot } from '../../lm/adapters/bank-slots.ts';
import { generate } from '../../lm/decode/decode.ts';
import { score } from '../../lm/decode/score.ts';
import { EngineError } from '../../lm/errors.ts';
import { shardedSource } from '../../lm/files/byte-source.ts';
import type { WeightFormat } from '../../lm/graph/llama-graph.ts';
import { parseFile } from '../../lm/parse-file.ts';
import type { SlotSource } from '../../lm/requests.ts';
import { parseSelfCheck, type StoredLogits } from '../../lm/run/self-check.ts';
import { createTokenizer, type Tokenizer } from '../../lm/text/tokenizer.ts';
import { ManifestSchema } from '../../packs/manifest.ts';
import { climb } from '../backends/ladder.ts';
import { machine } from '../backends/platform.ts';
import { createRungs, type Mounted } from '../backends/rungs.ts';
import { fetchFile, fetchFileIfAny, parseJson } from '../download/fetch-file.ts';
import { loadShards } from '../download/loader.ts';
import { openShardCache } from '../download/shard-cache.ts';
import type { EngineInfo, LoadArgs } from '../protocol.ts';
import type { CallContext, Handlers } from './serve-calls.ts';

interface Ready {
  readonly model: Mounted;
  readonly tokenizer: Tokenizer;
  dispose(): Promise<void>;
}

/**
 * The handlers of the protocol's calls.
 * @param onDeviceLost Called when the GPU device goes away by itself or computes no longer, with a sentence.
 */
export function createEngine(onDeviceLost: (reason: string) => void): Handlers {
  let ready: Ready | undefined;

  async function dispose(): Promise<null> {
    await ready?.dispose();
    ready = undefined;
    return null;
  }

  return {
    dispose,
    async load(args, context) {
      await dispose();
      const loaded = await load(args, context);
      ready = loaded.ready;
      const watch = ready.model.gpu?.watch;
      if (watch) watch.onFailure = ({ message }) => onDeviceLost(message);
      return loaded.info;
    },
    async generate(args, context) {
      if (!ready) throw new EngineError('bad-request', 'no model is loaded: call load first');
      return generate(ready.model.forward, ready.tokenizer, args, context);
    },
    async score(args, context) {
      if (!ready) throw new EngineError('bad-request', 'no model is loaded: call load first');
      return score(ready.model.forward, ready.tokenizer, args, context);
    },
  };
}

async function load(args: LoadArgs, { signal, onEvent }: CallContext): Promise<{ ready: Ready; info: EngineInfo }> {
  const start = performance.now();
  const { manifestUrl } = args;
  const manifest = valid(ManifestSchema, parseJson(await fetchFile(manifestUrl, signal), manifestUrl), manifestUrl);
  const cache = await openShardCache(globalThis.caches, self.location.href);
  const [{ shards, fromCache }, slots] = await Promise.all([
    loadShards(manifest, manifestUrl, {
      cache,
      signal,
      onProgress: (done, total, downloaded) => {
        const note = downloaded > 0 ? 'Downloading the model' : 'Reading the model from this browser';
        onEvent({ type: 'load-progress', phase: 'shards', done, total, note });
      },
    }),
    Promise.all(args.slots.map((slot) => fetchSlot(slot, signal))),
  ]);
  const here = machine();
  const first = args.first?.machine === here ? args.first : undefined;
  const rungs = createRungs({
    source: shardedSource(shards),
    slots,
    weightBits: args.weightBits ?? 8,
    wanted: args.backend,
    gpuFirst: first?.gpu,
    stored: (weights) => fetchStored(weights, manifestUrl, manifest.sha256, signal),
    signal,
    onProgress: (backend, phase, done, total, note) => onEvent({ type: 'load-progress', phase, done, total, note, backend }),
  });
  const { candidate, backend, reports, compared } = await climb(rungs, {
    wanted: args.backend,
    ...(args.failed ? { failed: args.failed } : {}),
    first,
    onFailed: (report) => onEvent({ type: 'rung-failed', report }),
    onRung: (rung) => onEvent({ type: 'load-progress', phase: 'weights', done: 0, total: 1, note: 'Starting', backend: rung }),
  });
  const { model } = candidate;
  const { forward, precision, threads, metadata } = model;
  const info: EngineInfo = {
    backend,
    precision,
    threads,
    rungs: reports,
    held: { backend, ...(model.gpu ? { gpu: model.gpu.features } : {}), machine: here, rungs: reports },
    outgrown: compared,
    slots: forward.slots,
    ...(forward.rewardSlot === undefined ? {} : { rewardSlot: forward.rewardSlot }),
    vocabulary: forward.vocabulary,
    context: forward.context,
    fromCache,
    cached: cache.works,
    loadMs: performance.now() - start,
  };
  return { ready: { model, tokenizer: createTokenizer(metadata), dispose: () => candidate.dispose() }, info };
}

async function fetchSlot(slot: SlotSource, signal: AbortSignal): Promise<BankSlot> {
  if ('cross' in slot) return slot;
  if ('files' in slot) {
    const { id, key, files } = slot;
    const [config, tensors] = await Promise.all([files.config.arrayBuffer(), files.tensors.arrayBuffer()]);
    return { id, config: parseJson(new Uint8Array(config), key), tensors: new Uint8Array(tensors) };
  }
  const { id, url } = slot;
  const configUrl = `${url}/adapter_config.json`;
  const [config, tensors] = await Promise.all([fetchFile(configUrl, signal), fetchFile(`${url}/adapter_model.safetensors`, signal)]);
  return { id, config: parseJson(config, configUrl), tensors };
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
  try {
    return parseSelfCheck(parseJson(bytes, url), base, url);
  } catch (error) {
    throw new EngineError('integrity', error instanceof Error ? error.message : String(error));
  }
}

/** @throws EngineError 'integrity' that names the file, the field and what was expected. */
function valid<S extends GenericSchema>(schema: S, data: unknown, file: string): InferOutput<S> {
  try {
    return parseFile(schema, data, file);
  } catch (error) {
    throw new EngineError('integrity', error instanceof Error ? error.message : String(error));
  }
}
