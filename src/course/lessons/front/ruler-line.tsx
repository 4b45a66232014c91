import type { ReactElement } from 'react';
import { PlotLine, type Point } from '../../../charts/plot/plot-marks.tsx';
import { bestPolicy, type FrontState, score } from './front-state.ts';
import { ideal, worlds } from './policies.ts';

/** Far outside the plot; marks are cut at the axes. */
const far = 10;

/** All points that the ruler values as much as the best policy: a line for the weighted sum, a corner for Tchebycheff. */
export function RulerLine({ state, colour }: { readonly state: FrontState; readonly colour: string }): ReactElement {
  const best = worlds[state.world][bestPolicy(state)];
  return <PlotLine points={best ? levelSet(state, score(state, best)) : []} colour={colour} />;
}

/** Points (x, y) whose score is `level`, as a polyline. */
export function levelSet({ ruler, weight: w }: Pick<FrontState, 'ruler' | 'weight'>, level: number): Point[] {
  if (ruler === 'sum') {
    // Along the line (1 - w, -w) nothing changes; it goes through level * (1, 1).
    return [-far, far].map((t) => [level + t * (1 - w), level - t * w]);
  }
  const [x, y] = [w === 0 ? -far : ideal[0] + level / w, w === 1 ? -far : ideal[1] + level / (1 - w)];
  return [
    [x, far],
    [x, y],
    [far, y],
  ];
}
