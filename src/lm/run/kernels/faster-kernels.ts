/**
 * Which of the binaries is faster here. They give the same numbers, and which it is cannot be told from what an engine has: relaxed SIMD's dot product is
 * one instruction on ARM and on x86 with AVX-VNNI (then 1.5 times faster), and three on x86 without (then SIMD128's is 1.7 times faster).
 */
import { instantiate } from './kernels.ts';
import * as layout from './layout.ts';

const PAGE = 65_536;
const INPUTS = 576;
const OUTPUTS = 256;
const TOKENS = 4;
/** Products that are timed together: clocks tick in tenths of milliseconds where a page is not isolated. */
const REPEATS = 8;
/** An engine compiles first quickly, then well: rounds go on until the best time has stood for some. */
const STANDING = 12;
const MOST_MS = 150;

/** A product of some tokens with a linear of zeros: how long it takes does not depend on the numbers. */
function product(module: WebAssembly.Module): () => void {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 16, shared: true });
  const { heapBase, linearBytes, bothBytes, multiply } = instantiate(module, memory);
  let next = heapBase();
  const room = (bytes: number): number => {
    const at = Math.ceil(next / 64) * 64;
    next = at + bytes;
    if (next > 16 * PAGE) throw new Error(`${next} bytes for a trial, expected at most ${16 * PAGE}`);
    return at;
  };
  const linear = room(4 * layout.LINEAR_WORDS);
  const words = new Int32Array(memory.buffer, linear, layout.LINEAR_WORDS);
  words[layout.LINEAR_FORMAT] = layout.FORMAT_Q4;
  words[layout.LINEAR_INPUTS] = INPUTS;
  words[layout.LINEAR_OUTPUTS] = OUTPUTS;
  words[layout.LINEAR_PANELS] = room(linearBytes(layout.FORMAT_Q4, INPUTS, OUTPUTS));
  const x = room(TOKENS * bothBytes(INPUTS));
  const y = room(4 * TOKENS * OUTPUTS);
  const tile = room(layout.TILE_BYTES);
  return () => {
    for (let i = 0; i < REPEATS; i++) multiply(linear, 0, OUTPUTS / layout.PANEL_OUTPUTS, x, TOKENS, y, 4 * OUTPUTS, 0, tile);
  };
}

/**
 * Takes some tens of milliseconds, in which the one that is chosen is compiled well too.
 * @param modules At least one, the one that is likely first: it wins where there is no difference.
 * @param now Milliseconds.
 */
export function fasterKernels(modules: readonly WebAssembly.Module[], now: () => number = () => performance.now()): WebAssembly.Module {
  const [first, ...others] = modules;
  if (!first) throw new Error('no kernels to choose from');
  if (others.length === 0) return first;
  const trials = modules.map((module) => ({ module, run: product(module), best: Number.POSITIVE_INFINITY }));
  const start = now();
  for (let standing = 0; standing < STANDING && now() - start < MOST_MS; standing++) {
    for (const trial of trials) {
      const before = now();
      trial.run();
      const took = now() - before;
      if (took < 0.95 * trial.best) standing = 0;
      trial.best = Math.min(trial.best, took);
    }
  }
  return trials.reduce((fastest, trial) => (trial.best < 0.95 * fastest.best ? trial : fastest)).module;
}
