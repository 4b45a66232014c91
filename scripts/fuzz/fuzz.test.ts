import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/math/rng.ts';
import { judge, seedOf } from './judge.ts';
import { targets } from './targets.ts';

const SEED = 1;
const INPUTS = 1000;
const each = Math.ceil(INPUTS / targets.length);

describe('wrong inputs are refused by name, or make sense', () => {
  it.each(targets)(`${each} of $kind`, async (target) => {
    const outcomes = { refused: 0, accepted: 0 };
    for (let index = 0; index < each; index++) {
      const verdict = await judge(target, createRng(seedOf(SEED, target.kind, index)));
      if (verdict.outcome === 'wrong') expect.fail(`input ${index} (${verdict.what}): ${verdict.reason}`);
      else outcomes[verdict.outcome]++;
    }
    expect(outcomes.refused + outcomes.accepted).toBe(each);
  });
});

describe('the judge', () => {
  const verdict = (run: () => readonly string[], file?: string) =>
    judge({ kind: 'x', ...(file === undefined ? {} : { file }), make: () => ({ what: 'w', run }) }, () => 0);

  it('tells an error by name from another, and sense from nonsense', async () => {
    expect(await verdict(() => [])).toEqual({ outcome: 'accepted' });
    expect(await verdict(() => ['NaN'])).toMatchObject({ outcome: 'wrong', reason: 'accepted: NaN' });
    const thrown = (error: unknown, file?: string) =>
      verdict(() => {
        throw error;
      }, file);
    expect(await thrown(new Error('a.json: field b: expected c'), 'a.json')).toEqual({ outcome: 'refused' });
    expect(await thrown(new Error('a.json: field b: expected c'))).toMatchObject({ outcome: 'wrong' });
    expect(await thrown(new TypeError('a.json is undefined'), 'a.json')).toMatchObject({ outcome: 'wrong' });
    expect(await thrown(new Error(`a.json: ${'x'.repeat(1000)}`), 'a.json')).toMatchObject({ outcome: 'wrong' });
  });
});
