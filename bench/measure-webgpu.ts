/**
 * `--only webgpu`: the network on a GPU, in Node on Dawn (npm package `webgpu`), without a browser. Our own shaders and ONNX Runtime's in turns: tokens/s,
 * what a step asks of the card, and where our shaders' time goes. DAWN_BACKEND=vulkan|metal|d3d12 chooses the driver; without it Mesa's lavapipe is
 * taken, which computes on the CPU: there counts and bytes mean something, times do not. On `null` nothing is computed, and times are what a step costs
 * the CPU.
 */
import * as ort from 'onnxruntime-web/webgpu';
import { type CountCommands, countCommands } from '../e2e/dawn/count-commands.ts';
import { startDawn } from '../e2e/dawn/dawn.ts';
import { baseModelSource } from '../scripts/base-model-source.ts';
import { openDevice, probeAdapter } from '../src/engine/backends/device.ts';
import { readSlots } from '../src/lm/adapters/bank-slots.ts';
import type { LlamaConfig } from '../src/lm/arch/llama-config.ts';
import type { Bank, Batch, Forward } from '../src/lm/run/forward.ts';
import { openGpu } from '../src/lm/run/gpu/open-gpu.ts';
import { type Backend, loadModel } from '../src/lm/run/model.ts';
import { randomPeft, type Target } from '../src/lm/testing/random-adapter.ts';
import { median } from '../src/math/statistics.ts';
import { DispatchTimes } from './dispatch-times.ts';

interface Contestant {
  readonly name: string;
  readonly forward: Forward;
  readonly weightBytes: number;
  readonly banks: Readonly<Record<string, Bank | undefined>>;
}

const PROMPT = Array.from({ length: 36 }, (_, i) => 1000 + 17 * i);
const WARM_STEPS = 3;
const STEPS = 16;
const RANK = 32;

const TARGETS: Readonly<Record<string, readonly Target[]>> = {
  attention: ['q', 'k', 'v', 'o'],
  linears: ['q', 'k', 'v', 'o', 'gate', 'up', 'down'],
};

async function banksOf(forward: Forward, config: LlamaConfig): Promise<Contestant['banks']> {
  const { layers, width, keyValueHeads, headSize, mlp, vocabulary } = config;
  const shape = { layers, width, kvWidth: keyValueHeads * headSize, mlpWidth: mlp, vocabulary };
  const banks: Record<string, Bank | undefined> = { none: undefined };
  for (const [name, targets] of Object.entries(TARGETS)) {
    const file = randomPeft(
      { id: name, seed: 1, rank: RANK, alpha: RANK, targets, sharedA: true, scaleA: 2 ** -6, scaleB: 2 ** -6 },
      shape,
    );
    banks[name] = await forward.mount(readSlots([file], config).slots);
  }
  return banks;
}

async function begin(forward: Forward, rows: number, bank: Bank | undefined): Promise<{ batch: Batch; ms: number }> {
  const start = performance.now();
  const { batch } = await forward.prefill(
    Array.from({ length: rows }, (_, row) => ({
      tokens: PROMPT,
      coefficients: new Float32Array(bank?.slots.length ?? 0).fill((row + 1) / rows),
      logitsFrom: PROMPT.length - 1,
    })),
    bank && { bank },
  );
  return { batch, ms: performance.now() - start };
}

/** As the decode loop steps: by lists where there are any. */
function step(forward: Forward, batch: Batch, token: number): Promise<unknown> {
  const tokens = batch.lengths.map(() => token);
  const asks = tokens.map(() => ({ temperature: 0.8, noise: { a: token, b: token } }));
  return forward.stepLists ? forward.stepLists(batch, tokens, asks) : forward.step(batch, tokens);
}

interface Measured {
  readonly msPerStep: number;
  readonly tokensPerS: number;
  readonly prefillMs: number;
  readonly dispatches: number;
  readonly submits: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

async function measure({ forward, banks }: Contestant, count: CountCommands, rows: number, bankName: string): Promise<Measured> {
  const bank = banks[bankName];
  const warm = await begin(forward, rows, bank);
  forward.release(warm.batch);
  const { batch, ms: prefillMs } = await begin(forward, rows, bank);
  for (let i = 0; i < WARM_STEPS; i++) await step(forward, batch, 300 + i);
  const { dispatches, submits, read, written } = await count(() => step(forward, batch, 400));
  const times: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const start = performance.now();
    await step(forward, batch, 500 + i);
    times.push(performance.now() - start);
  }
  forward.release(batch);
  const msPerStep = median(times);
  return { msPerStep, tokensPerS: (1000 * rows) / msPerStep, prefillMs, dispatches, submits, bytesRead: read, bytesWritten: written };
}

