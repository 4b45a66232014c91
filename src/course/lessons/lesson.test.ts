import { expect, it } from 'vitest';
import { type Lesson, moveStep, type Step, stateAtStep } from './lesson.ts';

interface Trace {
  readonly said: readonly string[];
  readonly solved: boolean;
}

const say = (word: string) => (state: Trace) => ({ ...state, said: [...state.said, word] });

const steps: readonly Step<Trace>[] = [
  { on: say('on 0'), out: say('out 0') },
  {
    on: say('on 1'),
    out: say('out 1'),
    done: ({ solved }) => solved,
    complete: (state) => ({ ...say('complete 1')(state), solved: true }),
  },
  { on: say('on 2'), out: say('out 2') },
];
const lesson = { initial: { said: [], solved: false }, steps } as unknown as Lesson<Trace>;

it('a link into a step gives the state of a reader who did all before it', () => {
  expect(stateAtStep(lesson, 0).said).toEqual(['on 0']);
  expect(stateAtStep(lesson, 2)).toEqual({ said: ['on 0', 'out 0', 'on 1', 'complete 1', 'out 1', 'on 2'], solved: true });
});

it('moving on completes what was not done, and nothing else', () => {
  const at1 = { said: [], solved: false };
  expect(moveStep(lesson, at1, 1, 2).said).toEqual(['complete 1', 'out 1', 'on 2']);
  expect(moveStep(lesson, { ...at1, solved: true }, 1, 2).said).toEqual(['out 1', 'on 2']);
  expect(moveStep(lesson, at1, 1, 0)).toEqual({ said: ['out 1', 'on 0'], solved: false });
  expect(moveStep(lesson, at1, 0, 2).said).toEqual(['out 0', 'on 1', 'complete 1', 'out 1', 'on 2']);
  expect(moveStep(lesson, at1, 2, 0).said).toEqual(['out 2', 'on 0']);
});
