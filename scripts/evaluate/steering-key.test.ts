import { describe, expect, it } from 'vitest';
import { testingPack } from '../../src/measure/testing/testing-pack.ts';
import type { Steering } from '../../src/methods/method.ts';
import { steeringKey } from './steering-key.ts';

const contents = new Map([
  ['a', 'one'],
  ['b', 'two'],
  ['copy of a', 'one'],
]);
const row = (coefficients: Readonly<Record<string, number>>): Steering => ({ rows: [{ coefficients }], mixer: { kind: 'identity' } });
const key = (steering: Steering, slots: ReadonlyMap<string, string> = contents) => steeringKey(testingPack, slots, steering);

describe('steeringKey', () => {
  it('is the same for the same adapters, whatever they are called, and for slots of coefficient 0', () => {
    const own = key(row({ a: 0.5, b: 0.5 }));
    expect(key(row({ b: 0.5, 'copy of a': 0.5 }))).toBe(own);
    expect(key(row({ a: 1, b: 0 }))).toBe(key(row({ a: 1 })));
    expect(key({ rows: [{ coefficients: { a: 1 } }], mixer: { kind: 'log-probs', weights: [1] } })).toBe(key(row({ a: 1 })));
  });

  it('is that of the row itself where all others have no weight', () => {
    const dera = (lambda: number): Steering => ({
      rows: [{ coefficients: {} }, { coefficients: { a: 1 } }],
      mixer: { kind: 'linear', weights: [1 - lambda, lambda] },
    });
    expect(key(dera(0))).toBe(key(row({})));
    expect(key(dera(1))).toBe(key(row({ a: 1 })));
    expect(key(dera(1.5))).not.toBe(key(row({ a: 1 })));
  });

  it('changes with a coefficient, a system prompt, a mixer, and the contents of an adapter that is used', () => {
    const own = key(row({ a: 0.5 }));
    expect(key(row({ a: 0.25 }))).not.toBe(own);
    expect(key({ rows: [{ coefficients: { a: 0.5 }, system: 'Answer. Cheer: high.' }], mixer: { kind: 'identity' } })).not.toBe(own);
    const two: Steering['rows'] = [{ coefficients: {} }, { coefficients: { a: 0.5 } }];
    const mixed = (weights: readonly number[]) => key({ rows: two, mixer: { kind: 'linear', weights } });
    expect(mixed([0, 1])).not.toBe(mixed([-0.5, 1.5]));
    expect(key(row({ a: 0.5 }), new Map([...contents, ['a', 'trained on']]))).not.toBe(own);
    expect(key(row({ a: 0.5 }), new Map([...contents, ['b', 'trained on']]))).toBe(own);
    expect(steeringKey({ ...testingPack, temperature: 1 }, contents, row({ a: 0.5 }))).not.toBe(own);
  });

  it('changes with the reward model, whose scores are kept with the answers', () => {
    const learned = { ...testingPack, rewardModel: { slot: 'b', reward: 'approval' } };
    expect(steeringKey(learned, contents, row({ a: 0.5 }))).not.toBe(key(row({ a: 0.5 })));
  });

  it('names a slot that is not there', () => {
    expect(() => key(row({ c: 1 }))).toThrow('no slot c, expected one of a, b, copy of a');
  });
});
