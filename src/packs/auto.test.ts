import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { encodeWeights } from '../rewards/own/linear-head.ts';
import { autoComplaint, proposeWeighting } from './auto.ts';

/** What PyTorch says, models/write_auto.py. */
const made = JSON.parse(readFileSync(new URL('../../models/fixtures/auto.json', import.meta.url), 'utf8'));

it('proposes what PyTorch does', () => {
  for (const [i, state] of made.states.entries()) {
    const proposed = proposeWeighting(made.head, state);
    for (const [j, weight] of proposed.entries()) expect(weight).toBeCloseTo(made.proposals[i][j], 6);
    expect(proposed.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  }
});

it('refuses a state of another size', () => {
  expect(() => proposeWeighting(made.head, [1, 2])).toThrow('a state of 2 numbers, expected 8 as the head of this pack has');
});

it('is complained of by field when it does not go with the rewards', () => {
  const judged = { policy: 'clp', prompts: 40, aboveCentre: { mean: 0, low: 0, high: 0 } };
  const head = { pooling: 'mean', judged, ...made.head } as const;
  expect(autoComplaint(head, 3)).toBeUndefined();
  expect(autoComplaint(undefined, 3)).toBeUndefined();
  expect(autoComplaint(head, 2)).toMatchObject({ field: ['auto', 'bias'], got: 3 });
  expect(autoComplaint({ ...head, weights: encodeWeights([1, 2, 3, 4]) }, 3)).toMatchObject({ field: ['auto', 'weights'], got: 4 });
  expect(autoComplaint({ ...head, weights: btoa('abc') }, 3)).toMatchObject({
    field: ['auto', 'weights'],
    expected: 'finite numbers of four bytes',
  });
});
