/** The state of the lesson's figure, and all that follows from it. */
import { LEARNING_RATE, lastGoodTraining, SHARED_ARM, type Soup, trainSoups } from '../../../theory/three-arm-bandit.ts';
import type { Numbers } from '../../prose/parse-prose.ts';
import type { TrainerSettings } from '../../training/settings.ts';

export interface KlState {
  /** What C is worth to both rewards. */
  readonly c: number;
  /** Price of KL; 0 is none. */
  readonly beta: number;
  readonly trainer: TrainerSettings;
  /** Of the present training, oldest first; never empty. */
  readonly course: readonly Soup[];
  readonly finished: boolean;
  /** log10 of the steps that the reader looks at; undefined follows the training. */
  readonly marked: number | undefined;
  readonly shows: { readonly training: boolean; readonly c: boolean; readonly beta: boolean };
}

export const wantedSteps = 1000;
export const wantedC = 0.9;
export const wantedShare = 0.5;
/** How far the goal's marker may be from the very step, as a ratio. */
const tolerance = 1.1;

export const untrained = (c: number): readonly Soup[] => trainSoups({ c }, [0]);

const firstC = 0.75;

export const initial: KlState = {
  c: firstC,
  beta: 0,
  trainer: { playing: false, speed: 'full', seed: 1, run: 0 },
  course: untrained(firstC),
  finished: false,
  marked: undefined,
  shows: { training: false, c: false, beta: false },
};

/** The soup after the longest training so far. */
export const newest = ({ course }: Pick<KlState, 'course'>): Soup => course.at(-1) as Soup;

/** The soup at the marker: the kept one that is nearest on the logarithmic axis. */
export function inspected(state: Pick<KlState, 'course' | 'marked'>): Soup {
  const { course, marked } = state;
  if (marked === undefined) return newest(state);
  const distance = ({ steps }: Soup) => Math.abs(Math.log10(Math.max(1, steps)) - marked);
  return course.reduce((best, soup) => (distance(soup) < distance(best) ? soup : best));
}

/** A world with other rewards or another price, and a training that begins anew. */
export function reset(state: KlState, change: Partial<Pick<KlState, 'c' | 'beta'>>): KlState {
  const next = { ...state, ...change, trainer: { ...state.trainer, run: state.trainer.run + 1 } };
  return { ...next, course: untrained(next.c), finished: false, marked: undefined };
}

/** The marker lies, within a tenth, on the last training that keeps C at a third; and training went on to show the fall. */
export function goalReached(state: KlState): boolean {
  const { c, beta, marked } = state;
  const lastGood = lastGoodTraining(c);
  if (beta !== 0 || marked === undefined || lastGood === undefined || newest(state).steps < 1.5 * lastGood) return false;
  const { steps } = inspected(state);
  return steps <= lastGood * tolerance && steps >= lastGood / tolerance;
}

export function numbers(state: KlState): Numbers {
  const now = newest(state);
  const marked = inspected(state);
  const thousands = (steps: number) => steps.toLocaleString('en-GB');
  return {
    c: state.c.toFixed(2),
    rate: LEARNING_RATE,
    steps: thousands(now.steps),
    share: now.soup[SHARED_ARM].toFixed(2),
    value: now.value.toFixed(3),
    startValue: (state.course[0] as Soup).value.toFixed(3),
    wantedSteps: thousands(wantedSteps),
    wantedC: wantedC.toFixed(2),
    wantedShare: wantedShare.toFixed(2),
    markedSteps: thousands(marked.steps),
    markedShare: marked.soup[SHARED_ARM].toFixed(3),
    lastGood: lastGoodTraining(state.c)?.toLocaleString('en-GB') ?? '–',
  };
}
