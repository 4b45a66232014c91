import { describe, expect, it } from 'vitest';
import { type DistillationSnapshot, teacherHacking } from '../../../theory/teacher-hacking.ts';
import { atPeak, decayOf, goldenPeak, initial, MAX_KL, observe, restart, stepsOf, stopHere, stoppedWell } from './goodhart-state.ts';

function snapshot(steps: number, seed: number): DistillationSnapshot {
  const run = teacherHacking.create({ students: ['fixed'] }, seed);
  for (let step = 0; step < steps; step += 1) run.step();
  return run.snapshot();
}
const whole = snapshot(600, 12);
const stopAt = (step: number) => stopHere(observe(restart(initial, 'blind', 12), snapshot(step, 12), false));

describe('the closed-form world', () => {
  it('has a peak that the slider finds and the end does not', () => {
    const found = Array.from({ length: 301 }, (_, i) => (MAX_KL * i) / 300).filter((kl) => atPeak({ ...initial, kl }));
    expect(found.length).toBeGreaterThan(0);
    expect(found).not.toContain(MAX_KL);
    expect(atPeak(initial)).toBe(false);
  });

  it('has no peak before the end when the proxy is honest', () => {
    const world = { ...initial.world, flattered: 0 };
    expect(goldenPeak({ world })).toBeGreaterThan(goldenPeak(initial));
    expect(atPeak({ world, kl: MAX_KL })).toBe(true);
  });
});

describe('the blind run', () => {
  it('is won near the minimum, and only once the rest has been played', () => {
    const stopped = stopAt(60);
    expect(stopped.stopped).toBe(60);
    expect(stopped.trainer.playing).toBe(true);
    expect(stoppedWell(stopped)).toBe(false);
    expect(stoppedWell(observe(stopped, whole, true))).toBe(true);
  });

  it('is lost too early, too late, and elsewhere', () => {
    expect(stoppedWell(observe(stopAt(5), whole, true))).toBe(false);
    expect(stoppedWell(observe(stopAt(500), whole, true))).toBe(false);
    expect(stoppedWell({ ...observe(stopAt(60), whole, true), scene: 'students' })).toBe(false);
  });

  it('cannot be stopped before it begins, nor twice', () => {
    expect(stopHere(restart(initial, 'blind', 12)).stopped).toBeUndefined();
    expect(stopHere({ ...stopAt(60), students: whole.students }).stopped).toBe(60);
  });

  it('knows no law before there are steps enough', () => {
    const [student] = snapshot(5, 12).students;
    expect(student && decayOf(student)).toBeUndefined();
    expect(stepsOf(student)).toBe(5);
    expect(stepsOf(undefined)).toBe(0);
  });
});
