import { describe, expect, it } from 'vitest';
import { logProbability } from '../../src/lm/decode/log-probability.ts';
import { score } from '../../src/lm/decode/score.ts';
import { mountTiny, tinyForward } from '../../src/lm/testing/tiny-forward.ts';
import { TINY, tinyAdapter, tinyGguf, tinyWeights } from '../../src/lm/testing/tiny-llama.ts';
import { klDivergence, logSoftmax, softmax } from '../../src/math/softmax.ts';
import { mean } from '../../src/math/statistics.ts';
import { jobSteering } from '../../src/measure/job-steering.ts';
import { testingPack } from '../../src/measure/testing/testing-pack.ts';
import { answerJob } from './answer-job.ts';
import { scoreTokens } from './score-tokens.ts';

const adapters = [1, 2, 3].map((seed) => tinyAdapter(seed, 2, ['q_proj', 'o_proj', 'lm_head']));
const forward = await tinyForward(tinyGguf(tinyWeights()));
const bank = await mountTiny(forward, adapters);
// The tiny network's slots are called `slot 0`..2.
const pack = {
  ...testingPack,
  policies: [
    { id: 'base', method: 'base' as const, label: 'Base', slots: { rewards: [] } },
    { id: 'clp', method: 'clp' as const, label: 'CLP', slots: { shared: 'slot 2', rewards: ['slot 0', 'slot 1'] } },
    { id: 'mod', method: 'mod' as const, label: 'MOD', slots: { rewards: ['slot 0', 'slot 1'] } },
  ],
};
const END = 5;
const tokenizer = {
  systemRole: true,
  stops: new Set([END]),
  end: END,
  encode: (text: string) => [...text].map((letter) => letter.charCodeAt(0) % TINY.vocabulary),
  encodeChat: ({ prompt }: { readonly prompt: string }) => [...prompt].map((letter) => letter.charCodeAt(0) % TINY.vocabulary),
  decode: (ids: readonly number[]) => ids.join(' '),
  bytes: (id: number) => new TextEncoder().encode(`${id} `),
  stream: () => ({ push: (id: number) => `${id} `, end: () => '' }),
};
const requests = ['how', 'why so', 'how'].map((prompt, seed) => ({ prompt, seed }));

function steering(policy: string, weights: readonly number[] = []) {
  return jobSteering(pack, ['First', 'Second'], { policy, weights, split: 'held_out', repeat: 0 });
}

/** log p of an answer by stepping through it alone, one token at a time. */
async function stepped(
  prompt: readonly number[],
  answer: readonly number[],
  coefficients: Float32Array,
  temperature: number,
): Promise<number> {
  const { batch, logits } = await forward.prefill([{ tokens: prompt, coefficients, logitsFrom: prompt.length - 1 }], { bank });
  let present = logits[0] as Float32Array;
  let sum = 0;
  for (const token of answer) {
    sum += logSoftmax(present, temperature)[token] as number;
    present = (await forward.step(batch, [token])).slice();
  }
  forward.release(batch);
  return sum;
}

describe('logProbability', () => {
  it('is the log softmax', () => {
    const logits = Float32Array.of(1, -3, 40, 39.5, -80);
    for (const token of [0, 2, 3]) expect(logProbability(logits, token, 0.8)).toBeCloseTo(logSoftmax(logits, 0.8)[token] as number, 9);
  });
});

describe('scoreTokens', () => {
  it('scores answers of different lengths as stepping through each alone does', async () => {
    const rows = [
      { prompt: [4, 8, 15], answer: [16, 23, 42, END], coefficients: Float32Array.of(1, 0, 0.5) },
      { prompt: [90], answer: [7], coefficients: Float32Array.of(0, 0, 0) },
      { prompt: [1, 2, 3, 4, 5, 6], answer: [9, 9], coefficients: Float32Array.of(0, 1, 0) },
    ];
    const scores = await scoreTokens({ forward, bank }, rows, [0.8, 1]);
    for (const [i, { prompt, answer, coefficients }] of rows.entries()) {
      expect(scores[i]?.[0]).toBeCloseTo(await stepped(prompt, answer, coefficients, 0.8), 3);
      expect(scores[i]?.[1]).toBeCloseTo(await stepped(prompt, answer, coefficients, 1), 3);
    }
  });
});

