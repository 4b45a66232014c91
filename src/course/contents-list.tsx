/** The lessons of the contents. With the texts of all of them, which tell how long each takes: no other page fetches those. */
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { formatRoute } from '../site/route.ts';
import type { LessonStrings } from '../strings/lesson-strings.ts';
import { type LessonId, strings } from '../strings/strings.ts';
import { lessons } from './lessons/registry.ts';
import { fitProgress, type ProgressStore } from './progress-store.ts';
import { fill } from './prose/parse-prose.ts';
import { readingMinutes } from './prose/reading-time.ts';

const texts: Readonly<Record<LessonId, LessonStrings>> = strings.lessons;

export function ContentsList({ progress }: { readonly progress: ProgressStore }): ReactElement {
  const all = useStore(progress, (state) => state.lessons);
  const frame = strings.frame;
  return (
    <ol>
      {lessons.map(({ id, number, title }) => {
        const lesson = texts[id];
        const kept = all[id] && fitProgress(all[id], lesson);
        const steps = lesson.steps.length;
        const stand = kept?.reached ? frame.goalReached : kept && fill(frame.stepsDone, { step: kept.step + 1, steps });
        return (
          <li key={id} style={{ listStyleType: marker(number) }} data-reached={kept?.reached || undefined}>
            <a href={formatRoute({ page: 'lesson', lesson: id })}>{title}</a>
            <p>{lesson.live}</p>
            <p className="contents-facts">
              {fill(frame.minutes, { minutes: readingMinutes(lesson) })}
              {stand && <b> · {stand}</b>}
            </p>
          </li>
        );
      })}
    </ol>
  );
}

/** The number as a list marker: `7. `, or `14.2 ` for a part. An ordered list's own markers are whole numbers. */
function marker(number: number): string {
  return JSON.stringify(Number.isInteger(number) ? `${number}. ` : `${number} `);
}
