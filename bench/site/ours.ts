/** Our engine, in a worker as in the app: the same weights, graph, session, decode loop and sampler. */

import { openKernels } from '../../src/engine/backends/kernels.ts';
import { loadCpuOrt } from '../../src/engine/backends/ort.ts';
import { chunkSize } from '../../src/engine/chunk.ts';
import { type BankSlot, readSlots } from '../../src/lm/adapters/bank-slots.ts';
import { generate } from '../../src/lm/decode/decode.ts';
import { type ByteSource, shardedSource } from '../../src/lm/files/byte-source.ts';
import { writeSafetensors } from '../../src/lm/files/safetensors.ts';
import type { GroupRequest } from '../../src/lm/requests.ts';
import type { Bank } from '../../src/lm/run/forward.ts';
import { type LoadedModel, loadModel } from '../../src/lm/run/model.ts';
import { randomAdapter } from '../../src/lm/testing/random-adapter.ts';
import type { Tokenizer } from '../../src/lm/text/tokenizer.ts';
import { clp } from '../../src/methods/clp/clp.ts';
import { dera } from '../../src/methods/dera/dera.ts';
import type { Steering } from '../../src/methods/method.ts';
import type { Pack } from '../../src/packs/pack.ts';
import type { BenchEngine } from './contract.ts';

export interface OursOptions {
  readonly ggufUrl: string;
  readonly threads: number;
  /** Slots of the bank, each of rank `rank` on the attention's linears; 0 builds no bank. */
  readonly slots: number;
  readonly rank: number;
  /** In float32 through ONNX Runtime, in place of the kernels. */
  readonly exact: boolean;
}

export interface RedecodeTimes {
  /** One prefill of prompt and text, logits at the last position. */
  readonly prefillMs: number;
  /** A request whose draft stands under its coefficients. */
  readonly redecodeMs: number;
}

/** Median time of a step of one text. */
export interface MethodTimes {
  readonly clpMs: number;
  readonly deraMs: number;
}

export interface SweepTimes {
  readonly ms: number;
  /** Rows of each batch. */
  readonly batches: readonly number[];
}

export interface OursEngine extends BenchEngine<OursOptions> {
  /** @throws Error when a token of the draft did not stand. */
  redecode(request: { readonly tokens: number }): Promise<RedecodeTimes>;
  /** One text by CLP, the bank's first slot the shared one, and one by DeRa of the others, the rewards' slots. */
  methods(request: { readonly tokens: number }): Promise<MethodTimes>;
  /** One prompt at so many weightings, from the request to the last token: in the page's own batches, or one after the other. */
  sweep(request: { readonly points: number; readonly tokens: number; readonly oneByOne: boolean }): Promise<SweepTimes>;
  /** Mounts packs in turns, all of their slots, their files fetched before: milliseconds of each. */
  switchPacks(request: { readonly packs: readonly string[]; readonly runs: number }): Promise<number[]>;
  /** `weightBytes`: what a step reads of the weights, whole. */
  shape(): { readonly weightBytes: number };
}

const GREEDY = { temperature: 0, topK: 0, topP: 1 };
const CHAT = { system: 'Answer in two or three sentences.', prompt: 'What should a newcomer know before a first long walk in the hills?' };
const ATTENTION = ['q', 'k', 'v', 'o'] as const;

type Model = Pick<LoadedModel, 'forward' | 'config' | 'tokenizer' | 'weightBytes'>;

interface Ready {
  readonly model: Model;
  readonly tokenizer: Tokenizer;
  readonly bank: Bank;
}

const fetchBytes = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

async function inFloats(source: ByteSource, threads: number, adapters: boolean): Promise<Model> {
  const backend = { ort: await loadCpuOrt(threads), provider: 'wasm', weights: 'dense', precision: 'f32' } as const;
  return loadModel({ source, backend, adapters });
}

let ready: Ready | undefined;

function loaded(): Ready {
  if (!ready) throw new Error('load() comes first');
  return ready;
}

function slotsOf({ config }: Pick<Model, 'config'>, count: number, rank: number): { id: string; config: unknown; tensors: Uint8Array }[] {
  const { layers, width, keyValueHeads, headSize, mlp, vocabulary } = config;
  const shape = { layers, width, kvWidth: keyValueHeads * headSize, mlpWidth: mlp, vocabulary };
  return Array.from({ length: count }, (_, seed) => {
    const spec = { id: `slot-${seed}`, seed, rank, alpha: rank, targets: ATTENTION, sharedA: true, scaleA: 2 ** -5, scaleB: 2 ** -9 };
    return {
      id: spec.id,
      config: { peft_type: 'LORA', r: rank, lora_alpha: rank },
      tensors: writeSafetensors(randomAdapter(spec, shape), 'F32'),
    };
  });
}

/** The files of all slots of a pack. @param folder Ends in a slash. */
async function fetchSlots(folder: string): Promise<BankSlot[]> {
  const bytes = async (path: string) => new Uint8Array(await (await fetch(folder + path)).arrayBuffer());
  const json = async (path: string) => JSON.parse(new TextDecoder().decode(await bytes(path)));
  const { slots }: Pack = await json('pack.json');
  return Promise.all(
    slots.map(async (slot): Promise<BankSlot> => {
      if ('cross' in slot) return slot;
      const [config, tensors] = await Promise.all([
        json(`${slot.path}/adapter_config.json`),
        bytes(`${slot.path}/adapter_model.safetensors`),
      ]);
      return { id: slot.id, config, tensors };
    }),
  );
}

