/** What the ladder chooses on a GPU unless told: our own shaders, whose texts are the CPU's. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Choice, climb } from '../../src/engine/backends/ladder.ts';
import { createRungs, type Mounted } from '../../src/engine/backends/rungs.ts';
import { generate } from '../../src/lm/decode/decode.ts';
import { forgettingSource } from '../../src/lm/files/byte-source.ts';
import type { Sampling } from '../../src/lm/requests.ts';
import { type Cut, onCpu, storedLogits } from './cut-model.ts';
import { startDawn } from './dawn.ts';

let choice: Choice<Mounted>;
let cpu: Cut;
beforeAll(async () => {
  startDawn();
  const source = forgettingSource([new Uint8Array(readFileSync(new URL('../fixtures/cut/cut.part-0.bin', import.meta.url)))]);
  const rungs = createRungs({
    source,
    again: async () => source,
    wanted: 'webgpu',
    stored: async (weights) => storedLogits(weights),
    fetchBinary: async (url) => {
      throw new Error(`${url} was asked for, and no runtime is needed`);
    },
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  choice = await climb(rungs, { wanted: 'webgpu' });
  cpu = await onCpu('dense');
});
afterAll(async () => {
  await choice.candidate.dispose();
  await cpu.forward.dispose();
});

it('holds with exact weights, without ONNX Runtime', () => {
  expect(choice.candidate.model).toMatchObject({ precision: 'f32', gpu: { features: { exact: true } } });
  expect(choice.candidate.detail).toMatch(
    /in f32 with exact weights\. Its logits agree with the known ones within (0\.0000\d+|\d(\.\d)?e-\d)\.$/,
  );
});

it.each<Sampling>([
  { temperature: 0, topK: 0, topP: 1 },
  { temperature: 0.8, topK: 0, topP: 1 },
  { temperature: 0.9, topK: 0, topP: 0.5 },
])('writes the texts that the CPU writes, and verifies drafts: %o', async (sampling) => {
  const { forward, tokenizer } = choice.candidate.model;
  const asked = (drafts: readonly (readonly number[])[] = []) => ({
    groups: ['a b c', 'd e'].map((prompt, i) => ({
      id: prompt,
      system: 's',
      prompt,
      steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } as const },
      seed: 7 + i,
      ...(drafts[i] ? { draft: drafts[i] } : {}),
    })),
    sampling,
    maxTokens: 8,
  });
  const tokensOf = async (of: Cut['forward'], drafts?: readonly (readonly number[])[]) =>
    (await generate(of, tokenizer, asked(drafts))).groups.map(({ tokens }) => tokens);
  const expected = await tokensOf(cpu.forward);
  expect(expected.flat().length).toBeGreaterThan(8);
  expect(await tokensOf(forward)).toEqual(expected);
  expect(await tokensOf(forward, expected)).toEqual(expected);
});
