/** What a lesson is: a figure with a state, steps that set it, a goal that checks it. README.md beside this file is the guide. */
import type { ComponentType } from 'react';
import type { LessonStrings } from '../../strings/lesson-strings.ts';
import type { Numbers } from '../prose/parse-prose.ts';

/** A step of the story. Hooks are pure: they take the figure's state and give the next. The words are in the strings, step for step. */
export interface Step<State> {
  /** The part of the figure that the step talks about: it is marked while the step is on. */
  readonly part?: string;
  /** The reader comes to the step, from either side. */
  readonly on?: (state: State) => State;
  /** The reader leaves it, in either direction. */
  readonly out?: (state: State) => State;
  /** Whether the step's task is done; goes with `task` in the strings. Once done it stays done. */
  readonly done?: (state: State) => boolean;
  /** Brings the figure to where the task would have: for a reader who skips it, and for a link into a later step. */
  readonly complete?: (state: State) => State;
}

/** Attributes of a figure's part: `<g {...part('front')}>`. */
export interface PartAttributes {
  readonly 'data-part': string;
  readonly 'data-lit': true | undefined;
}

export interface FigureProps<State> {
  readonly state: State;
  /** Changes some fields; the function form sees the newest state. */
  readonly set: (change: Partial<State> | ((state: State) => Partial<State>)) => void;
  readonly part: (name: string) => PartAttributes;
  /** Index of the step that is on. */
  readonly step: number;
}

export interface Lesson<State extends object = never> {
  readonly strings: LessonStrings;
  /** The figure's state before the first step. */
  readonly initial: State;
  readonly Figure: ComponentType<FigureProps<State>>;
  /** As many as the strings have. */
  readonly steps: readonly Step<State>[];
  /** Every {number} of the lesson's prose, computed from the state. */
  readonly numbers: (state: State) => Numbers;
  /** True when the goal is reached; once reached it stays reached. */
  readonly goal: (state: State) => boolean;
  /** Index of the right choice of the question. */
  readonly right: number;
}

/** The state on entering a step by link: all earlier steps are complete, then this one is on. */
export function stateAtStep<State extends object>({ initial, steps }: Lesson<State>, step: number): State {
  const before = steps.slice(0, step).reduce((state, each) => pass(each, each.on?.(state) ?? state), initial);
  return steps[step]?.on?.(before) ?? before;
}

/** The state after moving from one step to another; steps that are passed over on the way forward are completed. */
export function moveStep<State extends object>({ steps }: Lesson<State>, state: State, from: number, to: number): State {
  let moved = state;
  if (to > from) {
    moved = steps[from] ? pass(steps[from], moved) : moved;
    moved = steps.slice(from + 1, to).reduce((at, each) => pass(each, each.on?.(at) ?? at), moved);
  } else moved = steps[from]?.out?.(moved) ?? moved;
  return steps[to]?.on?.(moved) ?? moved;
}

/** Completes a step whose task is not done, and leaves it. */
function pass<State extends object>({ done, complete, out }: Step<State>, state: State): State {
  const completed = done?.(state) ? state : (complete?.(state) ?? state);
  return out?.(completed) ?? completed;
}
