/** The contents of the course: every lesson with what is live in it, its reading time, and how far the reader is. */
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { formatRoute } from '../site/route.ts';
import { strings } from '../strings/strings.ts';
import { latePart } from '../ui/late-part.tsx';
import { lessons } from './lessons/registry.ts';
import type { ProgressStore } from './progress-store.ts';
import { fill } from './prose/parse-prose.ts';
import './contents.css';

const ContentsList = latePart(() => import('./contents-list.tsx').then(({ ContentsList }) => ContentsList));

export function Contents({ progress }: { readonly progress: ProgressStore }): ReactElement {
  const { lessons: kept, forget } = useStore(progress);
  const frame = strings.frame;
  const reached = lessons.filter(({ id }) => kept[id]?.reached).length;
  const begun = Object.keys(kept).length > 0;
  const onward = lessons.find(({ id }) => !kept[id]?.reached);
  return (
    <div className="contents">
      <div className="contents-head">
        <h1 tabIndex={-1}>{frame.contentsTitle}</h1>
        <p className="contents-lead">{frame.contentsLead}</p>
        <p className="contents-progress">
          {onward && (
            <a href={formatRoute({ page: 'lesson', lesson: onward.id })}>
              {fill(begun ? frame.resume : frame.start, { title: onward.title })}
            </a>
          )}
          <span>{fill(frame.progress, { reached, lessons: lessons.length })}</span>
          {begun && (
            <button type="button" className="button plain" onClick={forget}>
              {frame.forget}
            </button>
          )}
        </p>
      </div>
      <ContentsList progress={progress} />
    </div>
  );
}
