import { describe, expect, it } from 'vitest';
import { inPieces } from './in-pieces.ts';

/** A clock that goes on by as much as work takes. */
function desk() {
  let time = 0;
  return {
    now: () => time,
    spend: (ms: number) => {
      time += ms;
    },
  };
}

describe('inPieces', () => {
  function* steps(spend: (ms: number) => void): Generator<undefined, string> {
    for (let i = 0; i < 6; i += 1) {
      spend(4);
      yield;
    }
    return 'whole';
  }

  it('gives way every few milliseconds and comes to the same', async () => {
    const { now, spend } = desk();
    let breaks = 0;
    const again = (next: () => void) => {
      breaks += 1;
      queueMicrotask(next);
    };
    expect(await inPieces(steps(spend), again, now, () => true)).toBe('whole');
    expect(breaks).toBe(3);
  });

  it('ends where it is wanted no more', async () => {
    const { now, spend } = desk();
    expect(await inPieces(steps(spend), queueMicrotask, now, () => false)).toBeUndefined();
    expect(now()).toBe(8);
  });
});
