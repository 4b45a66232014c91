/** The lines of some fronts, and the whiskers of the points that no other dominates. */
import { type ReactElement, use } from 'react';
import { methodColour, variantDash } from '../marker.tsx';
import type { FrontSeries } from './front-layout.ts';
import { markOf, PointingContext, useFrontPlace } from './front-place.ts';

export function FrontLines({ series }: { readonly series: readonly FrontSeries[] }): ReactElement {
  const { toX, toY } = useFrontPlace();
  // A dominated point has its whiskers while it is pointed at.
  const lifted = markOf(use(PointingContext).pointed)?.key;
  return (
    <>
      {series
        .filter(({ line }) => line.length > 0)
        .map(({ policy, line }) => (
          <polyline
            key={policy.id}
            className={policy.swept ? 'swept-line' : 'front-line'}
            points={line.map(([x, y]) => `${toX(x)},${toY(y)}`).join(' ')}
            stroke={methodColour(policy.method)}
            strokeDasharray={policy.swept ? SWEPT_DOTS : variantDash(policy.variant)}
          />
        ))}
      {series
        .flatMap((one) => one.marks)
        .filter((mark) => !mark.dominated || mark.key === lifted)
        .map(({ key, policy, x, y }) => (
          <g key={key} className="front-whiskers" stroke={methodColour(policy.method)}>
            {x.low !== undefined && x.high !== undefined && <line x1={toX(x.low)} x2={toX(x.high)} y1={toY(y.mean)} y2={toY(y.mean)} />}
            {y.low !== undefined && y.high !== undefined && <line x1={toX(x.mean)} x2={toX(x.mean)} y1={toY(y.low)} y2={toY(y.high)} />}
          </g>
        ))}
    </>
  );
}

/** Round dots, which no policy's dash is. */
export const SWEPT_DOTS = '0.1 4';
