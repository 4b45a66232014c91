/** The engines under test, each in a page of its own, and rounds in which they take turns: drift of a shared machine hits them alike. */
import { setTimeout } from 'node:timers/promises';
import type { BrowserContext } from '@playwright/test';
import { median } from '../src/math/statistics.ts';
import { type Running, run } from './browser.ts';
import type { Script } from './build-site.ts';
import type { GenerateRequest, GenerateTimes } from './site/contract.ts';
import { PEER_DTYPES, type Subject } from './subject.ts';

export interface Contestant {
  readonly name: string;
  readonly running: Running;
  readonly loadMs: number;
  readonly note: string;
}

/** How to start one: which script, where, and what its load() takes. */
export interface Entry {
  readonly name: string;
  readonly script: Script;
  readonly where: 'worker' | 'page';
  readonly options: unknown;
}

export interface Arena {
  readonly context: BrowserContext;
  readonly origin: string;
  /** By contestant: why it is out. */
  readonly failures: Map<string, string>;
}

/** Ours with a bank of `slots` slots of rank 8 on the attention; 0 for none. @param exact In float32 through ONNX Runtime. */
export function ours(subject: Subject, threads: number, slots: number, exact = false): Entry {
  const options = { ggufUrl: subject.urls.gguf, threads, slots, rank: 8, exact };
  return { name: `ours${exact ? ' in float32' : ''}, bank of rank ${slots * 8}`, script: 'ours', where: 'worker', options };
}

export function peers(subject: Subject, origin: string, threads: number): Entry[] {
  const { urls } = subject;
  const transformers = PEER_DTYPES.map((dtype): Entry => {
    const options = { modelsUrl: urls.models, model: urls.model, runtimeUrl: `${origin}${urls.peerRuntime}`, dtype, threads };
    return { name: `transformers.js ${dtype}`, script: 'transformersjs', where: 'worker', options };
  });
  const wllama = { wasmUrl: `${origin}${urls.wllama}`, ggufUrl: urls.gguf, threads, context: 512 };
  return [{ name: 'wllama', script: 'wllama', where: 'page', options: wllama }, ...transformers];
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

/** Starts an engine; undefined, with the reason kept, when it fails. */
export async function enter(arena: Arena, { name, script, where, options }: Entry): Promise<Contestant | undefined> {
  try {
    const running = await run(arena.context, arena.origin, script, where);
    const { ms, note } = await running.call<{ ms: number; note: string }>('load', options);
    console.log(`  ${name}: loaded in ${(ms / 1000).toFixed(1)} s (${note})`);
    return { name, running, loadMs: ms, note };
  } catch (error) {
    arena.failures.set(name, reason(error));
    console.log(`  ${name}: failed: ${reason(error)}`);
    return undefined;
  }
}

/** What a runtime still does after a text (threads that look for work, memory given back) would take cores from who comes next. */
const REST_MS = 500;

/** Asks every contestant in turn, `runs` rounds after one that warms up. A contestant that fails leaves. */
export async function compete(
  arena: Arena,
  contestants: readonly Contestant[],
  request: GenerateRequest,
  runs: number,
): Promise<Map<string, GenerateTimes[]>> {
  const results = new Map<string, GenerateTimes[]>(contestants.map(({ name }) => [name, []]));
  const warmUp: GenerateRequest = { ...request, rows: Math.min(request.rows, 2), tokens: 4 };
  for (let round = -1; round < runs; round++) {
    for (const { name, running } of contestants) {
      if (!results.has(name)) continue;
      try {
        await setTimeout(REST_MS);
        const times = await running.call<GenerateTimes>('generate', round < 0 ? warmUp : request);
        if (round >= 0) results.get(name)?.push(times);
      } catch (error) {
        arena.failures.set(name, reason(error));
        results.delete(name);
      }
    }
  }
  return results;
}

/** Tokens/s after the first token, median of the rounds. */
export function decodeRate(rounds: readonly GenerateTimes[]): number {
  return median(rounds.map(({ decoded, decodeMs }) => (decoded / decodeMs) * 1000));
}

/** Tokens/s from the request to the last token, prefill included. */
export function wholeRate(rounds: readonly GenerateTimes[], { rows, tokens }: GenerateRequest): number {
  return median(rounds.map(({ totalMs }) => ((rows * tokens) / totalMs) * 1000));
}
