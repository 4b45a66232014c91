/** Memory bandwidth of WASM SIMD reads with as many threads as the engines have: the roof of a decode step of one row. */
import simdWasm from 'virtual:kernels-simd.wasm?url';
import type { ReaderMessage, ReaderReply } from './bandwidth-reader.ts';

const PAGE = 65536;
const LINE = 64;

interface BandwidthRequest {
  /** Bytes to read in one pass, all threads together; far more than the caches hold. */
  readonly bytes: number;
  readonly threads: number;
  readonly passes: number;
}

/** Resolves to bytes per second of every pass. */
async function measure({ bytes, threads, passes }: BandwidthRequest): Promise<number[]> {
  const share = Math.floor(bytes / threads / LINE) * LINE;
  const pages = Math.ceil((share * threads) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  // Pages that were never written all map to one page of zeros, which the caches hold.
  new Uint8Array(memory.buffer).fill(1);
  const module = await WebAssembly.compileStreaming(fetch(simdWasm));
  const readers = Array.from({ length: threads }, (_, i) => {
    const worker = new Worker('/bandwidth-reader.js', { type: 'module' });
    const ask = (message: ReaderMessage) =>
      new Promise<ReaderReply>((resolve) => {
        worker.onmessage = ({ data }: MessageEvent<ReaderReply>) => resolve(data);
        worker.postMessage(message);
      });
    return { worker, ask, range: { start: i * share, end: (i + 1) * share } };
  });
  await Promise.all(readers.map(({ ask }) => ask({ kind: 'start', module, memory })));
  const speeds: number[] = [];
  for (let pass = 0; pass <= passes; pass++) {
    const start = performance.now();
    await Promise.all(readers.map(({ ask, range }) => ask({ kind: 'read', ...range })));
    // The first pass warms up.
    if (pass > 0) speeds.push((share * threads) / ((performance.now() - start) / 1000));
  }
  for (const { worker } of readers) worker.terminate();
  return speeds;
}

Object.assign(globalThis, { engine: { measure } });
