/** The state of the Goodhart lesson's figure, and all that follows from it. */
import { firstDeviation, fitDecay } from '../../../theory/decay-law.ts';
import { type GoodhartWorld, goldenBeta, pointAtKl, tiltedPoint } from '../../../theory/goodhart.ts';
import {
  DISTILLATION_STOP,
  type DistillationSnapshot,
  FEW_PROMPTS,
  SHAPE,
  type StudentCurves,
  TEXTS,
} from '../../../theory/teacher-hacking.ts';
import type { Numbers } from '../../prose/parse-prose.ts';
import { restedWhen, type TrainerSettings } from '../../training/settings.ts';

export type GoodhartScene = 'world' | 'students' | 'decay' | 'blind';

export interface GoodhartState {
  readonly scene: GoodhartScene;
  readonly world: GoodhartWorld;
  /** How far the proxy is optimised, nats. */
  readonly kl: number;
  readonly trainer: TrainerSettings;
  readonly students: readonly StudentCurves[];
  readonly finished: boolean;
  /** Step at which the reader stopped in the blind scene. */
  readonly stopped: number | undefined;
}

export const TEACHER_TEXTS = 8;
/** How near to the golden minimum a stop must be, and to the golden peak the slider. */
const WITHIN = 0.05;
const NEAR_PEAK = 0.01;
export const MAX_KL = 6;

export const initial: GoodhartState = {
  scene: 'world',
  world: { flattered: 0.9, harm: 1.2 },
  kl: 0,
  trainer: { playing: false, speed: 50, seed: 1, run: 0 },
  students: [],
  finished: false,
  stopped: undefined,
};

/** Golden reward at its peak; of an honest proxy, at the end of the slider. */
export function goldenPeak({ world }: Pick<GoodhartState, 'world'>): number {
  const beta = goldenBeta(world);
  const end = pointAtKl(world, MAX_KL).golden;
  return beta > 0 && tiltedPoint(world, beta).kl < MAX_KL ? tiltedPoint(world, beta).golden : end;
}

export function atPeak({ world, kl }: Pick<GoodhartState, 'world' | 'kl'>): boolean {
  return kl > 0 && goldenPeak({ world }) - pointAtKl(world, kl).golden < NEAR_PEAK;
}

/** A training that has not begun. */
export function restart(state: GoodhartState, scene: GoodhartScene, seed: number): GoodhartState {
  const { trainer } = state;
  return {
    ...state,
    scene,
    students: [],
    finished: false,
    stopped: undefined,
    trainer: { ...trainer, seed, run: trainer.run + 1, playing: false },
  };
}

export function observe(state: GoodhartState, { students }: DistillationSnapshot, finished: boolean): GoodhartState {
  return { ...state, students, finished, trainer: restedWhen(finished, state.trainer) };
}

/** The reader stops: the step is noted, and the rest is played so that the minimum can be known. */
export function stopHere(state: GoodhartState): GoodhartState {
  const steps = stepsOf(state.students[0]);
  if (steps === 0 || state.stopped !== undefined) return state;
  return { ...state, stopped: steps, trainer: { ...state.trainer, speed: 'full', playing: !state.finished } };
}

export function stepsOf(student: StudentCurves | undefined): number {
  return Math.max(0, (student?.golden.length ?? 0) - 1);
}

/** Step of the lowest golden KL so far. */
export function bestStep({ golden }: StudentCurves): number {
  return golden.indexOf(Math.min(...golden));
}

/** The power law of the early steps, and where the curve left it; undefined while there are too few steps. */
export function decayOf({ proxy }: StudentCurves) {
  const { from, until } = DISTILLATION_STOP;
  if (proxy.length <= until) return undefined;
  const law = fitDecay(proxy, from, until);
  return { law, left: firstDeviation(proxy, law, { ...DISTILLATION_STOP, after: until }) };
}

/** In the blind scene, once the whole run is known: was the stop near enough to the minimum? */
export function stoppedWell({ scene, stopped, finished, students }: GoodhartState): boolean {
  const [student] = students;
  if (scene !== 'blind' || stopped === undefined || !finished || !student) return false;
  return (student.golden[stopped] as number) <= (1 + WITHIN) * Math.min(...student.golden);
}

export function numbers(state: GoodhartState): Numbers {
  const { world, kl, students, stopped } = state;
  const fixed = students.find(({ data }) => data === 'fixed');
  const left = fixed && decayOf(fixed)?.left;
  const point = pointAtKl(world, kl);
  return {
    kl: kl.toFixed(2),
    proxy: point.proxy.toFixed(2),
    golden: point.golden.toFixed(2),
    peak: goldenPeak(state).toFixed(2),
    tokens: SHAPE.vocabulary,
    length: SHAPE.length,
    teacherTexts: TEACHER_TEXTS,
    texts: TEXTS,
    prompts: FEW_PROMPTS,
    tolerance: percent(DISTILLATION_STOP.tolerance),
    stop: left ?? '…',
    best: fixed && stepsOf(fixed) > 0 ? bestStep(fixed) : '…',
    within: percent(WITHIN),
    stopped: stopped ?? 0,
    stoppedGolden: ((stopped !== undefined && fixed?.golden[stopped]) || 0).toFixed(2),
    bestGolden: (fixed ? Math.min(...fixed.golden) : 0).toFixed(2),
  };
}

const percent = (share: number) => `${Math.round(100 * share)} %`;
