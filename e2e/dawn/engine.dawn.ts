/** The ladder and what runs on it: the rung that holds, texts, scores, an abort, a lost device. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Choice, climb } from '../../src/engine/backends/ladder.ts';
import { createRungs, type Mounted } from '../../src/engine/backends/rungs.ts';
import { generate } from '../../src/lm/decode/decode.ts';
import { score } from '../../src/lm/decode/score.ts';
import { forgettingSource } from '../../src/lm/files/byte-source.ts';
import type { GroupRequest } from '../../src/lm/requests.ts';
import type { Tokenizer } from '../../src/lm/text/tokenizer.ts';
import { onCpu, storedLogits } from './cut-model.ts';
import { startDawn } from './dawn.ts';

type Change = (device: GPUDevice) => void;

/** What is done to every device that is opened. */
let change: Change = () => {};

const again = async () => forgettingSource([new Uint8Array(readFileSync(new URL('../fixtures/cut/cut.part-0.bin', import.meta.url)))]);
const source = await again();

async function open(): Promise<Choice<Mounted>> {
  const rungs = createRungs({
    source,
    again,
    weightBits: 8,
    wanted: 'webgpu',
    stored: async (weights) => storedLogits(weights),
    fetchBinary: async (url) => readFileSync(fileURLToPath(url)),
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  return climb(rungs, { wanted: 'webgpu' });
}

let choice: Choice<Mounted>;
let tokenizer: Tokenizer;
let lose: (info: { reason: 'unknown'; message: string }) => void;

beforeAll(async () => {
  startDawn();
  Object.assign(globalThis, { self: { location: { href: 'http://localhost/worker.js' } } });
  const { prototype } = GPUAdapter;
  const request = prototype.requestDevice as (this: GPUAdapter, descriptor?: GPUDeviceDescriptor) => Promise<GPUDevice>;
  prototype.requestDevice = async function (descriptor) {
    const device = await request.call(this, descriptor);
    change(device);
    return device;
  };
});

/** A driver never goes away by itself here: this device says that it did. */
const canBeLost: Change = (device) => {
  const lost = new Promise((resolve) => {
    lose = resolve;
  });
  Object.defineProperty(device, 'lost', { value: lost });
};

/** Keeps the app from mending the shaders. */
const cannotBeMended: Change = (device) => {
  const compile = device.createShaderModule.bind(device);
  Object.defineProperty(device, 'createShaderModule', { get: () => compile, set: () => {} });
};

afterAll(() => choice?.candidate.dispose());

it('turns subgroups off where they compute wrong attention, and says why', async () => {
  change = cannotBeMended;
  const { candidate } = await open();
  expect(candidate.model).toMatchObject({ precision: 'f16', gpu: { features: { f16: true, subgroups: false } } });
  expect(candidate.detail).toMatch(
    /in f16\. Its logits agree with the known ones within 0\.0\d+\. Turned off before: f16 with subgroups: Self-check failed: Its/,
  );
  await candidate.dispose();
});

it('holds with half precision and subgroups where shaders are mended', async () => {
  change = canBeLost;
  choice = await open();
  tokenizer = choice.candidate.model.tokenizer;
  expect(choice.candidate.model).toMatchObject({ precision: 'f16', gpu: { features: { f16: true, subgroups: true } } });
  expect(choice.candidate.detail).toMatch(/in f16 with subgroups\. Its logits agree with the known ones within 0\.0\d+\.$/);
});

const group = (id: string, prompt: string, draft?: readonly number[]): GroupRequest => ({
  id,
  system: 's',
  prompt,
  steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } },
  seed: 7,
  ...(draft ? { draft } : {}),
});
const args = (drafts: readonly (readonly number[])[] = []) => ({
  groups: ['a b c', 'd e', 'x y z u v w'].map((prompt, i) => group(`${i}`, prompt, drafts[i])),
  sampling: { temperature: 0, topK: 0, topP: 1 },
  maxTokens: 10,
});

it('writes the text from scratch, whatever draft it is given', async () => {
  const { forward } = choice.candidate.model;
  const { groups } = await generate(forward, tokenizer, args());
  const drafts = groups.map(({ tokens }) => tokens);
  expect(drafts.flat().length).toBeGreaterThan(20);
  const wrong = drafts.map((tokens, i) => tokens.with(2 + i, ((tokens[2 + i] as number) + 1) % forward.vocabulary));
  for (const draft of [drafts, wrong]) expect((await generate(forward, tokenizer, args(draft))).groups).toEqual(groups);
});

it('stops within a step when it is aborted, with the text so far', async () => {
  const { forward } = choice.candidate.model;
  const whole = await generate(forward, tokenizer, args());
  let turns = 0;
  const between = async () => {
    if (++turns === 5) throw new DOMException('stopped', 'AbortError');
  };
  const { groups } = await generate(forward, tokenizer, args(), { between });
  for (const [i, { tokens, stop }] of groups.entries()) {
    expect(stop).toBe('aborted');
    expect(tokens.length).toBeGreaterThan(0);
    expect(whole.groups[i]?.tokens.slice(0, tokens.length)).toEqual(tokens);
  }
});

it('scores texts as the CPU does', async () => {
  const cpu = await onCpu('blocks8');
  const texts = ['a b c', 'd e'].map((prompt, i) => ({ ...group(`${i}`, prompt), tokens: [5, 6, 7, 8, 9, 10], ended: true }));
  const [got, expected] = [
    await score(choice.candidate.model.forward, tokenizer, { groups: texts, temperature: 1 }),
    await score(cpu.forward, tokenizer, { groups: texts, temperature: 1 }),
  ];
  got.groups.forEach(({ nll }, i) => {
    expect(Math.abs(nll - (expected.groups[i]?.nll ?? Number.NaN))).toBeLessThan(0.05);
  });
  await cpu.forward.dispose();
});

it('tells of a lost device, once, and what runs on it ends', async () => {
  const { forward, gpu } = choice.candidate.model;
  const told: string[] = [];
  if (gpu) gpu.watch.onFailure = ({ code, message }) => told.push(`${code}: ${message}`);
  let turns = 0;
  const running = generate(forward, tokenizer, args(), {
    between: async () => {
      if (++turns !== 4) return;
      lose({ reason: 'unknown', message: 'played' });
      throw new DOMException('the worker ends', 'AbortError');
    },
  });
  expect((await running).groups.map(({ stop }) => stop)).toEqual(['aborted', 'aborted', 'aborted']);
  expect(told).toEqual(['device-lost: the GPU device was lost: played']);
});
