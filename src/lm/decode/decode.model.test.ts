/** The decode loop on the real model: decoding again from the last text, and what mixers must give at their corners. */
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { baseModelSource } from '../../../scripts/base-model-source.ts';
import type { Steering, Weighting } from '../../methods/method.ts';
import { mod } from '../../methods/mod/mod.ts';
import { rewardedSoups } from '../../methods/rs/rewarded-soups.ts';
import { readSlots } from '../adapters/bank-slots.ts';
import type { Generation, GroupRequest } from '../requests.ts';
import type { Bank, Forward } from '../run/forward.ts';
import { loadModel } from '../run/model.ts';
import { type AdapterShape, randomPeft } from '../testing/random-adapter.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { generate as decode } from './decode.ts';

const shape: AdapterShape = { layers: 30, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary: 49_152 };
const slots = { rewards: ['a', 'b', 'c'] };
const prompts = ['Why is the sky blue?', 'How do I make tea?', 'Tell me about otters.', 'What should I read on a train?'];
const sampling = { temperature: 0.8, topK: 0, topP: 1 };
const maxTokens = 20;

let forward: Forward;
let tokenizer: Tokenizer;
let bank: Bank;
const generate = (args: Generation) => decode(forward, tokenizer, args, { bank });

beforeAll(async () => {
  const adapters = slots.rewards.map((id, i) => {
    const spec = {
      id,
      seed: 40 + i,
      rank: 4,
      alpha: 4,
      targets: ['q', 'k', 'v', 'o'] as const,
      sharedA: true,
      scaleA: 1 / 16,
      scaleB: 1 / 8,
    };
    return randomPeft(spec, shape);
  });
  const backend = { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions: { intraOpNumThreads: 1 } } as const;
  const model = await loadModel({ source: baseModelSource(), backend, context: 256 });
  forward = model.forward;
  bank = await forward.mount(readSlots(adapters, model.config).slots);
  tokenizer = model.tokenizer;
}, 120_000);

afterAll(() => forward.dispose());

function groupsAt(steer: (i: number) => Steering): GroupRequest[] {
  return prompts.map((prompt, i) => ({ id: prompt, system: 'Answer in two or three sentences.', prompt, steering: steer(i), seed: 7 + i }));
}

describe('decoding again from the last text', () => {
  test('gives the text from scratch but for ties, and keeps a part of it', { timeout: 180_000 }, async () => {
    const soup = (w: Weighting) => groupsAt(() => rewardedSoups.steer(slots, w));
    const last = await generate({ groups: soup([0.6, 0.4, 0]), sampling, maxTokens });
    const moved = soup([0.2, 0.4, 0.4]);
    const scratch = await generate({ groups: moved, sampling, maxTokens });
    const drafted = moved.map((group, i) => ({ ...group, draft: last.groups[i]?.tokens ?? [] }));
    const again = await generate({ groups: drafted, sampling, maxTokens });

    for (const [i, group] of again.groups.entries()) {
      if (group.ties === 0) expect(group).toMatchObject({ text: scratch.groups[i]?.text, tokens: scratch.groups[i]?.tokens });
    }
    expect(again.groups.filter(({ ties }) => ties === 0).length).toBeGreaterThanOrEqual(3);
    const kept = again.groups.map((group) => group.kept ?? 0);
    expect(Math.max(...kept)).toBeGreaterThan(0);
    expect(kept).not.toEqual(last.groups.map(({ tokens }) => tokens.length));
  });

  test('runs no step when the weighting is the same', { timeout: 120_000 }, async () => {
    const groups = groupsAt(() => rewardedSoups.steer(slots, [0.2, 0.3, 0.5]));
    const last = await generate({ groups, sampling, maxTokens });
    const drafted = groups.map((group, i) => ({ ...group, draft: last.groups[i]?.tokens ?? [] }));
    const again = await generate({ groups: drafted, sampling, maxTokens });
    if (again.groups.every(({ ties }) => ties === 0)) {
      expect(again.steps).toBe(0);
      expect(again.groups.map(({ text }) => text)).toEqual(last.groups.map(({ text }) => text));
    }
  });
});

test('MOD at a corner of the simplex writes what that expert writes', { timeout: 120_000 }, async () => {
  const corner = (i: number) => slots.rewards.map((_, reward) => Number(reward === i % 3));
  const experts = await generate({
    groups: groupsAt((i) => rewardedSoups.steer(slots, corner(i))),
    sampling,
    maxTokens: 8,
  });
  const mixed = await generate({ groups: groupsAt((i) => mod.steer(slots, corner(i))), sampling, maxTokens: 8 });
  expect(mixed.groups.map(({ text }) => text)).toEqual(experts.groups.map(({ text }) => text));
});
