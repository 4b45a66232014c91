/** The engine inside the worker: a model on a backend, ready to generate. Joins loader, ladder, tokenizer and decode loop. */
import type { GenericSchema, InferOutput } from 'valibot';
import { type BankSlot, readSlots } from '../../lm/adapters/bank-slots.ts';
import { generate } from '../../lm/decode/decode.ts';
import { score } from '../../lm/decode/score.ts';
import { createTaskPause } from '../../lm/decode/task-pause.ts';
import { EngineError } from '../../lm/errors.ts';
import { shardedSource } from '../../lm/files/byte-source.ts';
import type { WeightFormat } from '../../lm/graph/llama-graph.ts';
import { parseFile } from '../../lm/parse-file.ts';
import type { SlotSource } from '../../lm/requests.ts';
import type { Bank } from '../../lm/run/forward.ts';
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
  /** The bank that was asked for last, by its slots. */
  bank: { readonly key: string; readonly bank: Bank };
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
    async generate({ slots, ...args }, { signal, onEvent }) {
      const { model, tokenizer } = loaded();
      const bank = await bankOf(loaded(), slots, signal);
      return takingTurns(signal, (between) => generate(model.forward, tokenizer, args, { bank, between, onEvent }));
    },
    async score({ slots, ...args }, { signal }) {
      const { model, tokenizer } = loaded();
      const bank = await bankOf(loaded(), slots, signal);
      return takingTurns(signal, (between) => score(model.forward, tokenizer, args, { bank, between }));
    },
  };

  function loaded(): Ready {
    if (!ready) throw new EngineError('bad-request', 'no model is loaded: call load first');
    return ready;
  }
}

/** Lets messages in between steps and chunks, an abort among them. */
async function takingTurns<T>(signal: AbortSignal, work: (between: () => Promise<void>) => Promise<T>): Promise<T> {
  const tasks = createTaskPause();
  try {
    return await work(async () => {
      await tasks.pause();
      signal.throwIfAborted();
    });
  } finally {
    tasks.close();
  }
}

/** The bank of these slots: the last one where they are the same. */
async function bankOf(ready: Ready, slots: readonly SlotSource[] | undefined, signal: AbortSignal): Promise<Bank> {
  const key = slots === undefined ? ready.bank.key : keyOf(slots);
  if (slots === undefined || key === ready.bank.key) return ready.bank.bank;
  const bank = await mountSlots(ready.model, await Promise.all(slots.map((slot) => fetchSlot(slot, signal))));
  ready.bank.bank.release();
  ready.bank = { key, bank };
  return bank;
}

function keyOf(slots: readonly SlotSource[]): string {
  return JSON.stringify(slots.map((slot) => ('files' in slot ? [slot.id, slot.key] : slot)));
}

async function mountSlots({ forward, config }: Mounted, read: readonly BankSlot[]): Promise<Bank> {
  const { slots, reward } = readSlots(read, config);
  return forward.mount(slots, reward);
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
  const bank = await mountSlots(model, slots).catch(async (error: unknown) => {
    await candidate.dispose();
    throw error;
  });
  const info: EngineInfo = {
    backend,
    precision,
    threads,
    rungs: reports,
    held: { backend, ...(model.gpu ? { gpu: model.gpu.features } : {}), machine: here, rungs: reports },
    outgrown: compared,
    slots: bank.slots,
    ...(bank.rewardSlot === undefined ? {} : { rewardSlot: bank.rewardSlot }),
    vocabulary: forward.vocabulary,
    context: forward.context,
    fromCache,
    cached: cache.works,
    loadMs: performance.now() - start,
  };
  return {
    ready: { model, bank: { key: keyOf(args.slots), bank }, tokenizer: createTokenizer(metadata), dispose: () => candidate.dispose() },
    info,
  };
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
