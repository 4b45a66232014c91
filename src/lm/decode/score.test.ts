import { describe, expect, it } from 'vitest';
import { logSoftmax } from '../../math/softmax.ts';
import type { Steering } from '../../methods/method.ts';
import type { ScoreRequest, Scoring, Turn } from '../requests.ts';
import { createFakeForward, createFakeTokenizer, mountFake } from '../testing/fake-forward.ts';
import { plainHidden } from '../testing/plain-llama.ts';
import { mountTiny, tinyForward } from '../testing/tiny-forward.ts';
import { TINY, tinyAdapter, tinyGguf, tinyWeights } from '../testing/tiny-llama.ts';
import type { Chat } from '../text/chat-template.ts';
import { generate } from './decode.ts';
import { logProbability } from './log-probability.ts';
import { mixLogits } from './mixer.ts';
import { score as scoreOn } from './score.ts';

const weights = tinyWeights();
const slots = [1, 2, 3].map((seed) => tinyAdapter(seed, 2, ['q_proj', 'o_proj', 'lm_head']));
const head = Float32Array.from({ length: TINY.width }, (_, i) => 0.2 * Math.cos(i));
const forward = await tinyForward(tinyGguf(weights));
const bank = await mountTiny(forward, slots);
const score = (args: Scoring) => scoreOn(forward, tokenizer, args, { bank });
const END = 5;
const encodeChat = ({ system, turns = [], prompt }: Chat) =>
  Array.from([system, ...turns.map(({ text }) => text), prompt].join(''), (letter) => letter.charCodeAt(0) % TINY.vocabulary);
const tokenizer = { end: END, encodeChat };

const row = (a: number, b: number) => ({ coefficients: { 'slot 0': a, 'slot 1': b } });
const STEERINGS: Readonly<Record<string, Steering>> = {
  'one row': { rows: [row(1, 0.5)], mixer: { kind: 'identity' } },
  'a row with its own system prompt': { rows: [{ ...row(0, 0), system: 'be kind' }], mixer: { kind: 'identity' } },
  DeRa: { rows: [row(0, 0), row(0.5, 0.5)], mixer: { kind: 'linear', weights: [-1, 2] } },
  'MOD, reverse KL': { rows: [row(1, 0), row(0, 1)], mixer: { kind: 'log-probs', weights: [0.3, 0.7] } },
  'MOD, Jensen-Shannon': {
    rows: [row(0, 0), row(1, 0), row(0, 1)],
    mixer: { kind: 'divergence', divergence: 'jsd', weights: [0.3, 0.7] },
  },
};
const TURNS: readonly Turn[] = [
  { role: 'user', text: 'ab' },
  { role: 'assistant', text: 'c' },
];
const texts = Object.entries(STEERINGS).map(
  ([id, steering], i): ScoreRequest => ({
    id,
    system: 'sys',
    turns: TURNS.slice(0, 2 * (i % 2)),
    prompt: 'why'.slice(0, 1 + (i % 3)),
    steering,
    tokens: [16, 23, 42, 8, 15].slice(i),
    ended: i % 2 === 0,
  }),
);

/** log p of an answer under a steering by stepping through it, one token at a time. */
async function stepped(
  { system, turns, prompt, tokens, ended }: ScoreRequest,
  { rows, mixer }: Steering,
  temperature: number,
): Promise<number> {
  const { batch, logits } = await forward.prefill(
    rows.map((one) => {
      const asked = encodeChat({ system: one.system ?? system, turns, prompt });
      const named: Readonly<Record<string, number>> = one.coefficients;
      return { tokens: asked, coefficients: Float32Array.from(bank.slots, (slot) => named[slot] ?? 0), logitsFrom: asked.length - 1 };
    }),
    { bank },
  );
  let present = logits;
  let sum = 0;
  for (const token of ended ? [...tokens, END] : tokens) {
    sum += logSoftmax(mixLogits(mixer, present).logits, temperature)[token] as number;
    const flat = (
      await forward.step(
        batch,
        rows.map(() => token),
      )
    ).slice();
    present = rows.map((_, i) => flat.subarray(i * TINY.vocabulary, (i + 1) * TINY.vocabulary));
  }
  forward.release(batch);
  return sum;
}

const BASE: Steering = { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } };

