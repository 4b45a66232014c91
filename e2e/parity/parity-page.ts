/** Runs a model in the page and compares its logits and greedy tokens with PyTorch's. The test calls `window.parity`. */

import { openDevice, probeAdapter } from '../../src/engine/backends/device.ts';
import { openKernels } from '../../src/engine/backends/kernels.ts';
import { loadCpuOrt, loadGpuOrt } from '../../src/engine/backends/ort.ts';
import type { CpuNetwork } from '../../src/engine/protocol.ts';
import { readSlots } from '../../src/lm/adapters/bank-slots.ts';
import { type ByteSource, shardedSource } from '../../src/lm/files/byte-source.ts';
import type { Precision, WeightFormat } from '../../src/lm/graph/llama-graph.ts';
import { parseFile } from '../../src/lm/parse-file.ts';
import { type Backend, loadModel } from '../../src/lm/run/model.ts';
import { greedyOutputs } from '../../src/lm/testing/greedy-outputs.ts';
import { joinBanks } from '../../src/lm/testing/joined-banks.ts';
import { randomPeft } from '../../src/lm/testing/random-adapter.ts';
import { type LogitsCase, parseReference, type Reference } from '../../src/lm/testing/reference.ts';
import { worstDifference } from '../../src/lm/testing/worst-difference.ts';
import { ManifestSchema } from '../../src/packs/manifest.ts';

export interface GpuRequest {
  readonly bank: string;
  readonly weights: WeightFormat;
  readonly precision: Precision;
  readonly subgroups: boolean;
  /** Batches to run, one after the other: tokens of the prompts, and rows. Three more tokens of each row are decoded. */
  readonly batches: readonly (readonly [promptLength: number, rows: number])[];
}

export interface GpuAnswer {
  readonly adapter: string;
  /** Per batch: rows that ran, and the largest difference of any logit of the prefill's last position and of three steps. */
  readonly batches: readonly { readonly rows: number; readonly worst: number }[];
}

export interface CpuAnswer {
  /** That it ran on. */
  readonly threads: number;
  /** Largest difference of any logit, per bank. */
  readonly worst: Readonly<Record<string, number>>;
  readonly greedy: number[][];
  readonly expected: number[][];
}

declare global {
  interface Window {
    parity: { gpu: (request: GpuRequest) => Promise<GpuAnswer>; cpu: (threads: number, network: CpuNetwork) => Promise<CpuAnswer> };
  }
}

const responseOf = async (path: string): Promise<Response> => {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: status ${response.status}`);
  return response;
};
const bytesOf = async (path: string) => new Uint8Array(await (await responseOf(path)).arrayBuffer());
const jsonOf = async (path: string): Promise<unknown> => (await responseOf(path)).json();

async function sourceOf(folder: string) {
  const { shards } = parseFile(ManifestSchema, await jsonOf(`${folder}/manifest.json`), 'manifest.json');
  return shardedSource(await Promise.all(shards.map(({ path }) => bytesOf(`${folder}/${path}`))));
}

const shapeOf = ({ vocabulary }: Reference, layers: number) => ({ layers, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary });

/** The cut model on WebGPU: software is too slow for the whole one. */
async function gpu({ bank, weights, precision, subgroups, batches }: GpuRequest): Promise<GpuAnswer> {
  // Weights rounded to 8-bit blocks have logits of their own: what is tested is the backend, not the rounding.
  const values = await bytesOf(`cut/${weights === 'blocks8' ? 'reference-blocks8' : 'reference'}.bin`);
  const reference = parseReference(await jsonOf('cut/reference.json'), values.buffer);
  const probe = await probeAdapter(navigator.gpu, { software: true });
  const device = await openDevice(probe, { f16: precision === 'f16', subgroups });
  const { forward, config } = await loadModel({
    source: await sourceOf('cut'),
    backend: { ort: await loadGpuOrt(), provider: { name: 'webgpu', device } as Backend['provider'], weights, precision },
    context: 128,
  });
  const specs = reference.banks[bank] ?? [];
  const mounted = await forward.mount(
    readSlots(
      specs.map((spec) => randomPeft(spec, shapeOf(reference, 2))),
      config,
    ).slots,
  );
  const answers: GpuAnswer['batches'][number][] = [];
  for (const [promptLength, rows] of batches) {
    const isWanted = ({ bank: of, positions }: LogitsCase) => of === bank && positions[0] === promptLength - 1;
    const cases = reference.logits.filter(isWanted).slice(0, rows);
    answers.push({ rows: cases.length, worst: await worstDifference(forward, cases, true, mounted) });
  }
  await forward.dispose();
  device.destroy();
  return { adapter: probe.name, batches: answers };
}

async function inFloats(source: ByteSource, threads: number) {
  const ort = await loadCpuOrt(threads);
  const loaded = await loadModel({ source, backend: { ort, provider: 'wasm', weights: 'dense', precision: 'f32' }, context: 512 });
  return { ...loaded, threads };
}

/** The whole model on WASM. */
async function cpu(wanted: number, network: CpuNetwork): Promise<CpuAnswer> {
  const reference = parseReference(await jsonOf('fixtures/reference.json'), (await bytesOf('fixtures/reference.bin')).buffer);
  const { slots, widen } = joinBanks(reference, shapeOf(reference, 30));
  const source = await sourceOf('models/base');
  const { forward, config, threads } =
    network === 'integers' ? await openKernels({ source, threads: wanted, fetchBinary: bytesOf }) : await inFloats(source, wanted);
  const mounted = await forward.mount(readSlots(slots, config).slots);
  const worst: Record<string, number> = {};
  for (const bank of [null, ...Object.keys(reference.banks)]) {
    const cases = reference.logits.filter((each) => each.bank === bank).map(widen);
    worst[bank ?? 'base'] = cases.length > 0 ? await worstDifference(forward, cases, false, mounted) : Number.NaN;
  }
  const greedy = await greedyOutputs(forward, reference.greedy.map(widen), mounted);
  await forward.dispose();
  return { threads, worst, greedy, expected: reference.greedy.map(({ output }) => [...output]) };
}

window.parity = { gpu, cpu };
