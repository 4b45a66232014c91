import { describe, expect, test } from 'vitest';
import { logSumExp } from '../../math/softmax.ts';
import type { Mixer } from '../../methods/method.ts';
import type { GroupRequest, Sampling } from '../requests.ts';
import type { Forward, ListAsk, TokenList } from '../run/forward.ts';
import { createFakeForward, createFakeTokenizer, mountFake } from '../testing/fake-forward.ts';
import { generate } from './decode.ts';
import { gumbelOfBits, noiseBits } from './gumbel.ts';

const VOCABULARY = 200;
const LISTED = 40;

interface Counts {
  lists: number;
  /** Rows that were read whole in a step, and after one. */
  whole: number;
  again: number;
}

/** The same network, whose steps give lists. */
function withLists(forward: Forward, counts: Counts): Forward {
  let last: Float32Array[] = [];
  const listOf = (logits: Float32Array, { temperature, noise }: ListAsk): TokenList => {
    const keys = Array.from(logits, (logit, v) => Math.fround(logit / temperature + (noise ? gumbelOfBits(noiseBits(noise, v)) : 0)));
    const tokens = Uint32Array.from([...keys.keys()].sort((a, b) => (keys[b] as number) - (keys[a] as number)).slice(0, LISTED));
    return {
      tokens,
      logits: Float32Array.from(tokens, (token) => logits[token] as number),
      partition: logSumExp(Float64Array.from(logits, (logit) => logit / temperature)),
      bar: keys[tokens.at(-1) as number] as number,
    };
  };
  return {
    ...forward,
    async stepLists(batch, tokens, asks) {
      const flat = await forward.step(batch, tokens);
      last = tokens.map((_, row) => flat.slice(row * VOCABULARY, (row + 1) * VOCABULARY));
      return last.map((logits, row) => {
        const ask = asks[row];
        if (ask) counts.lists++;
        else counts.whole++;
        return ask ? listOf(logits, ask) : logits;
      });
    },
    async stepped(_, row) {
      counts.again++;
      return last[row] as Float32Array;
    },
  };
}

const identity: Mixer = { kind: 'identity' };
const two: Mixer = { kind: 'linear', weights: [-0.5, 1.5] };
const GROUPS = ['one', 'another', 'a third'].map((prompt, i): GroupRequest => {
  const rows = [{ coefficients: { a: i / 2, b: 1 } }, { coefficients: { a: 1, b: 0 } }];
  return {
    id: prompt,
    system: 's',
    prompt,
    seed: 40 + i,
    steering: i === 1 ? { rows, mixer: two } : { rows: rows.slice(0, 1), mixer: identity },
  };
});

const SAMPLINGS: readonly Sampling[] = [
  { temperature: 0, topK: 0, topP: 1 },
  { temperature: 0.8, topK: 0, topP: 1 },
  { temperature: 0.6, topK: 0, topP: 0.8 },
  { temperature: 1, topK: 10, topP: 0.95, minP: 0.05 },
  // reaches beyond any list
  { temperature: 3, topK: 0, topP: 0.99 },
];

async function texts(forward: Forward, sampling: Sampling) {
  const bank = mountFake(forward as ReturnType<typeof createFakeForward>, 'a', 'b');
  const { groups } = await generate(forward, createFakeTokenizer(), { groups: GROUPS, sampling, maxTokens: 14 }, { bank });
  return groups;
}

describe('steps that give lists', () => {
  test.each(SAMPLINGS)('write the texts of steps that give all logits: %o', async (sampling) => {
    const counts: Counts = { lists: 0, whole: 0, again: 0 };
    const plain = await texts(createFakeForward({ vocabulary: VOCABULARY }), sampling);
    expect(await texts(withLists(createFakeForward({ vocabulary: VOCABULARY }), counts), sampling)).toEqual(plain);
    expect(counts.lists).toBeGreaterThan(0);
    expect(counts.whole).toBeGreaterThan(0);
    if (sampling.temperature === 3) expect(counts.again).toBeGreaterThan(0);
    else expect(counts.again).toBeLessThan(counts.lists / 4);
  });

  test('are not asked for where a penalty changes logits before a token is sampled', async () => {
    const counts: Counts = { lists: 0, whole: 0, again: 0 };
    const sampling: Sampling = { temperature: 0.8, topK: 0, topP: 1, repetitionPenalty: 1.3 };
    const plain = await texts(createFakeForward({ vocabulary: VOCABULARY }), sampling);
    expect(await texts(withLists(createFakeForward({ vocabulary: VOCABULARY }), counts), sampling)).toEqual(plain);
    expect(counts).toEqual({ lists: 0, whole: 0, again: 0 });
  });
});
