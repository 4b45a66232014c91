/**
 * The kernels by themselves, in Node: steps of the shipped base beside ONNX Runtime's float32 in turns within one process (one thread each: in Node it
 * has no more), with threads and without, with a bank and without, and how much of the memory's speed a step uses.
 *
 *   npx tsx bench/kernels.ts [--threads 2] [--rows 1,11] [--rounds 15] [--binary simd]
 *
 * Prints one JSON line. Ratios are of neighbours in time (medians of each round's ratio): they hold on a busy machine where milliseconds do not. Node
 * 20 has no relaxed SIMD, which is what the page runs; from Node 22 on it is measured unless told.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { baseModelSource } from '../scripts/base-model-source.ts';
import type { Binary } from '../scripts/build-kernels.ts';
import { loadNodeKernels, nodeKernel } from '../scripts/load-node-kernels.ts';
import { nodeWasm } from '../scripts/node-wasm.ts';
import { readAdapter } from '../src/lm/adapters/bank-slots.ts';
import type { Batch, Forward } from '../src/lm/run/forward.ts';
import { heapRuntime } from '../src/lm/run/heap-runtime.ts';
import { loadModel } from '../src/lm/run/model.ts';
import { randomPeft } from '../src/lm/testing/random-adapter.ts';
import { median } from '../src/math/statistics.ts';
import { readBandwidth } from './read-bandwidth.ts';

const { values: options } = parseArgs({
  options: {
    threads: { type: 'string', default: '2' },
    rows: { type: 'string', default: '1,11' },
    rounds: { type: 'string', default: '15' },
    binary: { type: 'string' },
  },
});
const threads = Number(options.threads);
const rounds = Number(options.rounds);
const binary = options.binary as Binary | undefined;
const CONTEXT = 512;
/** Tokens before the step: a prompt and half an answer. */
const PAST = 64;
/** Slots of rank 8 on the attention. */
const BANKS = [0, 4, 10] as const;
const ATTENTION = ['q', 'k', 'v', 'o'] as const;

interface Contestant {
  readonly name: string;
  readonly forward: Forward;
  readonly batch: Batch;
}

async function begin(forward: Forward, name: string, rows: number, slots: number): Promise<Contestant> {
  const { layers, width, keyValueHeads, headSize, mlp, vocabulary } = config;
  const shape = { layers, width, kvWidth: keyValueHeads * headSize, mlpWidth: mlp, vocabulary };
  const adapters = Array.from({ length: slots }, (_, seed) => {
    const spec = { id: `${seed}`, seed, rank: 8, alpha: 8, targets: ATTENTION, sharedA: true, scaleA: 2 ** -5, scaleB: 2 ** -9 };
    return { id: spec.id, adapter: readAdapter(randomPeft(spec, shape), config, spec.id).adapter };
  });
  const bank = await forward.mount(adapters);
  const { batch } = await forward.prefill(
    Array.from({ length: rows }, (_, row) => ({
      tokens: Array.from({ length: PAST }, (_, i) => 100 + 13 * row + 7 * i),
      coefficients: Float32Array.from({ length: slots }, (_, slot) => ((slot + row) % 5) / 5 + 0.1),
      logitsFrom: PAST - 1,
    })),
    { bank },
  );
  return { name, forward, batch };
}

async function step({ forward, batch }: Contestant): Promise<number> {
  const start = performance.now();
  await forward.step(
    batch,
    batch.lengths.map((_, row) => 500 + row),
  );
  const ms = performance.now() - start;
  forward.rewind(
    batch,
    batch.lengths.map(() => PAST),
  );
  return ms;
}

/** Milliseconds of every round, by contestant; they take turns. */
async function compete(contestants: readonly Contestant[]): Promise<Map<string, number[]>> {
  const times = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (const contestant of contestants) await step(contestant);
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) times.get(contestant.name)?.push(await step(contestant));
  }
  for (const { forward, batch } of contestants) forward.release(batch);
  return times;
}

const ratio = (over: readonly number[] = [], under: readonly number[] = []) =>
  Number(median(over.map((ms, round) => ms / (under[round] as number))).toFixed(3));

const args = { source: baseModelSource(), context: CONTEXT, ...(binary ? { binary } : {}) };
const { forward: own, config, weightBytes, threads: started } = await loadNodeKernels({ ...args, threads });
const { forward: alone } = await loadNodeKernels(args);
const { ort, module } = nodeWasm();
const backend = { ort: heapRuntime(ort, module), provider: 'wasm', weights: 'dense', precision: 'f32' } as const;
const { forward: float } = await loadModel({ source: baseModelSource(), backend, context: CONTEXT });

const figures: Record<string, unknown> = { threads: started, load: loadavg()[0], weightMegabytes: Math.round(weightBytes / 1e6) };
for (const rows of options.rows.split(',').map(Number)) {
  const contestants = [await begin(float, 'float32', rows, 0), await begin(alone, 'alone', rows, 0)];
  for (const slots of BANKS) contestants.push(await begin(own, `own${slots * 8}`, rows, slots));
  const times = await compete(contestants);
  const ms = median(times.get('own0') ?? []);
  figures[`rows${rows}`] = {
    stepMs: ms,
    oneThread: { stepMs: median(times.get('alone') ?? []), float32Ms: median(times.get('float32') ?? []) },
    float32_vs_own_one_thread: ratio(times.get('float32'), times.get('alone')),
    threads_scaling: ratio(times.get('alone'), times.get('own0')),
    bank32_overhead: ratio(times.get('own32'), times.get('own0')) - 1,
    bank80_overhead: ratio(times.get('own80'), times.get('own0')) - 1,
  };
  if (rows > 1) continue;
  const bandwidth = await readBandwidth(await nodeKernel(binary), started, weightBytes);
  figures.readGigabytesPerSecond = bandwidth / 1e9;
  figures.roofline = weightBytes / (ms / 1000) / bandwidth;
}
await own.dispose();
await alone.dispose();
await float.dispose();
console.log(JSON.stringify(figures));
process.exit(0);
