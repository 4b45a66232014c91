/** An engine without a model: each group's words are given, one comes every `stepMs`. For tests only. */

import type { ExplainArgs, ExplainResult } from '../../lm/explanation.ts';
import type {
  GenerateArgs,
  GenerateResult,
  GroupRequest,
  GroupResult,
  ScoreArgs,
  ScoreRequest,
  ScoreResult,
  TextScore,
} from '../../lm/requests.ts';
import type { Steering } from '../../methods/method.ts';
import { abortable } from '../abort.ts';
import type { CallOptions, EngineStatus } from '../client.ts';
import type { EnginePort } from '../engine-port.ts';
import type { CountArgs, Counted, EngineInfo, LoadArgs, PrepareArgs, Prepared, TokenBytes, TokenBytesArgs } from '../protocol.ts';
import { createFakeReaders, type FakeReaders, type FakeReading } from './fake-readers.ts';

export interface FakeEngineOptions extends FakeReading {
  /** The words that answer a group; word i has token id i of `vocabulary` order of first use. */
  readonly words: (group: GroupRequest) => readonly string[];
  readonly stepMs?: number;
  /** Default as a step; also of `prepare`. */
  readonly loadMs?: number | undefined;
  /** What `score` says of a text; by default a log-ratio of 0, an NLL of 1 and no learned reward. */
  readonly scores?: (text: ScoreRequest) => Partial<Omit<TextScore, 'id'>>;
  /** The probability that a steering gives every token of an answer; 0.5 unless told. Their one rival, the first word, has half of it. */
  readonly explains?: (steering: Steering) => number;
  /** Why a slot cannot be had. */
  readonly bad?: (slot: string) => string | undefined;
  /** Thrown by the next call of load, prepare, generate, score, explain, states or choose, once. */
  readonly failures?: Error[];
}

export interface FakeEngine extends EnginePort, FakeReaders {
  readonly loads: LoadArgs[];
  readonly preparations: PrepareArgs[];
  readonly calls: GenerateArgs[];
  readonly scorings: ScoreArgs[];
  readonly explanations: ExplainArgs[];
}

export const fakeInfo: EngineInfo = {
  backend: 'wasm',
  precision: 'f32',
  threads: 1,
  rungs: [{ backend: 'wasm', outcome: 'chosen', reason: 'a fake' }],
  held: { backend: 'wasm', machine: 'a fake', rungs: [] },
  outgrown: false,
  base: { name: 'a fake', sha256: '0'.repeat(64), bytes: 1 },
  vocabulary: 100,
  context: 1000,
  cacheBytesPerToken: 46_080,
  systemRole: true,
  fromCache: false,
  cached: true,
  loadMs: 1,
};