/** Asks for timestamps where the adapter has them. */
function allowTimestamps(): void {
  const { prototype } = GPUAdapter;
  const request = prototype.requestDevice as (this: GPUAdapter, descriptor?: GPUDeviceDescriptor) => Promise<GPUDevice>;
  prototype.requestDevice = function (descriptor) {
    const timed: GPUFeatureName[] = this.features.has('timestamp-query') ? ['timestamp-query'] : [];
    return request.call(this, { ...descriptor, requiredFeatures: [...(descriptor?.requiredFeatures ?? []), ...timed] });
  };
}

export async function measureWebgpu(rounds: number): Promise<Record<string, unknown>> {
  const gpu = startDawn(process.env.DAWN_BACKEND);
  const count = countCommands();
  allowTimestamps();
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const source = baseModelSource();
  const probe = await probeAdapter(gpu, { software: true });
  const features = { f16: probe.f16, subgroups: probe.subgroups };
  console.log(`  ${probe.name}${probe.software ? ' (a software driver: times say nothing of a card)' : ''}`);

  const ownDevice = await openDevice(probe, { f16: false, subgroups: false });
  const own = await openGpu({ source, device: ownDevice, context: 512 });
  const contestants: Contestant[] = [
    { name: 'own_exact_f32', forward: own.forward, weightBytes: own.weightBytes, banks: await banksOf(own.forward, own.config) },
  ];
  const ortDevice = await openDevice(await probeAdapter(gpu, { software: true }), features);
  const backend: Backend = {
    ort,
    provider: { name: 'webgpu', device: ortDevice } as Backend['provider'],
    weights: 'blocks8',
    precision: features.f16 ? 'f16' : 'f32',
  };
  const peer = await loadModel({ source, backend, context: 512 });
  contestants.push({
    name: `ort_blocks8_${backend.precision}`,
    forward: peer.forward,
    weightBytes: peer.weightBytes,
    banks: await banksOf(peer.forward, peer.config),
  });

  const steps: Record<string, Record<string, Measured>> = {};
  for (const [rows, bank] of [
    [1, 'none'],
    [1, 'attention'],
    [1, 'linears'],
    [11, 'attention'],
  ] as const) {
    const each: Record<string, Measured[]> = {};
    for (let round = 0; round < rounds; round++)
      for (const contestant of contestants)
        each[contestant.name] = [...(each[contestant.name] ?? []), await measure(contestant, count, rows, bank)];
    const key = `rows${rows}_${bank}`;
    steps[key] = Object.fromEntries(Object.entries(each).map(([name, all]) => [name, middle(all)]));
    for (const [name, { tokensPerS, dispatches, bytesRead }] of Object.entries(steps[key]))
      console.log(`  ${key} ${name}: ${tokensPerS.toFixed(1)} tokens/s, ${dispatches} dispatches, ${bytesRead} bytes read back a step`);
  }
  // The null backend has no clock.
  const timed = ownDevice.features.has('timestamp-query') && process.env.DAWN_BACKEND !== 'null';
  const kernels = timed ? await kernelTimes(ownDevice, own) : undefined;
  for (const { forward } of contestants) await forward.dispose();
  const weights = Object.fromEntries(contestants.map(({ name, weightBytes }) => [name, weightBytes]));
  return { adapter: probe.name, software: probe.software, weightBytes: weights, steps, ...(kernels ? { kernels } : {}) };
}

/** Round by round the figure in the middle of each kind. */
function middle(rounds: readonly Measured[]): Measured {
  const keys = Object.keys(rounds[0] as Measured) as (keyof Measured)[];
  return Object.fromEntries(keys.map((key) => [key, median(rounds.map((round) => round[key]))])) as unknown as Measured;
}

/** Microseconds of a step by kind of kernel, by the device's own clock, every dispatch in a pass of its own. */
async function kernelTimes(
  device: GPUDevice,
  { forward, network }: Awaited<ReturnType<typeof openGpu>>,
): Promise<Record<string, { readonly dispatches: number; readonly us: number }>> {
  const { batch } = await begin(forward, 1, undefined);
  for (let i = 0; i < WARM_STEPS; i++) await step(forward, batch, 300 + i);
  const times = new DispatchTimes(device);
  network.timeDispatch = (name) => times.note(name);
  await step(forward, batch, 400);
  network.timeDispatch = undefined;
  forward.release(batch);
  return times.byKind();
}
