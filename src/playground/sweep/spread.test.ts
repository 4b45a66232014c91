import { describe, expect, it } from 'vitest';
import { createSpread, inPieces } from './spread.ts';
import { createTimeLeft } from './time-left.ts';

/** Tasks by hand, and a clock that goes on by as much as work takes. */
function desk() {
  const tasks: (() => void)[] = [];
  let time = 0;
  return {
    tasks,
    now: () => time,
    spend: (ms: number) => {
      time += ms;
    },
    again: (task: () => void) => void tasks.push(task),
    /** Runs the next task, and says how long it took. */
    turn() {
      const before = time;
      tasks.shift()?.();
      return time - before;
    },
  };
}

describe('createSpread', () => {
  it('does work in order, and no more at once than a page bears', async () => {
    const { tasks, now, spend, again, turn } = desk();
    const spread = createSpread(again, now);
    const done: number[] = [];
    for (let i = 0; i < 10; i += 1) {
      spread.add(String(i), () => {
        spend(5);
        done.push(i);
      });
    }
    const idle = spread.idle();
    const turns: number[] = [];
    while (tasks.length > 0) turns.push(turn());
    await idle;
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(turns).toEqual([10, 10, 10, 10, 10]);
  });

  it('lets newer work of a key take the place of older, and forgets what is cleared', async () => {
    const { tasks, now, again, turn } = desk();
    const spread = createSpread(again, now);
    const done: string[] = [];
    spread.add('a', () => done.push('older'));
    spread.add('a', () => done.push('newer'));
    turn();
    expect(done).toEqual(['newer']);
    spread.add('b', () => done.push('cleared'));
    const idle = spread.idle();
    spread.clear();
    await idle;
    while (tasks.length > 0) turn();
    expect(done).toEqual(['newer']);
  });
});

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
