import { type ReactElement, useEffect } from 'react';
import { equalWeighting } from '../../../math/simplex.ts';
import { strings } from '../../../strings/strings.ts';
import { useCoursePack } from '../../model/use-course-pack.ts';
import { fill } from '../../prose/parse-prose.ts';
import type { FigureProps } from '../lesson.ts';
import { BlindComparison } from './blind-comparison.tsx';
import { SideBySide } from './side-by-side.tsx';
import type { SteerState } from './steer-state.ts';
import './steer.css';

const words = strings.lessons.steer.figure;

/** First the two policies with their names, then without. */
export function SteerFigure(props: FigureProps<SteerState>): ReactElement {
  const { state, set } = props;
  const { opened, error } = useCoursePack();
  useEffect(() => {
    // Also after the figure was reset.
    if (!opened || state.source === opened.source) return;
    const { length } = opened.source.pack.rewards;
    set(({ weights }) => ({ source: opened.source, weights: weights.length === length ? weights : equalWeighting(length) }));
  }, [opened, state.source, set]);
  if (error !== undefined) return <p role="alert">{fill(words.failed, { message: error })}</p>;
  if (!opened) return <p role="status">{words.reading}</p>;
  return state.blind ? <BlindComparison {...props} opened={opened} /> : <SideBySide {...props} opened={opened} />;
}
