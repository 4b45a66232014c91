/** The network in our own shaders on the cut model, with the file's exact weights: against PyTorch and against the CPU. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gumbelOfBits, noiseBits } from '../../src/lm/decode/gumbel.ts';
import { askFor, sampleFromList } from '../../src/lm/decode/list-sampler.ts';
import { sampleToken } from '../../src/lm/decode/sampler.ts';
import { embeddingTable } from '../../src/lm/graph/weights.ts';
import type { Sampling } from '../../src/lm/requests.ts';
import type { ListAsk, TokenList } from '../../src/lm/run/forward.ts';
import { checkOwnAttention } from '../../src/lm/run/gpu/check-own-attention.ts';
import { GpuForward } from '../../src/lm/run/gpu/gpu-forward.ts';
import { GpuNetwork } from '../../src/lm/run/gpu/gpu-network.ts';
import { describeForward } from '../../src/lm/testing/forward-suite.ts';
import { TINY, tinyGguf, tinyWeights } from '../../src/lm/testing/tiny-llama.ts';
import { worstDifference } from '../../src/lm/testing/worst-difference.ts';
import { logSumExp } from '../../src/math/softmax.ts';
import { type Cut, casesOf, exactReference, onCpu, onOwn } from './cut-model.ts';
import { startDawn } from './dawn.ts';
import { journey } from './journey.ts';

/** Of PyTorch's logits, which are rounded to single precision themselves: measured at most 1.1e-4. */
const TOLERANCE = 3e-4;
/** Of the CPU's. */
const CPU_TOLERANCE = 1e-4;

const tinyFile = tinyGguf(tinyWeights());

let cut: Cut & { readonly device: GPUDevice };
beforeAll(async () => {
  cut = await onOwn(startDawn());
});
afterAll(async () => {
  await cut.forward.dispose();
  cut.device.destroy();
});

describe.each(['attention', 'all', 'head'])('bank %s', (name) => {
  it.each([
    [8, 1],
    [8, 11],
    [80, 4],
  ])('agrees with PyTorch by prefill and by steps: prompts of %i tokens, %i rows', async (length, rows) => {
    const cases = casesOf(name, length, exactReference).slice(-rows);
    if (cases.length === 0) return;
    const bank = await cut.mount(name);
    expect(await worstDifference(cut.forward, cases, false, bank)).toBeLessThan(TOLERANCE);
    expect(await worstDifference(cut.forward, cases, true, bank)).toBeLessThan(TOLERANCE);
    bank.release();
  });
});

it('has attention as the sum written out', async () => {
  expect(await checkOwnAttention(cut.device, { heads: 9, keyValueHeads: 3, headSize: 64 })).toBeLessThan(1e-5);
});

it('refuses attention that is wrong', async () => {
  const compile = cut.device.createShaderModule.bind(cut.device);
  cut.device.createShaderModule = (descriptor) => compile({ ...descriptor, code: descriptor.code.replace('p % 16u', '0u') });
  const checking = checkOwnAttention(cut.device, { heads: 4, keyValueHeads: 2, headSize: 16 });
  await expect(checking).rejects.toThrow(/^Self-check failed: Its attention is off by/);
  cut.device.createShaderModule = compile;
});

describe('over our own shaders', () => {
  describeForward(async (context = TINY.context) => {
    const network = new GpuNetwork(cut.device, TINY, tinyFile, context);
    const forward = new GpuForward(network, TINY, context, embeddingTable(tinyFile));
    return { forward, held: () => network.cache.held };
  }, 2e-5);
});

it('agrees with the CPU: ragged rows, rewound and kept', async () => {
  const cpu = await onCpu('dense');
  const expected = await journey(cpu);
  const got = await journey(cut);
  expect(got.length).toBe(expected.length);
  got.forEach((logits, i) => {
    const worst = logits.reduce((most, value, token) => Math.max(most, Math.abs(value - (expected[i]?.[token] as number))), 0);
    expect(worst).toBeLessThan(CPU_TOLERANCE);
  });
  await cpu.forward.dispose();
});

it('gives lists that the same tokens are sampled from as from all logits', async () => {
  const { forward } = cut;
  const vocabulary = forward.vocabulary;
  const bank = await cut.mount('attention');
  const rows = [0, 1, 2].map((i) => ({ tokens: [5 + i, 6, 7], coefficients: Float32Array.of(1, 0, i / 2, 0), logitsFrom: 2 }));
  const { batch } = await forward.prefill(rows, { bank });
  const samplings: readonly Sampling[] = [
    { temperature: 0, topK: 0, topP: 1 },
    { temperature: 0.8, topK: 0, topP: 1 },
    { temperature: 0.7, topK: 0, topP: 0.3 },
    { temperature: 1, topK: 20, topP: 1, minP: 0.01 },
  ];
  let decided = 0;
  for (const [position, sampling] of samplings.entries()) {
    const asks = rows.map((_, row) => (row === 2 ? undefined : askFor(sampling, vocabulary, 11 + row, position)));
    const given = (await forward.stepLists?.(batch, [9, 10, 11], asks)) ?? [];
    for (const row of [0, 1]) {
      const list = given[row] as TokenList;
      const whole = (await forward.stepped?.(batch, row)) as Float32Array;
      const { temperature } = sampling;
      expect(list.partition).toBeCloseTo(logSumExp(whole.map((logit) => logit / (temperature || 1))), 3);
      for (const [i, token] of list.tokens.entries()) expect(list.logits[i]).toBe(whole[token]);
      expect(new Set(list.tokens).size).toBe(list.tokens.length);
      const { noise, temperature: divisor } = asks[row] as ListAsk;
      const listed = new Set(list.tokens);
      const above = Array.from(whole, (logit, v) => logit / divisor + (noise ? gumbelOfBits(noiseBits(noise, v)) : 0)).filter(
        (key, v) => !listed.has(v) && key > list.bar + 1e-4,
      );
      expect(above).toEqual([]);
      const choice = sampleFromList(list, sampling, vocabulary, 11 + row, position);
      if (choice) expect(choice.token).toBe(sampleToken(whole, sampling, 11 + row, position).token);
      decided += Number(choice !== undefined);
    }
    expect(given[2]).toEqual(await forward.stepped?.(batch, 2));
  }
  // The cut model's 2,048 tokens are 8 stretches: its lists are short.
  expect(decided).toBeGreaterThan(samplings.length);
  forward.release(batch);
  bank.release();
});
