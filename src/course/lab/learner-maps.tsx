import type { ReactElement } from 'react';
import type { ChartInterval } from '../../charts/chart-data.ts';
import { LAKE_MAPS } from '../../theory/lake/frozen-lake.ts';
import type { PartAttributes } from '../lessons/lesson.ts';
import { fill } from '../prose/parse-prose.ts';
import { type GridMapProps, lakeCells } from './grid-map.tsx';
import { LabMap } from './lab-map.tsx';
import { percent, percentInterval } from './percent.ts';

interface Learner extends Pick<GridMapProps, 'policy' | 'framed'> {
  readonly id: string;
  readonly title: string;
  readonly colour: string;
  /** How often it arrives; undefined before the first snapshot. */
  readonly rate: ChartInterval | undefined;
}

interface LearnerMapsProps extends PartAttributes {
  readonly learners: readonly Learner[];
  /** `arrives` tells the `{rate}`, `map` names the map by `{learner}` and `{rate}`. */
  readonly words: { readonly arrives: string; readonly map: string };
}

const cells = lakeCells(LAKE_MAPS.small.join(''));

/** The small lake once for every learner, with what each would do and how often it arrives. */
export function LearnerMaps({ learners, words, ...place }: LearnerMapsProps): ReactElement {
  return (
    <div className="lab-maps" {...place}>
      {learners.map(({ id, title, rate, ...map }) => (
        <LabMap
          key={id}
          title={title}
          note={fill(words.arrives, { rate: percentInterval(rate) })}
          name={fill(words.map, { learner: title, rate: percent(rate?.mean) })}
          width={LAKE_MAPS.small[0].length}
          cells={cells}
          {...map}
        />
      ))}
    </div>
  );
}
