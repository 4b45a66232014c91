import { expect, it } from 'vitest';
import { commonest, initial, madeOwn, pointAt, spans, twinRises, worldOf } from './own-state.ts';
import { guardOf, type OwnWorld, wordsOf } from './own-world.ts';

const world = (change: Partial<typeof initial> = {}) => worldOf({ ...initial, ...change }) as OwnWorld;

it('trains a policy whose slider moves both rewards, with the twins', () => {
  expect(spans(world()).every((span) => span > 0.25)).toBe(true);
  expect(twinRises(world()).every((rise) => rise > 0.02)).toBe(true);
  for (const { chances } of world().front) expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
  expect(world().base.kl).toBeCloseTo(0, 9);
});

it('each switch was for something', () => {
  const end = (at: OwnWorld) => commonest(at, pointAt(at, 1)).text;
  // Without the guard a heap of words is said as often as the best sentence.
  expect(guardOf(end(world({ guard: false })))).toBeLessThan(-0.3);
  expect(guardOf(end(world()))).toBeGreaterThan(-0.3);
  // With KL nearly free the reward rises and the twin falls below the base.
  const free = world({ price: 0.05 });
  expect(pointAt(free, 1).rewards[0]).toBeGreaterThan(pointAt(world(), 1).rewards[0]);
  expect(twinRises(free).every((rise) => rise < 0)).toBe(true);
  expect(pointAt(free, 1).kl).toBeGreaterThan(pointAt(world(), 1).kl);
  // Without corners a short training reaches less far.
  const inner = spans(world({ cornerShare: 0 }));
  expect(inner.every((span, i) => span < (spans(world())[i] as number) - 0.05)).toBe(true);
});

it('takes any list, and no list for none', () => {
  expect(wordsOf(' sun, , sun,*, sea*')).toEqual(['sun', 'sea*']);
  expect(worldOf({ ...initial, lists: ['', 'x'] })).toBeUndefined();
  expect(world({ lists: ['zebra', 'family'] }).front).toHaveLength(11);
});

it('asks for words of one’s own, and for a front that is no cheat', () => {
  expect(madeOwn(initial)).toBe(false);
  const mine = { ...initial, lists: [`${initial.lists[0]}, moon`, initial.lists[1]] as const };
  expect(madeOwn(mine)).toBe(true);
  expect(madeOwn({ ...mine, guard: false })).toBe(false);
  expect(madeOwn({ ...mine, price: 0.05 })).toBe(false);
});
