/** Why an answer has its words, on the real model: against what decoding step by step sampled from. */
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { baseModelSource } from '../../../scripts/base-model-source.ts';
import { logSumExp } from '../../math/softmax.ts';
import type { Steering } from '../../methods/method.ts';
import { mod } from '../../methods/mod/mod.ts';
import { rewardedSoups } from '../../methods/rs/rewarded-soups.ts';
import { readSlots } from '../adapters/bank-slots.ts';
import type { GroupRequest } from '../requests.ts';
import type { Bank, Forward } from '../run/forward.ts';
import { loadModel } from '../run/model.ts';
import { type AdapterShape, randomPeft } from '../testing/random-adapter.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { generate } from './decode.ts';
import { explain } from './explain.ts';

const shape: AdapterShape = { layers: 30, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary: 49_152 };
const slots = { rewards: ['a', 'b'] };
const question = { system: 'Answer in two or three sentences.', prompt: 'Why is the sky blue?' };
const sampling = { temperature: 0.8, topK: 0, topP: 1 };
const maxTokens = 16;
/** Of a log-probability, as of the logits that the project holds its backends to. */
const PARITY = 1e-3;

let forward: Forward;
let tokenizer: Tokenizer;
let bank: Bank;

beforeAll(async () => {
  const adapters = slots.rewards.map((id, i) => {
    const targets = ['q', 'k', 'v', 'o'] as const;
    return randomPeft({ id, seed: 40 + i, rank: 4, alpha: 4, targets, sharedA: true, scaleA: 1 / 16, scaleB: 1 / 8 }, shape);
  });
  const backend = { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions: { intraOpNumThreads: 1 } } as const;
  const model = await loadModel({ source: baseModelSource(), backend, context: 256 });
  forward = model.forward;
  bank = await forward.mount(readSlots(adapters, model.config).slots);
  tokenizer = model.tokenizer;
}, 120_000);

afterAll(() => forward.dispose());

/** What decoding sampled from at every place, step by step, as log p at the sampling's temperature. */
async function decoded(steering: Steering, group: Partial<GroupRequest> = {}) {
  const places: Float64Array[] = [];
  const { groups } = await generate(
    forward,
    tokenizer,
    { groups: [{ id: 'x', ...question, steering, seed: 7, ...group }], sampling, maxTokens },
    {
      bank,
      onToken: ({ logits }) => {
        const scaled = Float64Array.from(logits, (logit) => logit / sampling.temperature);
        const normaliser = logSumExp(scaled);
        places.push(scaled.map((value) => value - normaliser));
      },
    },
  );
  return { places, text: groups[0] as (typeof groups)[0] };
}

test('probabilities, ranks, rivals and divergence are those that decoding sampled from', { timeout: 300_000 }, async () => {
  const w = [0.4, 0.6];
  const steering = mod.steer(slots, w);
  const { places, text } = await decoded(steering);
  const experts = slots.rewards.map((id, i) => ({ id, weight: w[i] as number, steering: mod.steer(slots, [1 - i, i]) }));
  const base: Steering = { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } };
  const soup = rewardedSoups.steer(slots, w);
  const { tokens, pieces } = await explain(
    forward,
    tokenizer,
    {
      ...question,
      tokens: text.tokens,
      ended: text.stop === 'end',
      steerings: [{ id: 'own', steering }, { id: 'base', steering: base }, { id: 'soup', steering: soup }, ...experts],
      experts,
      rivals: 5,
      temperature: sampling.temperature,
    },
    { bank },
  );
  expect(tokens).toHaveLength(places.length);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text.text);
  for (const [place, { token, rank, rivals, logProbabilities }] of tokens.entries()) {
    const known = places[place] as Float64Array;
    expect(Math.abs((logProbabilities[0] as number) - (known[token] as number))).toBeLessThan(PARITY);
    const likelier = known.filter((value) => value > (known[token] as number) + PARITY).length;
    const asLikely = known.filter((value) => value > (known[token] as number) - PARITY).length;
    expect(rank).toBeGreaterThan(likelier);
    expect(rank).toBeLessThanOrEqual(asLikely);
    const others = [...known].map((value, v) => (v === token ? Number.NEGATIVE_INFINITY : value)).sort((a, b) => b - a);
    for (const [i, rival] of rivals.entries()) {
      expect(Math.abs((rival.logProbabilities[0] as number) - (known[rival.token] as number))).toBeLessThan(PARITY);
      expect(Math.abs((known[rival.token] as number) - (others[i] as number))).toBeLessThan(PARITY);
    }
    const told = text.misalignment?.[place];
    if (told !== undefined) expect(Math.abs((tokens[place]?.divergence as number) - told)).toBeLessThan(PARITY);
  }
  expect(Math.max(...(text.misalignment ?? []))).toBeGreaterThan(0.01);

  // The same places under the soup and under the base, reached by a prefix and one step of decoding.
  for (const [i, other] of [
    [1, base],
    [2, soup],
  ] as const) {
    for (const place of [1, 5, text.tokens.length - 1]) {
      const [next] = (await decoded(other, { prefix: text.tokens.slice(0, place) })).places as [Float64Array];
      const { token, logProbabilities } = tokens[place] as (typeof tokens)[0];
      expect(Math.abs((logProbabilities[i] as number) - (next[token] as number))).toBeLessThan(PARITY);
    }
  }
});

test('a rival goes on as the same text does that begins with it, step by step', { timeout: 300_000 }, async () => {
  const steering = rewardedSoups.steer(slots, [0.5, 0.5]);
  const first = await decoded(steering);
  const rival = (first.places[3] as Float64Array).indexOf(
    Math.max(...(first.places[3] as Float64Array).map((value, v) => (v === first.text.tokens[3] ? Number.NEGATIVE_INFINITY : value))),
  );
  const prefix = [...first.text.tokens.slice(0, 3), rival];
  const forked = await decoded(steering, { prefix });
  expect(forked.text.tokens.slice(0, 4)).toEqual(prefix);
  // Given again with all of its words, it samples nothing else.
  const again = await decoded(steering, { prefix: forked.text.tokens.slice(0, 9) });
  expect(again.text.text).toBe(forked.text.text);
});