/** Weightings along a front's edge: the first two slots, where there are two. */
function groupsOf(rows: number, slots: readonly string[]): GroupRequest[] {
  return Array.from({ length: rows }, (_, row) => {
    const share = rows > 1 ? row / (rows - 1) : 0;
    const [a, b] = slots;
    const coefficients = a && b ? { [a]: share, [b]: 1 - share } : {};
    return { id: String(row), ...CHAT, steering: { rows: [{ coefficients }], mixer: { kind: 'identity' } }, seed: 0 };
  });
}

const engine: OursEngine = {
  async load({ ggufUrl, threads, slots, rank, exact }) {
    const start = performance.now();
    const source = shardedSource([await fetchBytes(ggufUrl)]);
    const model = exact ? await inFloats(source, threads, slots > 0) : await openKernels({ source, threads, fetchBinary: fetchBytes });
    const mount = readSlots(slotsOf(model, slots, rank), model.config);
    const bank = await model.forward.mount(mount.slots);
    // No token ends a text: every engine makes the whole budget.
    ready = { model, bank, tokenizer: { ...model.tokenizer, stops: new Set() } };
    return { ms: performance.now() - start, note: `${threads} threads, bank of rank ${slots * rank}, ${exact ? 'float32' : 'integers'}` };
  },

  async generate({ prompt, rows, tokens }) {
    const { model, tokenizer, bank } = loaded();
    const encoded = tokenizer.encodeChat(CHAT);
    if (encoded.join() !== prompt.join()) throw new Error(`the prompt is ${encoded}, the peers have ${prompt}`);
    const result = await generate(
      model.forward,
      tokenizer,
      { groups: groupsOf(rows, bank.slots), sampling: GREEDY, maxTokens: tokens },
      { bank },
    );
    return {
      firstMs: result.firstTokenMs,
      totalMs: result.totalMs,
      decodeMs: result.totalMs - result.firstTokenMs,
      decoded: rows * (tokens - 1),
      stepMs: result.msPerStep,
      ids: result.groups[0]?.tokens ?? [],
    };
  },

  async redecode({ tokens }) {
    const { model, tokenizer, bank } = loaded();
    const { forward } = model;
    const request = { groups: groupsOf(1, bank.slots), sampling: GREEDY, maxTokens: tokens };
    const [group] = request.groups as [GroupRequest];
    const draft = (await generate(forward, tokenizer, request, { bank })).groups[0]?.tokens ?? [];

    const all = [...tokenizer.encodeChat(CHAT), ...draft];
    const slot = group.steering.rows[0]?.coefficients ?? {};
    const coefficients = Float32Array.from(bank.slots, (id) => slot[id] ?? 0);
    const plainStart = performance.now();
    const { batch } = await forward.prefill([{ tokens: all, coefficients, logitsFrom: all.length - 1 }], { bank });
    const prefillMs = performance.now() - plainStart;
    forward.release(batch);

    const again = await generate(forward, tokenizer, { ...request, groups: [{ ...group, draft }] }, { bank });
    const kept = again.groups[0]?.kept;
    if (kept !== draft.length || again.steps > 0) throw new Error(`${kept} of ${draft.length} tokens stood, ${again.steps} steps were run`);
    return { prefillMs, redecodeMs: again.totalMs };
  },

  async methods({ tokens }) {
    const { model, tokenizer, bank } = loaded();
    const [shared, ...rewards] = bank.slots;
    const w = rewards.map(() => 1 / rewards.length);
    const context = { options: { lambda: 1.5 } };
    const stepOf = async (steering: Steering): Promise<number> => {
      const groups = [{ id: 'text', ...CHAT, steering, seed: 0 }];
      return (await generate(model.forward, tokenizer, { groups, sampling: GREEDY, maxTokens: tokens }, { bank })).msPerStep;
    };
    return {
      clpMs: await stepOf(clp.steer({ shared, rewards }, w)),
      deraMs: await stepOf(dera.steer({ rewards }, w, context)),
    };
  },

  async sweep({ points, tokens, oneByOne }) {
    const { model, tokenizer, bank } = loaded();
    const { layers, keyValueHeads, headSize } = model.config;
    const info = { cacheBytesPerToken: 2 * layers * keyValueHeads * headSize * Float32Array.BYTES_PER_ELEMENT };
    const waiting = { rows: 1, tokens: tokenizer.encodeChat(CHAT).length + tokens };
    const batches: number[] = [];
    const start = performance.now();
    for (let queue = groupsOf(points, bank.slots); queue.length > 0; queue = queue.slice(batches.at(-1))) {
      const size = oneByOne
        ? 1
        : chunkSize(
            queue.map(() => waiting),
            info,
          );
      batches.push(size);
      await generate(model.forward, tokenizer, { groups: queue.slice(0, size), sampling: GREEDY, maxTokens: tokens }, { bank });
    }
    return { ms: performance.now() - start, batches };
  },

  async switchPacks({ packs, runs }) {
    const { model } = loaded();
    const fetched = await Promise.all(packs.map(fetchSlots));
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      for (const slots of fetched) {
        const start = performance.now();
        const mount = readSlots(slots, model.config);
        const bank = await model.forward.mount(mount.slots, mount.reward);
        times.push(performance.now() - start);
        bank.release();
      }
    }
    return times;
  },

  shape() {
    return { weightBytes: loaded().model.weightBytes };
  },
};

Object.assign(globalThis, { engine });
