import { describe, expect, it, vi } from 'vitest';
import type { RewardInput } from '../reward.ts';
import type { LearnedDefinition } from './learned-definition.ts';
import { encodeWeights } from './linear-head.ts';
import { type ModelReader, measureLearned } from './measure-learned.ts';

const BASE = 'b'.repeat(64);
const input = (text: string): RewardInput => ({ prompt: 'Why?', text, finished: true });
/** States are a text's length and its number of exclamation marks; the model says yes to what asks a question. */
const stateOf = (text: string) => [text.length, text.split('!').length - 1];
const reader: ModelReader = {
  states: async ({ texts }) => ({ states: Float32Array.from(texts.flatMap(({ text }) => stateOf(text))), width: 2 }),
  choose: async ({ questions }) => ({
    logProbabilities: Float32Array.from(questions.flatMap(({ prompt }) => (/Answer: .*\?\n/.test(prompt) ? [-0.1, -2.1] : [-3, -1]))),
  }),
};
const head = (bias: number, weights: number[], base = BASE) => ({
  reads: 'mean' as const,
  base,
  bias,
  weights: encodeWeights(weights),
  heldOut: { right: 5, count: 8 },
});
const examples = (id: string, own?: ReturnType<typeof head>): LearnedDefinition => ({
  id,
  label: id,
  kind: 'examples',
  liked: [],
  disliked: [],
  ...(own ? { head: own } : {}),
});
const judge = (id: string, question: string): LearnedDefinition => ({ id, label: id, kind: 'judge', question, pairs: [] });
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe('rewards that a model measures', () => {
  it('score heads, features and questions together; an answer without a word has 0 of a head', async () => {
    const taste: LearnedDefinition = {
      id: 'own-taste',
      label: 'Taste',
      kind: 'taste',
      reads: 'features',
      choices: [],
      head: {
        reads: 'features',
        means: [2, 0, 0, 0, 0],
        deviations: [1, 1, 1, 1, 1],
        weights: [-1, 0, 0, 0, 0],
        heldOut: { right: 5, count: 8 },
      },
    };
    const definitions = [
      examples('own-a', head(-1, [0, 2])),
      examples('own-b', head(0, [0.1, 0])),
      taste,
      judge('own-j', 'Is it a question?'),
    ];
    const progress = vi.fn();
    const scores = await measureLearned(definitions, ['Oh!', 'Is it?', '  '].map(input), reader, { base: BASE, onProgress: progress });
    expect(scores[0]?.['own-a']).toBeCloseTo(sigmoid(-1 + 2), 6);
    expect(scores[0]?.['own-b']).toBeCloseTo(sigmoid(0.3), 6);
    expect(scores[0]?.['own-taste']).toBeCloseTo(sigmoid(-(1 - 2)), 6);
    expect(scores[0]?.['own-j']).toBeCloseTo(sigmoid(-2), 6);
    expect(scores[1]?.['own-j']).toBeCloseTo(sigmoid(2), 6);
    expect(scores[2]).toMatchObject({ 'own-a': 0, 'own-b': 0, 'own-taste': 0 });
    // One reading for both heads, one for the judge.
    expect(progress.mock.calls).toEqual([
      [3, 6],
      [6, 6],
    ]);
  });

  it('say by name what cannot be measured, and the others go on', async () => {
    const faults = vi.fn();
    const bad = [
      examples('own-none'),
      examples('own-other', head(0, [1, 1], 'c'.repeat(64))),
      judge('own-silent', ' '),
      examples('own-nan', head(0, [Number.NaN, 1])),
    ];
    const scores = await measureLearned([...bad, examples('own-good', head(0, [0, 1]))], [input('Oh!')], reader, {
      base: BASE,
      onFault: faults,
    });
    expect(Object.keys(scores[0] ?? {})).toEqual(['own-good']);
    expect(faults.mock.calls.map(([fault]) => fault)).toEqual([
      { reward: 'own-none', message: 'own-none: too few examples yet to score anything.' },
      { reward: 'own-other', message: expect.stringContaining('another base model') },
      { reward: 'own-silent', message: expect.stringContaining('no question yet') },
      { reward: 'own-nan', message: 'own-nan: a head with a weight that is not finite, expected numbers.' },
    ]);
  });

  it('ask in batches, stop when told, and say where the engine refused', async () => {
    const asked: number[] = [];
    const stop = new AbortController();
    const counting: ModelReader = {
      ...reader,
      states: async (args) => {
        asked.push(args.texts.length);
        if (asked.length === 2) stop.abort();
        return reader.states(args);
      },
    };
    const inputs = Array.from({ length: 100 }, (_, i) => input(`text ${i}`));
    const measuring = measureLearned([examples('own-a', head(0, [1, 1]))], inputs, counting, { base: BASE, signal: stop.signal });
    await expect(measuring).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked).toEqual([32, 32]);
    const faults = vi.fn();
    const refusing: ModelReader = { ...reader, states: () => Promise.reject(new Error('text 1 has 900 tokens, expected 1 to 512')) };
    const both = [examples('own-a', head(0, [1, 1])), judge('own-j', 'Is it?')];
    const scores = await measureLearned(both, [input('a')], refusing, { base: BASE, onFault: faults });
    expect(Object.keys(scores[0] ?? {})).toEqual(['own-j']);
    expect(faults).toHaveBeenCalledWith({ reward: 'own-a', message: 'own-a: text 1 has 900 tokens, expected 1 to 512' });
  });
});
