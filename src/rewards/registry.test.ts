import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadLexicon } from '../../scripts/lexicon.ts';
import { createRewards } from './registry.ts';
import type { RewardInput } from './reward.ts';

const { byId, guard } = createRewards(loadLexicon());
const all = [...byId.values()];

const pieces = [
  'the',
  'sunny',
  'beach',
  'Santa',
  "don't",
  'chlorophyll',
  'zzyzx',
  'terrible',
  'lovely',
  '.',
  '! ',
  '\n',
  '123',
  '🙂',
  '’',
  ' ',
];
const answers: fc.Arbitrary<RewardInput> = fc.record({
  prompt: fc.constantFrom('Describe a beach.', '', 'Write.', '🙂'),
  text: fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.constantFrom(...pieces)).map((words) => words.join(' ')),
  ),
  finished: fc.boolean(),
});

describe('every reward', () => {
  it('stays in its range and is the same for the same answer, whatever the text', () => {
    fc.assert(
      fc.property(answers, (input) => {
        for (const scorer of [...all, ...all.map((reward) => reward.twin), guard]) {
          const score = scorer.score(input);
          expect(score).toBeGreaterThanOrEqual(scorer.range[0]);
          expect(score).toBeLessThanOrEqual(scorer.range[1]);
          expect(scorer.score({ ...input })).toBe(score);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is the product of its terms, and the guard their sum', () => {
    fc.assert(
      fc.property(answers, (input) => {
        for (const reward of all) {
          const product = reward.terms(input).reduce((p, { value }) => p * value, 1);
          expect(product).toBeCloseTo(reward.score(input), 10);
        }
        const sum = guard.terms(input).reduce((s, { value }) => s + value, 0);
        expect(Math.max(-1, sum)).toBeCloseTo(guard.score(input), 10);
      }),
    );
  });

  it('has an id of its own and a twin that is another scorer', () => {
    const ids = all.flatMap((reward) => [reward.id, reward.twin.id]);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...byId.keys()]).toEqual(all.map((reward) => reward.id));
  });
});
