import { describe, expect, it } from 'vitest';
import type { ExplainedToken, ExplainResult } from '../../lm/explanation.ts';
import type { WhyQuestion } from './why-question.ts';
import { nats, percent, shownWord, spokenWord, whyWords } from './why-words.ts';

const question = { viewpoints: [{}, {}], base: 1, pullers: [{}] } as unknown as WhyQuestion;
const token = (id: number, chances: readonly number[], more: Partial<ExplainedToken> = {}): ExplainedToken => ({
  ...{ token: id, text: 'x', ends: false, rank: 1, rivals: [] },
  logProbabilities: chances.map(Math.log),
  ...more,
});
const result = (tokens: readonly ExplainedToken[], pieces: ExplainResult['pieces']): ExplainResult => ({ tokens, pieces, totalMs: 1 });

describe('an explained answer', () => {
  const rival = { token: 9, text: ' z', ends: false, logProbabilities: [0.25, 0.75, 0.1].map(Math.log) };
  const tokens = [
    token(1, [0.5, 0.25, 0.9], { rivals: [rival], rank: 2, divergence: 0.3 }),
    token(2, [0.5, 0.5, 0.9], { divergence: 0.1 }),
    token(3, [0.2, 0.1, 0.9], { divergence: 0.5 }),
    token(0, [1, 1, 1], { text: '', ends: true, divergence: 8 }),
  ];
  const pieces = [
    { from: 0, to: 2, text: 'é' },
    { from: 2, to: 3, text: ' b' },
  ];
  const pulls = result([token(1, [0.25]), token(2, [0.25]), token(3, [0.4]), token(0, [0.5])], pieces);

  it('has one word for tokens that share a character: as likely as all of them, with the rivals of the first', () => {
    const [word, other, end] = whyWords(question, result(tokens, pieces), pulls).words;
    expect(word).toMatchObject({ from: 0, tokens: 2, text: 'é', rank: 2, ends: false });
    expect(word?.probabilities.map((p) => Number(p.toFixed(9)))).toEqual([0.25, 0.125]);
    expect(word?.rivals).toEqual([{ token: 9, text: ' z', ends: false, probabilities: [expect.closeTo(0.25), expect.closeTo(0.75)] }]);
    expect(word?.divergence).toBeCloseTo(0.2);
    expect(word?.pull).toBeCloseTo(Math.log(2));
    expect(word?.pulls).toEqual([expect.closeTo(Math.log(0.25 / 0.0625))]);
    expect(other).toMatchObject({ from: 2, tokens: 1, text: ' b', pulls: [expect.closeTo(Math.log(0.2 / 0.4))] });
    expect(end).toMatchObject({ from: 3, ends: true, text: '' });
  });

  it('parts by the mean over its tokens, its end left out, as MOD tells it', () => {
    expect(whyWords(question, result(tokens, pieces), undefined).misalignment).toBeCloseTo(0.3);
    const plain = tokens.map(({ divergence: _, ...one }) => one);
    const { words, misalignment } = whyWords(question, result(plain, pieces), undefined);
    expect(misalignment).toBeUndefined();
    expect(words[0]).toMatchObject({ divergence: undefined, pulls: undefined });
  });

  it('may be an end alone', () => {
    expect(whyWords(question, result(tokens.slice(3), []), undefined).words).toMatchObject([{ from: 0, ends: true }]);
  });
});

it.each([
  [' great', '␣great', 'great'],
  ['\n\n', '↵↵', 'line break'],
  [' ', '␣', 'space'],
  ['\ufffd', '\ufffd', 'a part of a character'],
  ['', 'a token without text', 'a token without text'],
])('%j is shown and said', (text, shown, spoken) => {
  expect([shownWord({ text, ends: false }), spokenWord({ text, ends: false })]).toEqual([shown, spoken]);
  expect(shownWord({ text, ends: true })).toBe('end of the answer');
});

it('probabilities and nats are short, and honest about what rounds away', () => {
  expect([1, 0.9996, 0.424, 0.0421, 0.0009, 0].map(percent)).toEqual(['100%', '100%', '42%', '4.2%', '<0.1%', '<0.1%']);
  expect([0.814, -0.3, 0.001, -0.001].map(nats)).toEqual(['+0.81', '−0.30', '0.00', '0.00']);
});
