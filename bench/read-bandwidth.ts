/** How fast so many threads read a memory of WASM together, with the kernels' own `readAll`. */
import { Worker } from 'node:worker_threads';
import { median } from '../src/math/statistics.ts';

const PAGE = 65_536;
const ROUNDS = 9;

/** Each thread reads its share when the word is raised to the round, and says so. Word 0: the round; word 1: shares read. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const { module, memory, signals, at, bytes, rounds } = workerData;
const { readAll } = new WebAssembly.Instance(module, { env: { memory, abort() {} } }).exports;
readAll(at, bytes);
parentPort.postMessage('ready');
for (let round = 1; round <= rounds; round++) {
  Atomics.wait(signals, 0, round - 1);
  readAll(at, bytes);
  Atomics.add(signals, 1, 1);
  Atomics.notify(signals, 1);
}
`;

/** @param total Bytes that are read in a round, all threads together. @returns bytes a second, the median of rounds. */
export async function readBandwidth(module: WebAssembly.Module, threads: number, total: number): Promise<number> {
  const bytes = Math.floor(total / threads / 64) * 64;
  const pages = Math.ceil((bytes * threads) / PAGE) + 16;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  new Uint8Array(memory.buffer).fill(1);
  const signals = new Int32Array(new SharedArrayBuffer(8));
  const workers = Array.from({ length: threads }, (_, thread) => {
    const workerData = { module, memory, signals, at: 16 * PAGE + thread * bytes, bytes, rounds: ROUNDS };
    return new Worker(THREAD, { eval: true, workerData });
  });
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
  const times: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const start = performance.now();
    Atomics.store(signals, 0, round);
    Atomics.notify(signals, 0);
    for (let done = 0; done < round * threads; done = Atomics.load(signals, 1)) Atomics.wait(signals, 1, done, 1000);
    times.push(performance.now() - start);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return (bytes * threads) / (median(times) / 1000);
}