export function createFakeEngine({
  words,
  stepMs = 10,
  loadMs = stepMs,
  scores = () => ({}),
  explains = () => 0.5,
  bad = () => undefined,
  failures = [],
  ...reading
}: FakeEngineOptions): FakeEngine {
  const listeners = new Set<(status: EngineStatus) => void>();
  const ids = new Map<string, number>();
  const idOf = (word: string) => ids.get(word) ?? (ids.set(word, ids.size).get(word) as number);
  const loads: LoadArgs[] = [];
  const preparations: PrepareArgs[] = [];
  const calls: GenerateArgs[] = [];
  const scorings: ScoreArgs[] = [];
  const explanations: ExplainArgs[] = [];
  let status: EngineStatus = { state: 'idle' };
  let loading: AbortController | undefined;

  const show = (next: EngineStatus) => {
    status = next;
    for (const listener of listeners) listener(next);
  };
  const wait = (signal?: AbortSignal, ms = stepMs) => abortable(new Promise<void>((resolve) => setTimeout(resolve, ms)), signal);
  const failMaybe = () => {
    const failure = failures.shift();
    if (failure) throw failure;
  };
  const answer = async (signal?: AbortSignal, ms?: number) => {
    await wait(signal, ms);
    failMaybe();
  };

  async function load(args: LoadArgs): Promise<EngineInfo> {
    loads.push(args);
    loading?.abort(new DOMException('another load began', 'AbortError'));
    const mine = new AbortController();
    loading = mine;
    show({ state: 'loading', progress: { type: 'load-progress', phase: 'shards', done: 1, total: 2, note: 'half' } });
    try {
      await wait(mine.signal, loadMs);
      failMaybe();
    } catch (error) {
      if (loading === mine) show(mine.signal.aborted ? { state: 'idle' } : { state: 'failed', error: error as Error });
      throw error;
    }
    show({ state: 'ready', info: fakeInfo });
    return fakeInfo;
  }

  async function prepare(args: PrepareArgs, { signal }: Pick<CallOptions, 'signal'> = {}): Promise<Prepared> {
    signal?.throwIfAborted();
    preparations.push(args);
    await answer(signal, loadMs);
    const told = args.slots.map(({ id }) => ({ slot: id, message: bad(id) }));
    return {
      slots: told.flatMap(({ slot, message }) => (message === undefined ? [slot] : [])),
      failures: told.flatMap(({ slot, message }) => (message === undefined ? [] : [{ slot, code: 'bad-adapter' as const, message }])),
    };
  }

  async function generate(args: GenerateArgs, { signal, onEvent }: CallOptions = {}): Promise<GenerateResult> {
    signal?.throwIfAborted();
    calls.push(args);
    const all = args.groups.map((group) => ({ group, all: words(group).slice(0, args.maxTokens) }));
    const longest = Math.max(...all.map((one) => one.all.length));
    let step = 0;
    for (; step < longest && !signal?.aborted; step += 1) {
      await wait(signal).catch(() => undefined);
      if (signal?.aborted) break;
      failMaybe();
      for (const { group, all: said } of all) {
        const word = said[step];
        if (word !== undefined)
          onEvent?.({ type: 'group-delta', id: group.id, tokens: [idOf(word)], text: step === 0 ? word : ` ${word}` });
      }
    }
    const groups = all.map(({ group, all: said }) => {
      const stop = step < said.length ? 'aborted' : said.length === args.maxTokens ? 'length' : 'end';
      return resultOf(group, said.slice(0, step), said.slice(0, step).map(idOf), stop);
    });
    return { groups, firstTokenMs: stepMs, totalMs: step * stepMs, steps: step, msPerStep: stepMs };
  }

  async function score(args: ScoreArgs, { signal }: Pick<CallOptions, 'signal'> = {}): Promise<ScoreResult> {
    signal?.throwIfAborted();
    scorings.push(args);
    await answer(signal);
    return { groups: args.groups.map((text) => ({ id: text.id, logRatio: 0, nll: 1, ...scores(text) })), totalMs: stepMs };
  }

  async function explain(args: ExplainArgs, { signal, onEvent }: CallOptions = {}): Promise<ExplainResult> {
    signal?.throwIfAborted();
    explanations.push(args);
    onEvent?.({ type: 'explain-progress', done: 0.5 });
    await answer(signal);
    return explained(args, [...ids.keys()], explains, stepMs);
  }

  return {
    get status() {
      return status;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watchBusy: neverBusy,
    load,
    cancelLoad: () => loading?.abort(new DOMException('the load was cancelled', 'AbortError')),
    prepare,
    generate,
    score,
    explain,
    ...createFakeReaders(reading, answer),
    count: async (args) => counted(args),
    tokenBytes: async (wanted) => written(wanted, [...ids.keys()]),
    // What is exported is the worker's affair: this tells what was asked.
    exportMix: async (args) => ({ config: JSON.stringify(args), tensors: new Uint8Array() }),
    loads,
    preparations,
    calls,
    scorings,
    explanations,
  };
}

function neverBusy(listener: (busy: boolean) => void): () => void {
  listener(false);
  return () => {};
}

function counted({ system, turns = [], prompt }: CountArgs): Counted {
  const text = [system, ...turns.map((turn) => turn.text), prompt].join(' ');
  return { tokens: text.split(/\s+/).length, limit: fakeInfo.context };
}

function written({ ids }: TokenBytesArgs, said: readonly string[]): TokenBytes {
  return { bytes: ids.map((id) => new TextEncoder().encode(` ${said[id] ?? ''}`)), end: fakeInfo.vocabulary - 1 };
}

function resultOf(group: GroupRequest, said: readonly string[], tokens: readonly number[], stop: GroupResult['stop']): GroupResult {
  const differs = (group.draft ?? []).findIndex((token, i) => token !== tokens[i]);
  return { id: group.id, text: said.join(' '), tokens, stop, kept: differs < 0 ? (group.draft?.length ?? 0) : differs, ties: 0 };
}

/** @param said Words by token id. */
function explained(args: ExplainArgs, said: readonly string[], explains: (steering: Steering) => number, totalMs: number): ExplainResult {
  const candidate = (token: number, place: number, share: number) => ({
    token,
    text: `${place === 0 ? '' : ' '}${said[token] ?? ''}`,
    ends: false,
    logProbabilities: args.steerings.map(({ steering }) => Math.log(share * explains(steering))),
  });
  const parting = (divergence: number) => (args.experts ? { divergence } : {});
  const tokens = args.tokens.map((token, place) => ({
    ...candidate(token, place, 1),
    rank: 1,
    rivals: args.rivals > 0 ? [candidate(0, place, 0.5)] : [],
    ...parting(0.1 * (place + 1)),
  }));
  const pieces = tokens.map(({ text }, from) => ({ from, to: from + 1, text }));
  const end = { ...candidate(-1, 0, 1), text: '', ends: true, rank: 1, rivals: [], ...parting(0) };
  return { tokens: args.ended ? [...tokens, end] : tokens, pieces, totalMs };
}
