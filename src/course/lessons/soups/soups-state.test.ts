import { expect, it } from 'vitest';
import { chordMiddle, distanceOf, initial, renew, serve, tablePoint, tolerance } from './soups-state.ts';

const worlds = Array.from({ length: 40 }, (_, i) => 11 + i);

it('the middle of the chord is never a good guess, the soup itself always is', () => {
  for (const world of worlds) {
    const state = { ...initial, world };
    expect(distanceOf({ ...state, guess: chordMiddle(world) })).toBeGreaterThan(tolerance);
    expect(serve({ ...state, guess: chordMiddle(world) }).guessed).toBe(false);
    expect(serve({ ...state, guess: tablePoint(world, 0.5) }).guessed).toBe(true);
  }
});

it('another world hides its soup and keeps a guess that was right', () => {
  const served = serve({ ...initial, guess: tablePoint(initial.world, 0.5) });
  const next = renew(served);
  expect([next.served, next.guessed, next.world]).toEqual([false, true, initial.world + 1]);
  expect(next.guess).toEqual(chordMiddle(next.world));
});
