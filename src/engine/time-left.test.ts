import { describe, expect, it } from 'vitest';
import { createTimeLeft } from './time-left.ts';

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

describe('createTimeLeft', () => {
  it('tells the seconds at the pace so far, without the pauses, and nothing of the first tokens', () => {
    const { now, spend } = desk();
    const left = createTimeLeft(now);
    expect(left.seconds(100)).toBeUndefined();
    left.start();
    spend(1000);
    left.add(32);
    expect(left.seconds(100)).toBeUndefined();
    spend(1000);
    left.add(168);
    expect(left.seconds(100)).toBe(1);
    left.pause();
    spend(60_000);
    expect(left.seconds(50)).toBe(0.5);
    left.start();
    spend(2000);
    expect(left.seconds(100)).toBe(2);
  });
});
