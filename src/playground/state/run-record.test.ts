import { describe, expect, it } from 'vitest';
import { fixturePack } from '../../packs/testing/fixture-pack.ts';
import { foreignRun, parseRun } from './run-record.ts';

const record = (weights: readonly number[], policy = 'clp') => ({
  format: 'tiller-run/1',
  pack: fixturePack.id,
  base: fixturePack.base,
  date: '2026-11-29T02:00:00.000Z',
  prompt: 'What is a black hole?',
  system: fixturePack.system,
  seed: 1,
  sampling: { temperature: 0.8, topK: 0, topP: 1 },
  maxTokens: 64,
  weights,
  panes: [{ policy, options: {}, text: 'A hole.', tokens: [1], stop: 'end', scores: {} }],
});

describe('a run beyond the simplex', () => {
  const beyond = [1.2, -0.1, -0.1];

  it('is read, and shown where its methods take such weights', () => {
    const read = parseRun(record(beyond), 'run.json');
    expect(read.weights).toEqual(beyond);
    expect(foreignRun(read, fixturePack, fixturePack.policies)).toBeUndefined();
    expect(foreignRun(parseRun(record(beyond, 'mod'), 'run.json'), fixturePack, fixturePack.policies)).toBe(
      'Its weights go beyond 0 and 1, where “MOD” has no answer.',
    );
    expect(foreignRun(parseRun(record([1, 0, 0], 'mod'), 'run.json'), fixturePack, fixturePack.policies)).toBeUndefined();
  });

  it.each([[[2, -1, 0]], [[0.5, 0.4, 0]]])('is refused at %j, which no slider reaches', (weights) => {
    expect(() => parseRun(record(weights), 'run.json')).toThrow('expected weights from -0.5 to 1.5 that sum to 1');
  });
});
