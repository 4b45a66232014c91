import type { LessonStrings } from '../../strings/lesson-strings.ts';
import { countWords } from './parse-prose.ts';

/** Words a minute of a careful reader. */
const wordsPerMinute = 180;
/** Minutes for each thing to do: a step's task, the goal, the question. */
const minutesPerTask = 0.5;

/** Words of a lesson that are read on the way: steps, goal and question, without figure and explanations. */
export function lessonWords({ steps, goal, question }: LessonStrings): number {
  const read = [
    ...steps.flatMap(({ title, prose, task, formula }) => [
      title,
      ...prose,
      task ?? '',
      ...(formula?.symbols.map(([, meaning]) => meaning) ?? []),
    ]),
    goal.task,
    question.ask,
    ...question.choices.map(({ text }) => text),
  ];
  return read.reduce((sum, text) => sum + countWords(text), 0);
}

/** Whole minutes, at least one: reading at 180 words a minute, and half a minute for each thing to do. */
export function readingMinutes(lesson: LessonStrings): number {
  const tasks = lesson.steps.filter(({ task }) => task !== undefined).length + 2;
  return Math.max(1, Math.round(lessonWords(lesson) / wordsPerMinute + tasks * minutesPerTask));
}
