import { describe, expect, it } from 'vitest';
import { mean } from '../math/statistics.ts';
import { firstDeviation, fitDecay } from './decay-law.ts';
import { DISTILLATION_STEPS, DISTILLATION_STOP, type DistillationData, type StudentCurves, teacherHacking } from './teacher-hacking.ts';

const SEEDS = [1, 2, 3, 4, 5];

const runs = SEEDS.map((seed) => {
  const run = teacherHacking.create({}, seed);
  while (!run.finished) run.step();
  return run.snapshot();
});
const curvesOf = (data: DistillationData) => runs.map(({ students }) => students.find((one) => one.data === data) as StudentCurves);
const late = (curve: readonly number[]) => mean(curve.slice(-50));
const lowest = (curve: readonly number[]) => curve.indexOf(Math.min(...curve));

describe('teacher hacking, in each of five seeds', () => {
  it('a student of fixed texts comes ever closer to the teacher on them and turns away from the oracle', () => {
    for (const { proxyOnTexts, golden } of curvesOf('fixed')) {
      proxyOnTexts.slice(1).forEach((value, step) => {
        expect(value).toBeLessThan(proxyOnTexts[step] as number);
      });
      const turn = lowest(golden);
      expect(turn).toBeGreaterThan(20);
      expect(turn).toBeLessThan(120);
      expect(late(golden)).toBeGreaterThan(1.2 * (golden[turn] as number));
    }
  });

  it('a student of fresh texts does not turn: late it is as near to the oracle as ever, but for the noise of its texts', () => {
    for (const { golden, proxy } of curvesOf('fresh')) {
      expect(late(golden)).toBeLessThan(mean(golden.slice(100, 150)));
      expect(late(golden)).toBeLessThan(1.15 * Math.min(...golden));
      expect(late(proxy)).toBeLessThan(mean(proxy.slice(100, 150)));
    }
  });

  it('as many fixed texts of more prompts bring it nearer to the oracle, later', () => {
    const [fixed, diverse] = [curvesOf('fixed'), curvesOf('diverse')];
    diverse.forEach(({ golden }, i) => {
      const few = (fixed[i] as StudentCurves).golden;
      expect(Math.min(...golden)).toBeLessThan(0.85 * Math.min(...few));
      expect(lowest(golden)).toBeGreaterThan(lowest(few));
    });
  });

  it('the best student is nearer to the oracle than its teacher is: it averages the accidents out', () => {
    curvesOf('fresh').forEach(({ golden }, i) => {
      expect(late(golden)).toBeLessThan(0.5 * (runs[i]?.teacherGolden as number));
    });
  });

  it('the proxy leaves its decay near the golden minimum of fixed texts, and late or never with fresh ones', () => {
    const stop = ({ proxy }: StudentCurves) => {
      const law = fitDecay(proxy, DISTILLATION_STOP.from, DISTILLATION_STOP.until);
      return firstDeviation(proxy, law, { ...DISTILLATION_STOP, after: DISTILLATION_STOP.until }) ?? DISTILLATION_STEPS;
    };
    for (const curves of curvesOf('fixed')) {
      expect(curves.golden[stop(curves)]).toBeLessThan(1.05 * Math.min(...curves.golden));
    }
    const fixed = curvesOf('fixed').map(stop);
    curvesOf('fresh').forEach((curves, i) => {
      expect(stop(curves)).toBeGreaterThan(3 * (fixed[i] as number));
    });
  });
});

it('the same seed gives the same world to whichever students, and a worse teacher to fewer texts', () => {
  const golden = (teacherTexts: number) => teacherHacking.create({ teacherTexts }, 4).snapshot().teacherGolden;
  expect(golden(8)).toBe(runs[3]?.teacherGolden);
  expect(golden(2)).toBeGreaterThan(golden(8));
  const alone = teacherHacking.create({ students: ['diverse'] }, 4);
  alone.step();
  expect(alone.snapshot().students[0]?.golden[1]).toBe(curvesOf('diverse')[3]?.golden[1]);
  expect(() => teacherHacking.create({ teacherTexts: 0 }, 1)).toThrow('teacher texts is 0, expected at least 1');
});
