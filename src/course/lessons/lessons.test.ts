/** What every lesson promises (README.md), checked for all that are listed. */
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import type { LessonStrings } from '../../strings/lesson-strings.ts';
import { strings } from '../../strings/strings.ts';
import { numberText, parseProse } from '../prose/parse-prose.ts';
import { lessonWords, readingMinutes } from '../prose/reading-time.ts';
import { type Lesson, moveStep, stateAtStep } from './lesson.ts';
import { lessons } from './registry.ts';

/** All texts in markup, with the place they stand at. */
function marked({ steps, goal, question }: LessonStrings): (readonly [place: string, text: string])[] {
  return [
    ...steps.flatMap(({ prose, task }, i) => [...prose, task ?? ''].map((text) => [`step ${i + 1}`, text] as const)),
    ['goal', goal.task],
    ['goal', goal.reached],
    ['question', question.ask],
    ...question.choices.flatMap(({ text, why }) => [text, why].map((words) => ['question', words] as const)),
  ];
}

it('lists lessons once, in the order of the course', () => {
  const numbers = lessons.map(({ number }) => number);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(new Set(lessons.map(({ id }) => id))).toEqual(new Set(Object.keys(strings.lessons)));
});

describe.each(lessons.map((entry) => [entry.id, entry] as const))('%s', (_, entry) => {
  const words: LessonStrings = strings.lessons[entry.id];
  const load = async () => (await entry.load()).default as unknown as Lesson<object>;

  it('is short, and says how long it takes', () => {
    expect(lessonWords(words)).toBeLessThanOrEqual(480);
    expect(
      words.steps
        .flatMap(({ prose }) => prose)
        .join(' ')
        .split(/\s+/).length,
    ).toBeLessThanOrEqual(330);
    expect(readingMinutes(words)).toBeGreaterThanOrEqual(1);
    expect(words.references.length).toBeGreaterThanOrEqual(1);
    for (const { arxiv, url } of words.references) {
      if (arxiv === undefined) expect(url).toMatch(/^https:\/\//);
      else expect(arxiv).toMatch(/^\d{4}\.\d{4,5}$/);
    }
  });

  it('uses terms of the glossary and formulas that katex can set, with every symbol explained in its formula', () => {
    for (const [place, text] of marked(words)) {
      for (const piece of parseProse(text)) {
        if (piece.kind === 'term') expect(Object.keys(strings.glossary), `${place}: ${text}`).toContain(piece.term);
        if (piece.kind === 'formula') katex.renderToString(piece.tex, { throwOnError: true });
      }
    }
    for (const { formula } of words.steps) {
      if (!formula) continue;
      katex.renderToString(formula.tex, { throwOnError: true, displayMode: true });
      for (const [tex] of formula.symbols) {
        katex.renderToString(tex, { throwOnError: true });
        expect(formula.tex).toContain(tex);
      }
    }
  });

  it('has hooks for every step, a task where a step checks one, and a right answer', async () => {
    const { steps, right, strings: own } = await load();
    expect(own).toBe(words);
    expect(steps.length).toBe(words.steps.length);
    expect(steps.map(({ done }) => done !== undefined)).toEqual(words.steps.map(({ task }) => task !== undefined));
    expect(words.question.choices[right]).toBeDefined();
    expect(words.question.choices.length).toBeGreaterThanOrEqual(2);
  });

  it('computes every number that its words ask for, at every step', async () => {
    const lesson = await load();
    for (let step = 0; step < lesson.steps.length; step += 1) {
      const numbers = lesson.numbers(stateAtStep(lesson, step));
      for (const [place, text] of marked(words)) {
        for (const piece of parseProse(text)) {
          if (piece.kind === 'number') expect(() => numberText(numbers, piece.name), `${place}, shown at step ${step + 1}`).not.toThrow();
        }
      }
    }
  });

  it('begins every step with its task and the goal open; completing a step does its task', async () => {
    const lesson = await load();
    lesson.steps.forEach((step, i) => {
      const state = stateAtStep(lesson, i);
      expect(lesson.goal(state), `goal at step ${i + 1}`).toBe(false);
      if (!step.done) return;
      expect(step.done(state), `task of step ${i + 1}`).toBe(false);
      const completed = step.complete?.(state) ?? state;
      expect(step.done(completed), `task of step ${i + 1}, completed`).toBe(true);
      expect(lesson.goal(completed), `goal after skipping step ${i + 1}`).toBe(false);
    });
  });

  it('steps back and forth without harm', async () => {
    const lesson = await load();
    let state = stateAtStep(lesson, 0);
    const last = lesson.steps.length - 1;
    for (const [from, to] of [[0, last], [last, 0], ...lesson.steps.slice(1).map((_, i) => [i, i + 1])] as [number, number][]) {
      state = moveStep(lesson, state, from, to);
      expect(() => lesson.numbers(state)).not.toThrow();
    }
  });
});
