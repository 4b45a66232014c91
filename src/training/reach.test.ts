import { describe, expect, it } from 'vitest';
import type { ScoredCandidate } from './candidates.ts';
import { conflicts } from './conflict.ts';
import { tabulate } from './pool-table.ts';
import { reachOf } from './reach.ts';

const candidate = (prompt: string, a: number, b: number, original = true): ScoredCandidate => ({
  ...{ prompt, tokens: [5], text: 'x', finished: true, original },
  scores: { a, b, guard: 0 },
});

describe('how far a pool reaches', () => {
  const scored = [
    candidate('p', 0.2, 0),
    candidate('p', 0.4, 0),
    candidate('p', 0.9, 0, false),
    candidate('q', 0.5, 0),
    candidate('q', 0.3, 0),
  ];
  const table = tabulate(scored, ['a', 'b']);

  it('is the best candidate of each prompt beside the base’s own answers', () => {
    const reach = reachOf(table, 'a', 1);
    expect(reach.base).toEqual([expect.closeTo(0.3, 12), 0.4]);
    expect(reach.best).toEqual([0.9, 0.5]);
    expect(reach.highest).toBe(0.9);
    expect(reach.better).toBe(1);
    expect(reach.verdict).toBe('within');
  });

  it('is out where no candidate is better than the base, and scarce where few prompts have one', () => {
    expect(reachOf(table, 'b', 1)).toMatchObject({ better: 0, verdict: 'out' });
    const few = ['p', 'q', 'r', 's'].flatMap((prompt, i) => [candidate(prompt, 0, 0), candidate(prompt, i === 0 ? 1 : 0.01, 0, false)]);
    expect(reachOf(tabulate(few, ['a']), 'a', 1)).toMatchObject({ better: 0.25, verdict: 'scarce' });
  });

  it('of a reward without bounds is in what the pool spans', () => {
    const far = [candidate('p', -400, 0), candidate('p', 400, 0, false)];
    expect(reachOf(tabulate(far, ['a']), 'a', Number.POSITIVE_INFINITY)).toMatchObject({ better: 1, verdict: 'within' });
  });

  it('names a reward that is not there, and a score that is missing', () => {
    expect(() => reachOf(table, 'c', 1)).toThrow('reward c: expected one of a, b');
    expect(() => tabulate(scored, ['c'])).toThrow('score of c is undefined, expected a finite number');
  });
});

describe('the conflict of two rewards', () => {
  it('is the rank correlation within each prompt that tells candidates apart by both', () => {
    const scored = [
      ...[candidate('p', 1, 30), candidate('p', 2, 20), candidate('p', 3, 10)],
      ...[candidate('q', 1, 10), candidate('q', 2, 30), candidate('q', 3, 20)],
      ...[candidate('r', 1, 5), candidate('r', 2, 5)],
    ];
    const [only] = conflicts(tabulate(scored, ['a', 'b']));
    expect(only?.rewards).toEqual(['a', 'b']);
    // 1 - 6 sum d^2 / (n (n^2 - 1)), without ties
    expect(only?.byPrompt).toEqual([expect.closeTo(-1, 12), expect.closeTo(0.5, 12)]);
  });
});
