import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Pool, type PoolFile, readPool, writePool } from './pool.ts';

const answer = fc
  .record({
    prompt: fc.nat(2),
    tokens: fc.array(fc.nat(0xffff), { minLength: 9, maxLength: 64 }),
    text: fc.string({ minLength: 9, unit: 'grapheme' }),
    finished: fc.boolean(),
    ends: fc.subarray([1, 3, 4, 7], { maxLength: 3 }),
  })
  .map(({ ends, ...rest }) => ({ ...rest, cuts: ends.map((end) => ({ tokens: end, text: end + 1 })) }));

const poolOf = (answers: Pool['answers']): Pool => ({
  ...{ format: 'tiller-pool/1', base: 'a'.repeat(64), system: 'Be brief.', limit: 64, temperature: 0.8, seed: 7, stop: 2, commit: '' },
  prompts: ['Why?', 'How?', 'When?'],
  answers,
});
const one = { prompt: 1, tokens: [1, 513, 65535, 4, 5], text: 'A b. C', finished: true, cuts: [{ tokens: 4, text: 4 }] };
const file = (change: (file: PoolFile) => unknown) => JSON.parse(JSON.stringify(change(writePool(poolOf([one])))));
const answering = (change: object) => file((f) => ({ ...f, answers: [{ ...f.answers[0], ...change }] }));

describe('the file of a pool', () => {
  it('gives back every pool', () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 6 }), (answers) => {
        const lists = answers.map(({ prompt, tokens }) => ({ prompt, tokens, text: '- One.' }));
        const pool = { ...poolOf(answers), ...(answers.length > 3 ? { lists } : {}) };
        expect(readPool(JSON.parse(JSON.stringify(writePool(pool))), 'pool.json')).toEqual(pool);
      }),
      { seed: 12, numRuns: 100 },
    );
  });

  it('holds tokens as little-endian uint16', () => {
    expect(writePool(poolOf([one])).answers[0]?.tokens).toBe(Buffer.from([1, 0, 1, 2, 255, 255, 4, 0, 5, 0]).toString('base64'));
  });

  it.each([
    [file((f) => ({ ...f, format: 'tiller-pool/2' })), 'field format: expected "tiller-pool/1", got "tiller-pool/2"'],
    [file((f) => ({ ...f, base: 'x' })), 'field base: expected'],
    [file((f) => ({ ...f, prompts: [] })), 'field prompts: expected >=1'],
    [file((f) => ({ ...f, prompts: ['a', 'b', 'a'] })), 'field prompts.2: expected a prompt that is not there before, got "a"'],
    [answering({ prompt: 3 }), 'field answers.0.prompt: expected an index below 3, got 3'],
    [answering({ tokens: 'AAAAA' }), 'field answers.0.tokens: expected base64, got AAAAA'],
    [answering({ tokens: 'AAAA' }), 'field answers.0.tokens: expected two bytes a token, got 3 bytes'],
    [answering({ tokens: btoa('\0'.repeat(130)) }), 'field answers.0.tokens: expected at most 64 tokens, got 65'],
    [answering({ cuts: [[6, 4]] }), 'field answers.0.cuts.0.0: expected tokens above 0, at most 5, got 6'],
    [answering({ cuts: [[1, 7]] }), 'field answers.0.cuts.0.1: expected 1 to 6 characters, got 7'],
    [
      answering({
        cuts: [
          [2, 2],
          [2, 3],
        ],
      }),
      'field answers.0.cuts.1.0: expected tokens above 2, at most 5, got 2',
    ],
    [file((f) => ({ ...f, lists: [{ prompt: 9, tokens: '', text: '1.' }] })), 'field lists.0.prompt: expected an index below 3, got 9'],
  ])('refuses what is wrong by name (%#)', (data, sentence) => {
    expect(() => readPool(data, 'pool.json')).toThrow(`pool.json: ${sentence}`);
  });

  it('refuses to write a token that does not fit', () => {
    expect(() => writePool(poolOf([{ ...one, tokens: [65536] }]))).toThrow('token 65536: expected an integer from 0 to 65535');
  });
});