describe('answerJob', () => {
  it('finds no KL between the base and itself, and counts the end token', async () => {
    const { answers } = await answerJob({ forward, tokenizer, bank }, pack, steering('base'), requests);
    expect(answers.map(({ prompt, seed }) => `${prompt} ${seed}`)).toEqual(['how 0', 'why so 1', 'how 2']);
    for (const { kl, text, tokens, finished } of answers) {
      expect(kl).toBeCloseTo(0, 3);
      expect(tokens).toBe(text.trim().split(' ').filter(Boolean).length + Number(finished));
    }
  });

  it('estimates the KL of the distributions that are sampled', async () => {
    const short = { ...pack, maxTokens: 1, temperature: 0.8 };
    const many = Array.from({ length: 800 }, (_, i) => ({ prompt: 'how', seed: i }));
    const { answers } = await answerJob({ forward, tokenizer, bank }, short, steering('clp', [1, 0]), many);
    const first = async (coefficients: Float32Array) => {
      const { batch, logits } = await forward.prefill([{ tokens: tokenizer.encode('how'), coefficients, logitsFrom: 2 }], { bank });
      forward.release(batch);
      return softmax((logits[0] as Float32Array).map((logit) => logit / short.temperature));
    };
    const exact = klDivergence(await first(Float32Array.of(1, 0, 1)), await first(Float32Array.of(0, 0, 0)));
    const sampled = answers.map(({ kl }) => kl);
    const error = Math.sqrt(mean(sampled.map((kl) => (kl - mean(sampled)) ** 2)) / sampled.length);
    expect(exact).toBeGreaterThan(0);
    expect(Math.abs(mean(sampled) - exact)).toBeLessThan(4 * error);
  });

  it('takes the log-probabilities of the mixture where a method mixes rows', async () => {
    const short = { ...pack, maxTokens: 1 };
    const [answer] = (await answerJob({ forward, tokenizer, bank }, short, steering('mod', [0.25, 0.75]), requests.slice(0, 1))).answers;
    const logitsAt = async (coefficients: Float32Array) => {
      const { batch, logits } = await forward.prefill([{ tokens: tokenizer.encode('how'), coefficients, logitsFrom: 2 }], { bank });
      forward.release(batch);
      return logits[0] as Float32Array;
    };
    const first = await logitsAt(Float32Array.of(1, 0, 0));
    const second = await logitsAt(Float32Array.of(0, 1, 0));
    const base = await logitsAt(Float32Array.of(0, 0, 0));
    const [p, q] = [logSoftmax(first), logSoftmax(second)];
    const mixed = p.map((value, v) => 0.25 * value + 0.75 * (q[v] as number));
    const token = answer?.finished ? END : Number(answer?.text);
    const expected = (logSoftmax(mixed, short.temperature)[token] as number) - (logSoftmax(base, short.temperature)[token] as number);
    expect(answer?.kl).toBeCloseTo(expected, 3);
  });

  it('has the learned reward of a bank that brings one, for each answer its own', async () => {
    const head = Float32Array.from({ length: TINY.width }, (_, i) => Math.cos(i));
    const learning = { forward, tokenizer, bank: await mountTiny(forward, adapters, head) };
    const learned = { ...pack, rewardModel: { slot: 'slot 2', reward: 'approval' } };
    const { answers } = await answerJob(learning, learned, steering('clp', [1, 0]), requests);
    const texts = answers.map(({ text, finished }) => ({ tokens: text.trim().split(' ').filter(Boolean).map(Number), finished }));
    const asked = texts.map(({ tokens, finished }, i) => ({
      id: String(i),
      system: pack.system,
      prompt: 'p',
      steering: steering('base'),
      tokens,
      ended: finished,
    }));
    const { groups } = await score(forward, tokenizer, { groups: asked, temperature: 1 }, learning);
    expect(new Set(groups.map(({ learned: value }) => value)).size).toBeGreaterThan(1);
    expect(answers.map(({ learned: value }) => value)).toEqual(groups.map(({ learned: value }) => expect.closeTo(value as number, 3)));
    await expect(answerJob({ forward, tokenizer, bank }, learned, steering('base'), requests)).rejects.toThrow(
      'the bank has no learned reward',
    );
  });

  it('refuses an unknown policy', () => {
    expect(() => steering('rs')).toThrow('no policy rs');
  });
});
