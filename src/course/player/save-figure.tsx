/** Saves the plots of a lesson's figure as one picture; figures that draw otherwise have nothing to save. */
import { type ReactElement, type RefObject, useEffect, useState } from 'react';
import { hasPicture } from '../../charts/export/drawings.ts';
import { SaveMenu } from '../../charts/export/save-menu.tsx';
import { strings } from '../../strings/strings.ts';
import { fill } from '../prose/parse-prose.ts';

export interface SaveFigureProps {
  readonly figure: RefObject<HTMLElement | null>;
  readonly lesson: { readonly id: string; readonly number: number };
  readonly title: string;
  /** Of the step that is on. */
  readonly caption: string;
}

export function SaveFigure({ figure, lesson, title, caption }: SaveFigureProps): ReactElement | null {
  const frame = strings.frame;
  const [drawn, setDrawn] = useState(false);
  const [error, setError] = useState<string>();
  // What a step draws is known once it is drawn.
  useEffect(() => setDrawn(figure.current !== null && hasPicture(figure.current)));
  if (!drawn) return null;
  return (
    <>
      <SaveMenu
        label={frame.save}
        name={frame.saveFigure}
        file={`tiller-${lesson.id}`}
        chart={() => figure.current}
        words={() => ({
          title,
          caption,
          source: fill(frame.figureSource, { number: String(lesson.number), date: new Date().toISOString().slice(0, 10) }),
        })}
        files={[]}
        onFail={setError}
      />
      {error !== undefined && <p role="alert">{error}</p>}
    </>
  );
}
