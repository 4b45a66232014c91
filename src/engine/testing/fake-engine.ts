/** An engine without a model: each group's words are given, one comes every `stepMs`. For tests only. */

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
import type { CallOptions, EngineStatus, LoadOptions } from '../client.ts';
import type { EnginePort } from '../engine-port.ts';
import type { EngineInfo, LoadArgs } from '../protocol.ts';

export interface FakeEngineOptions {
  /** The words that answer a group; word i has token id i of `vocabulary` order of first use. */
  readonly words: (group: GroupRequest) => readonly string[];
  readonly stepMs?: number;
  /** Default as a step. */
  readonly loadMs?: number | undefined;
  /** What `score` says of a text; by default a log-ratio of 0, an NLL of 1 and no learned reward. */
  readonly scores?: (text: ScoreRequest) => Partial<Omit<TextScore, 'id'>>;
  /** Thrown by the next call of load, generate or score, once. */
  readonly failures?: Error[];
}

export interface FakeEngine extends EnginePort {
  readonly loads: LoadArgs[];
  readonly calls: GenerateArgs[];
  readonly scorings: ScoreArgs[];
}

export const fakeInfo: EngineInfo = {
  backend: 'wasm',
  precision: 'f32',
  threads: 1,
  rungs: [{ backend: 'wasm', outcome: 'chosen', reason: 'a fake' }],
  held: { backend: 'wasm', machine: 'a fake', rungs: [] },
  outgrown: false,
  slots: [],
  vocabulary: 100,
  context: 1000,
  fromCache: false,
  cached: true,
  loadMs: 1,
};

export function createFakeEngine({
  words,
  stepMs = 10,
  loadMs = stepMs,
  scores = () => ({}),
  failures = [],
}: FakeEngineOptions): FakeEngine {
  const listeners = new Set<(status: EngineStatus) => void>();
  const ids = new Map<string, number>();
  const idOf = (word: string) => ids.get(word) ?? (ids.set(word, ids.size).get(word) as number);
  const loads: LoadArgs[] = [];
  const calls: GenerateArgs[] = [];
  const scorings: ScoreArgs[] = [];
  let status: EngineStatus = { state: 'idle' };

  const show = (next: EngineStatus) => {
    status = next;
    for (const listener of listeners) listener(next);
  };
  const wait = (ms = stepMs) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const textOf = (said: readonly string[]) => said.join(' ');

  function resultOf(group: GroupRequest, said: readonly string[], stop: GroupResult['stop']): GroupResult {
    const tokens = said.map(idOf);
    const differs = (group.draft ?? []).findIndex((token, i) => token !== tokens[i]);
    return { id: group.id, text: textOf(said), tokens, stop, kept: differs < 0 ? (group.draft?.length ?? 0) : differs, ties: 0 };
  }

  async function load(args: LoadArgs, { signal, beside }: LoadOptions = {}): Promise<EngineInfo> {
    loads.push(args);
    const before = status;
    const progress = { type: 'load-progress', phase: 'shards', done: 1, total: 2, note: 'half' } as const;
    const keeps = beside && before.state === 'ready';
    show(keeps ? { ...before, next: { progress } } : { state: 'loading', progress });
    await wait(loadMs);
    const failure = signal?.aborted ? (signal.reason as Error) : failures.shift();
    if (failure) {
      show(keeps ? before : signal?.aborted ? { state: 'idle' } : { state: 'failed', error: failure });
      throw failure;
    }
    const info = { ...fakeInfo, slots: args.slots.map(({ id }) => id) };
    show({ state: 'ready', info });
    return info;
  }

  async function generate(args: GenerateArgs, { signal, onEvent }: CallOptions = {}): Promise<GenerateResult> {
    signal?.throwIfAborted();
    calls.push(args);
    const all = args.groups.map((group) => ({ group, all: words(group).slice(0, args.maxTokens) }));
    const longest = Math.max(...all.map((one) => one.all.length));
    let step = 0;
    for (; step < longest && !signal?.aborted; step += 1) {
      await wait();
      const failure = failures.shift();
      if (failure) throw failure;
      for (const { group, all: said } of all) {
        const word = said[step];
        if (word !== undefined)
          onEvent?.({ type: 'group-delta', id: group.id, tokens: [idOf(word)], text: step === 0 ? word : ` ${word}` });
      }
    }
    const groups = all.map(({ group, all: said }) => {
      const stop = step < said.length ? 'aborted' : said.length === args.maxTokens ? 'length' : 'end';
      return resultOf(group, said.slice(0, step), stop);
    });
    return { groups, firstTokenMs: stepMs, totalMs: step * stepMs, steps: step, msPerStep: stepMs };
  }

  async function score(args: ScoreArgs, { signal }: CallOptions = {}): Promise<ScoreResult> {
    signal?.throwIfAborted();
    scorings.push(args);
    await wait();
    signal?.throwIfAborted();
    const failure = failures.shift();
    if (failure) throw failure;
    return { groups: args.groups.map((text) => ({ id: text.id, logRatio: 0, nll: 1, ...scores(text) })), totalMs: stepMs };
  }

  return {
    get status() {
      return status;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load,
    generate,
    score,
    dispose: async () => show({ state: 'idle' }),
    loads,
    calls,
    scorings,
  };
}
