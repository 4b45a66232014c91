/** What a sweep has so far, inside the front chart: open points that move while their texts grow, and dotted lines through those that ended. */
import { type ReactElement, use, useEffect } from 'react';
import type { ChartPolicy } from '../chart-data.ts';
import { type FrontLayout, layOutFronts } from './front-layout.ts';
import { FrontLines } from './front-lines.tsx';
import { markOf, PointingContext, useFrontPlace } from './front-place.ts';
import { FrontPoints } from './front-points.tsx';

export interface SweptMarksProps extends Pick<FrontLayout, 'lines' | 'weights'> {
  /** Each `swept`. A point that did not change is the same object as before: it is not drawn again. */
  readonly policies: readonly ChartPolicy[];
  readonly showDominated: boolean;
}

/** To be given to FrontChart as its overlay: it is drawn on its own, as often as points come, and the chart around it is not. */
export function SweptMarks({ policies, lines, weights, showDominated }: SweptMarksProps): ReactElement {
  const { axes, domains, at, offered } = useFrontPlace();
  const { pointed, onPoint } = use(PointingContext);
  const fronts = layOutFronts(policies, { axes, domains, lines, weights });
  const series = showDominated ? fronts : fronts.map((one) => ({ ...one, marks: one.marks.filter(({ dominated }) => !dominated) }));
  const marks = series.flatMap((one) => one.marks);
  const followed = markOf(pointed);
  const present = followed && marks.find(({ key }) => key === followed.key);
  useEffect(() => {
    offered.current = marks;
  });
  useEffect(
    () => () => {
      offered.current = [];
    },
    [offered],
  );
  // The card follows its point.
  useEffect(() => {
    if (present && followed && present.point !== followed.point) onPoint(at(present));
  });
  return (
    <g className="swept-marks">
      <FrontLines series={series} />
      <FrontPoints series={series} />
    </g>
  );
}
