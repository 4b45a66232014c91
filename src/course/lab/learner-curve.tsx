import type { ReactElement } from 'react';
import { PlotDot, PlotLine, type Point } from '../../charts/plot/plot-marks.tsx';

interface LearnerCurveProps {
  /** In the order of the training; none before its first snapshot. */
  readonly points: readonly Point[];
  readonly colour: string;
  readonly dashed?: boolean;
  /** In px; default 2. */
  readonly width?: number;
}

/** How a learner came along, with a dot where it is now. */
export function LearnerCurve({ points, ...look }: LearnerCurveProps): ReactElement {
  const last = points.at(-1);
  return (
    <g>
      <PlotLine points={points} {...look} />
      {last && <PlotDot at={last} colour={look.colour} radius={4} />}
    </g>
  );
}
