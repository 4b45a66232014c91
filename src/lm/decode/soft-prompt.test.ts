/** A soft prompt of word vectors is those words: whatever is asked of the engine, it answers as if they stood before the chat. */
import { describe, expect, it } from 'vitest';
import type { RowSpec } from '../../methods/method.ts';
import { tinyForward } from '../testing/tiny-forward.ts';
import { TINY, tinyAdapter, tinyGguf, tinyWeights } from '../testing/tiny-llama.ts';
import type { Chat } from '../text/chat-template.ts';
import { generate } from './decode.ts';
import { explain } from './explain.ts';
import { score } from './score.ts';

const weights = tinyWeights();
const forward = await tinyForward(tinyGguf(weights));
const embedding = weights.get('embedding') as Float32Array;
const WORDS = 'xyz';
const code = (letter: string) => letter.charCodeAt(0) % TINY.vocabulary;
const soft = Float32Array.from(
  Array.from(WORDS).flatMap((letter) => [...embedding.subarray(code(letter) * TINY.width, (code(letter) + 1) * TINY.width)]),
);
const bank = await forward.mount([
  { id: 'soft', adapter: new Map(), soft },
  { id: 'lora', adapter: tinyAdapter(7, 2, ['v_proj', 'o_proj']) },
]);
const encodeChat = ({ system, prompt }: Chat) => Array.from(system + prompt, code);
const tokenizer = {
  encodeChat,
  stops: new Set<number>(),
  end: 5,
  stream: () => ({ push: (id: number) => `${id} `, end: () => '' }),
  decode: (ids: readonly number[]) => ids.join(' '),
};
const greedy = { temperature: 0, topK: 0, topP: 1 };
const asked = (id: string, coefficients: RowSpec['coefficients'], system: string) => ({
  ...{ id, system, prompt: 'why', seed: 3 },
  steering: { rows: [{ coefficients }], mixer: { kind: 'identity' } } as const,
});
const SOFT = asked('soft', { soft: 1, lora: 0.5 }, 'be');
const SAID = asked('said', { lora: 0.5 }, `${WORDS}be`);

describe('a soft prompt of word vectors', () => {
  it('writes the text of the words, beside a row that has none, and takes drafts', async () => {
    const first = await generate(forward, tokenizer, { groups: [SOFT, SAID], sampling: greedy, maxTokens: 12 }, { bank });
    const [softly, said] = first.groups;
    expect(softly?.tokens).toEqual(said?.tokens);
    expect(softly?.tokens).toHaveLength(12);

    const tokens = softly?.tokens as number[];
    const draft = [...tokens.slice(0, 5), ((tokens[5] as number) + 1) % TINY.vocabulary, ...tokens.slice(6)];
    const again = await generate(forward, tokenizer, { groups: [{ ...SOFT, draft }], sampling: greedy, maxTokens: 12 }, { bank });
    expect(again.groups[0]).toMatchObject({ tokens, kept: 5 });
  });

  it('is read by score and explain as the words are, the base without it', async () => {
    const [softly, said] = [SOFT, SAID].map(({ seed: _, ...text }) => ({ ...text, tokens: [16, 23, 42], ended: true }));
    const both = await score(
      forward,
      tokenizer,
      { groups: [softly as NonNullable<typeof softly>, said as NonNullable<typeof said>], temperature: 1 },
      { bank },
    );
    const base = await score(
      forward,
      tokenizer,
      {
        groups: [{ ...(softly as NonNullable<typeof softly>), steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } } }],
        temperature: 1,
      },
      { bank },
    );
    const total = (i: number) => (both.groups[i]?.logRatio ?? 0) - 4 * (both.groups[i]?.nll ?? 0);
    expect(total(0)).toBeCloseTo(total(1), 4);
    expect(both.groups[0]?.nll).toBeCloseTo(base.groups[0]?.nll ?? 0, 5);

    const why = async ({ system, steering }: typeof SOFT) =>
      (
        await explain(
          forward,
          tokenizer,
          { system, prompt: 'why', tokens: [16, 23, 42], ended: true, steerings: [{ id: 'it', steering }], rivals: 2, temperature: 1 },
          { bank },
        )
      ).tokens;
    const [ours, theirs] = [await why(SOFT), await why(SAID)];
    expect(ours.map(({ token, rank, rivals }) => [token, rank, rivals.map((rival) => rival.token)])).toEqual(
      theirs.map(({ token, rank, rivals }) => [token, rank, rivals.map((rival) => rival.token)]),
    );
    for (const [i, { logProbabilities }] of ours.entries()) expect(logProbabilities[0]).toBeCloseTo(theirs[i]?.logProbabilities[0] ?? 0, 4);
  });

  it('counts towards the context, and a repetition penalty knows nothing of it', async () => {
    const long = { ...SOFT, prompt: 'p'.repeat(TINY.context - 2 - 12) };
    const run = (group: typeof SOFT, sampling = greedy) =>
      generate(forward, tokenizer, { groups: [group], sampling, maxTokens: 12 }, { bank });
    await expect(run(long)).rejects.toThrow("the prompt of group 'soft' has 119 tokens, expected at most 116");
    expect((await run({ ...long, prompt: long.prompt.slice(3) })).groups[0]?.tokens).toHaveLength(12);
    const penalised = await run(SOFT, { ...greedy, repetitionPenalty: 1.5 } as typeof greedy);
    expect(new Set(penalised.groups[0]?.tokens).size).toBeGreaterThan(4);
  });
});
