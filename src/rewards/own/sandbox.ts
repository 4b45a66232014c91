/**
 * Runs a reader's JavaScript in an interpreter of its own, QuickJS in WebAssembly. It has no page, no network, no clock and no chance: what a
 * program can reach is its own text and what it is called with. Every call has a fresh runtime, so that a score depends on nothing but
 * the answer, and the same bounds on every machine.
 */
import type { Intrinsics, QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten-core';
import { MEMORY_BYTES, openMachine } from './machine.ts';

/** The value of one call, or what was wrong, in one sentence that names the line; `overrun` where it was stopped at the bounds of time or memory. */
export type Outcome = { readonly value: number } | Fault;

interface Fault {
  readonly fault: string;
  readonly overrun?: true;
}

export interface Sandbox {
  /** @throws Error of one sentence when the program cannot be read, or defines no function `score`. */
  check(source: string): void;
  /** Calls `score(prompt, answer, finished)`. */
  call(source: string, prompt: string, answer: string, finished: boolean): Outcome;
}

/** The interpreter asks after every ten thousand jumps or calls whether to go on: a million in all. */
const MAX_ASKED = 100;
const MAX_STEPS = 'a million';
const MAX_STACK_BYTES = 256 * 1024;
/** One allocation; their sum is bounded by the memory of the whole interpreter. */
const MAX_BLOCK_BYTES = 4 * 2 ** 20;
const NAME = 'reward';
const MAX_MESSAGE = 200;

/** No Date and no Proxy: nothing of a score may depend on the time. A promise is an object here, and nothing that it waits for is ever run. */
const INTRINSICS: Intrinsics = {
  BaseObjects: true,
  Eval: true,
  StringNormalize: true,
  RegExp: true,
  JSON: true,
  MapSet: true,
  Promise: true,
};
const PRELUDE =
  "Math.random = () => { throw new Error('Math.random is not here: the same answer must have the same score') }; for (const name of ['eval', 'Function', 'BigInt', 'SharedArrayBuffer']) delete globalThis[name];";
const NO_MEMORY = /^(out of memory|string too long|array too large|invalid array length)/;
const OUTSIDE =
  /^'(fetch|XMLHttpRequest|WebSocket|document|window|self|location|navigator|localStorage|indexedDB|setTimeout|setInterval|Date|performance|process|require|importScripts|console|Worker|EventSource|Image|caches|crypto|postMessage|WebAssembly)' is not defined/;

/** @param wasm Bytes of `@jitl/quickjs-wasmfile-release-sync/wasm`; the code around it is fetched here. */
export async function openSandbox(wasm: Uint8Array): Promise<Sandbox> {
  const machine = await openMachine(wasm);
  /** Whatever happened, the next call finds the interpreter as it was in the beginning. */
  const bounded = (source: string, use: (context: QuickJSContext, score: QuickJSHandle) => Outcome): Outcome => {
    machine.refuel();
    let outcome: Outcome;
    try {
      outcome = within(machine.quickjs, source, use);
    } catch {
      // The interpreter itself was stopped: in a built-in function that does not ask, or in a state that it cannot be in.
      outcome = { fault: 'does not end within the bounds of the interpreter', overrun: true };
    }
    if ('fault' in outcome) machine.restore();
    return outcome;
  };
  return {
    check(source) {
      const outcome = bounded(source, () => ({ value: 0 }));
      if ('fault' in outcome) throw new Error(outcome.fault);
    },
    call: (source, prompt, answer, finished) =>
      bounded(source, (context, score) => {
        const given = [context.newString(whole(prompt)), context.newString(whole(answer)), finished ? context.true : context.false];
        const result = context.callFunction(score, context.undefined, ...given);
        for (const value of given) value.dispose();
        if (result.error) return faultOf(context, result.error);
        return numberOf(context, result.value);
      }),
  };
}

/** Reads the program in a runtime of its own and hands its function on. */
function within(quickjs: QuickJSWASMModule, source: string, use: (context: QuickJSContext, score: QuickJSHandle) => Outcome): Outcome {
  const runtime = quickjs.newRuntime();
  let asked = 0;
  runtime.setInterruptHandler(() => ++asked > MAX_ASKED);
  runtime.setMemoryLimit(MAX_BLOCK_BYTES);
  runtime.setMaxStackSize(MAX_STACK_BYTES);
  const context = runtime.newContext({ intrinsics: INTRINSICS });
  try {
    context.unwrapResult(context.evalCode(PRELUDE, 'prelude')).dispose();
    const read = context.evalCode(source, NAME);
    if (read.error) return faultOf(context, read.error);
    read.value.dispose();
    const found = context.evalCode('score', 'call');
    if (found.error) {
      found.error.dispose();
      return { fault: 'expected a function score(prompt, answer), got none' };
    }
    const score = found.value;
    const kind = context.typeof(score);
    const outcome = kind === 'function' ? use(context, score) : { fault: `expected score to be a function, got ${article(kind)}` };
    score.dispose();
    return outcome;
  } finally {
    context.dispose();
    runtime.dispose();
  }
}

function numberOf(context: QuickJSContext, handle: QuickJSHandle): Outcome {
  const kind = context.typeof(handle);
  const value = kind === 'number' ? context.getNumber(handle) : Number.NaN;
  handle.dispose();
  if (kind !== 'number') return { fault: `score returned ${article(kind)}, expected a number` };
  return Number.isNaN(value) ? { fault: 'score returned NaN, expected a number' } : { value };
}

/** What was thrown, by its line, in one sentence. Takes the handle over. */
function faultOf(context: QuickJSContext, error: QuickJSHandle): Fault {
  const text = (name: string) => {
    const handle = context.getProp(error, name);
    const value = context.typeof(handle) === 'string' ? context.getString(handle) : undefined;
    handle.dispose();
    return value;
  };
  try {
    if (context.typeof(error) !== 'object') return { fault: `threw ${JSON.stringify(context.getString(error).slice(0, MAX_MESSAGE))}` };
    const line = /\breward:(\d+)/.exec(text('stack') ?? '')?.[1];
    const message = text('message') ?? 'threw an object that is no error';
    const endless = message === 'interrupted';
    // Of a loop the interpreter knows the function.
    const place = endless ? `from line ${line}` : `line ${line}`;
    const fault = `${line === undefined ? '' : `${place}: `}${inWords(message)}`;
    return endless || NO_MEMORY.test(message) ? { fault, overrun: true } : { fault };
  } catch {
    return { fault: 'something was thrown that cannot be read' };
  } finally {
    error.dispose();
  }
}

function inWords(message: string): string {
  if (message === 'interrupted') return `does not end within ${MAX_STEPS} steps`;
  if (message === 'stack overflow') return 'calls itself too deeply';
  if (NO_MEMORY.test(message)) return `takes more memory than there is (${MEMORY_BYTES / 2 ** 20} MB)`;
  const outside = OUTSIDE.exec(message)?.[1];
  if (outside) return `${outside} is not here: the code of a reward sees prompt and answer, and has no network, page or clock`;
  return message.replace(/\s+/g, ' ').slice(0, MAX_MESSAGE) || 'an error without words';
}

/** The interpreter takes strings that end with a zero. */
function whole(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}

function article(kind: string): string {
  return kind === 'undefined' ? 'nothing' : /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
