import { expect, it } from 'vitest';
import { lastGoodTraining, trainSoups } from '../../../theory/three-arm-bandit.ts';
import { goalReached, initial, inspected, type KlState, reset } from './kl-state.ts';

const course = trainSoups(
  { c: initial.c },
  Array.from({ length: 101 }, (_, steps) => steps),
);
const trained: KlState = { ...initial, course };
const marked = (steps: number): KlState => ({ ...trained, marked: Math.log10(steps) });

it('is reached at the last training that keeps C at a third, within a tenth', () => {
  const last = lastGoodTraining(initial.c) as number;
  expect(goalReached(marked(last))).toBe(true);
  expect(goalReached(marked(last + 1))).toBe(true);
  for (const steps of [1, 10, last - 4, last + 4, 100]) expect(goalReached(marked(steps))).toBe(false);
});

it('needs a marker, a fall that was seen, and no KL', () => {
  const last = lastGoodTraining(initial.c) as number;
  expect(goalReached(trained)).toBe(false);
  expect(goalReached({ ...marked(last), course: course.slice(0, last + 2) })).toBe(false);
  expect(goalReached({ ...marked(last), beta: 0.1 })).toBe(false);
});

it('looks at the nearest kept soup, or at the newest without a marker', () => {
  expect(inspected(trained).steps).toBe(100);
  expect(inspected(marked(37.2)).steps).toBe(37);
  const anew = reset(marked(37), { c: 0.9 });
  expect(inspected(anew).steps).toBe(0);
  expect(anew.trainer.run).toBe(trained.trainer.run + 1);
});