describe('score', () => {
  it('gives the log-ratio and the likelihood that stepping through each text gives', async () => {
    const { groups } = await score({ groups: texts, temperature: 0.8 });
    expect(groups.map(({ id }) => id)).toEqual(texts.map(({ id }) => id));
    for (const [i, text] of texts.entries()) {
      const [policy, base] = [await stepped(text, text.steering, 0.8), await stepped(text, BASE, 0.8)];
      expect(groups[i]?.logRatio).toBeCloseTo(policy - base, 3);
      expect(Math.abs(policy - base)).toBeGreaterThan(0.1);
      const length = text.tokens.length + Number(text.ended);
      expect(groups[i]?.nll).toBeCloseTo(-(await stepped(text, BASE, 1)) / length, 3);
      expect(groups[i]).not.toHaveProperty('learned');
    }
  });

  it('finds nothing between the base and itself', async () => {
    const { groups } = await score({ groups: [{ ...(texts[0] as ScoreRequest), steering: BASE }], temperature: 1 });
    expect(groups[0]?.logRatio).toBe(0);
  });

  it('agrees with what decoding sampled from', async () => {
    const request = { id: 'x', system: 'sys', prompt: 'how', steering: STEERINGS['MOD, Jensen-Shannon'] as Steering, seed: 3 };
    let sampled = 0;
    const stream = () => ({ push: () => '', end: () => '' });
    const made = await generate(
      forward,
      { ...tokenizer, stops: new Set([END]), stream },
      { groups: [request], sampling: { temperature: 0.7, topK: 0, topP: 1 }, maxTokens: 12 },
      {
        bank,
        onToken: ({ token, logits }) => {
          sampled += logProbability(logits, token, 0.7);
        },
      },
    );
    const { tokens, stop } = made.groups[0] as (typeof made.groups)[0];
    const text = { ...request, tokens, ended: stop === 'end' };
    const [steered, base] = [await score({ groups: [text], temperature: 0.7 }), await stepped(text, BASE, 0.7)];
    expect((steered.groups[0]?.logRatio as number) + base).toBeCloseTo(sampled, 3);
  });

  it('gives a text the learned reward of the answer alone, with an end token', async () => {
    const rewarded = await mountTiny(forward, slots, head);
    const { groups } = await scoreOn(forward, tokenizer, { groups: texts, temperature: 1 }, { bank: rewarded });
    rewarded.release();
    for (const [i, { tokens }] of texts.entries()) {
      const hidden = plainHidden(weights, [...tokens, END], [{ adapter: slots[2] as (typeof slots)[0], coefficient: 1 }]).at(-1) ?? [];
      const value = hidden.reduce((sum, state, k) => sum + state * (head[k] as number), 0);
      expect(groups[i]?.learned).toBeCloseTo(1 / (1 + Math.exp(-value)), 5);
    }
    expect(new Set(groups.map(({ learned }) => learned?.toFixed(3))).size).toBeGreaterThan(3);
  });

  it('runs rows that compute the same once, and few texts at a time', async () => {
    const fake = createFakeForward({ context: 400 });
    const rows: number[] = [];
    const counted: typeof fake = {
      ...fake,
      prefill: (asked, options) => {
        rows.push(asked.length);
        return fake.prefill(asked, options);
      },
    };
    const long = Array.from({ length: 100 }, (_, i) => 1 + (i % 20));
    const groups = ['p', 'q', 'r'].map((id) => ({
      id,
      system: 's',
      prompt: id,
      // Both rows of DeRa at the base, which is the reference too.
      steering: { rows: [{ coefficients: {} }, { coefficients: {} }], mixer: { kind: 'linear' as const, weights: [0, 1] } },
      tokens: long,
      ended: false,
    }));
    const result = await scoreOn(counted, createFakeTokenizer(), { groups, temperature: 1 }, { bank: mountFake(fake, 'a', 'b') });
    expect(rows).toEqual([2, 1]);
    for (const { logRatio } of result.groups) expect(logRatio).toBeCloseTo(0, 9);
    expect(fake.counts.liveBatches).toBe(0);
  });

  it('ends at once when aborted', async () => {
    const fake = createFakeForward();
    const controller = new AbortController();
    const running = scoreOn(
      fake,
      createFakeTokenizer(),
      { groups: texts.map((text) => ({ ...text, tokens: [3], steering: BASE })), temperature: 1 },
      {
        between: async () => {
          await Promise.resolve();
          controller.signal.throwIfAborted();
        },
      },
    );
    controller.abort();
    await expect(running).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(fake.counts.prefills).toBe(0);
  });

  const good = texts[0] as ScoreRequest;
  it.each([
    ['no texts', { groups: [], temperature: 1 }, 'the request has 0 groups'],
    ['equal ids', { groups: [good, good], temperature: 1 }, "two groups are called 'one row'"],
    ['greedy decoding', { groups: [good], temperature: 0 }, 'temperature is 0, expected a finite number above 0'],
    ['an empty text', { groups: [{ ...good, tokens: [], ended: false }], temperature: 1 }, "the text of group 'one row' has 0 tokens"],
    [
      'strange tokens',
      { groups: [{ ...good, tokens: [97] }], temperature: 1 },
      "the text of group 'one row' holds 97, expected token ids from 0 to 96",
    ],
    ['a long text', { groups: [{ ...good, tokens: Array(130).fill(1) }], temperature: 1 }, 'expected at most -3'],
    [
      'an unknown slot',
      { groups: [{ ...good, steering: { rows: [{ coefficients: { z: 1 } }], mixer: { kind: 'identity' as const } } }], temperature: 1 },
      "names the slot 'z'",
    ],
  ])('refuses %s', async (_, args, message) => {
    await expect(score(args)).rejects.toThrow(message);
  });
});
