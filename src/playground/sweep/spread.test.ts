import { describe, expect, it } from 'vitest';
import { createSpread } from './spread.ts';

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
