/** Runs the cut model on WebGPU in the page and compares its logits with PyTorch's. The test calls `window.parity`. */
import { shardedSource } from '../../src/engine/worker/byte-source.ts';
import { openDevice, probeAdapter } from '../../src/engine/worker/device.ts';
import type { Precision, WeightFormat } from '../../src/engine/worker/llama-graph.ts';
import { type Backend, loadModel } from '../../src/engine/worker/model.ts';
import { loadGpuOrt } from '../../src/engine/worker/ort.ts';
import { type AdapterShape, randomPeft } from '../../src/engine/worker/testing/random-adapter.ts';
import { type LogitsCase, parseReference } from '../../src/engine/worker/testing/reference.ts';
import { worstDifference } from '../../src/engine/worker/testing/worst-difference.ts';
import modelUrl from '../fixtures/cut/cut.part-0.bin?url';
import denseUrl from '../fixtures/cut/reference.bin?url';
import index from '../fixtures/cut/reference.json';
import blocks8Url from '../fixtures/cut/reference-blocks8.bin?url';

export interface ParityRequest {
  readonly bank: string;
  readonly weights: WeightFormat;
  readonly precision: Precision;
  readonly subgroups: boolean;
  /** Batches to run, one after the other: tokens of the prompts, and rows. Three more tokens of each row are decoded. */
  readonly batches: readonly (readonly [promptLength: number, rows: number])[];
}

export interface ParityAnswer {
  readonly adapter: string;
  /** Per batch: rows that ran, and the largest difference of any logit of the prefill's last position and of three steps. */
  readonly batches: readonly { readonly rows: number; readonly worst: number }[];
}

declare global {
  interface Window {
    parity: (request: ParityRequest) => Promise<ParityAnswer>;
  }
}

const bytesOf = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

window.parity = async ({ bank, weights, precision, subgroups, batches }) => {
  // Weights rounded to 8-bit blocks have logits of their own: what is tested is the backend, not the rounding.
  const values = await bytesOf(weights === 'blocks8' ? blocks8Url : denseUrl);
  const reference = parseReference(index, values.buffer);
  const shape: AdapterShape = { layers: 2, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary: reference.vocabulary };
  const probe = await probeAdapter(navigator.gpu, { software: true });
  const device = await openDevice(probe, { f16: precision === 'f16', subgroups });
  const { forward } = await loadModel({
    source: shardedSource([await bytesOf(modelUrl)]),
    slots: (reference.banks[bank] ?? []).map((spec) => randomPeft(spec, shape)),
    backend: { ort: await loadGpuOrt(), provider: { name: 'webgpu', device } as Backend['provider'], weights, precision },
    context: 128,
  });
  const answers: ParityAnswer['batches'][number][] = [];
  for (const [promptLength, rows] of batches) {
    const isWanted = ({ bank: of, positions }: LogitsCase) => of === bank && positions[0] === promptLength - 1;
    const cases = reference.logits.filter(isWanted).slice(0, rows);
    answers.push({ rows: cases.length, worst: await worstDifference(forward, cases, true) });
  }
  await forward.dispose();
  device.destroy();
  return { adapter: probe.name, batches: answers };
};
