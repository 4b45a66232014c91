/** What the pool holds of a reward: how its scores are spread, the base's mean, and the best that can be picked. */
import type { ReactElement } from 'react';
import { decimals, intervalInWords } from '../../charts/chart-data.ts';
import { rewardColour } from '../../charts/looks.tsx';
import { reachWarning } from './pool-words.ts';
import type { RewardSurvey } from './survey.ts';

const width = 240;
const height = 72;

export function RewardReach({ reward }: { readonly reward: RewardSurvey }): ReactElement {
  const { label, place, base, best, bins, range } = reward;
  const warning = reachWarning(reward);
  return (
    <section className="reward-reach" aria-label={label}>
      <h4 style={{ color: rewardColour(place) }}>{label}</h4>
      <Spread reward={reward} />
      <p className="reach-ends" aria-hidden="true">
        <span>{decimals(range[0], 2)}</span>
        <span>{decimals(range[1], 2)}</span>
      </p>
      <dl className="reach-numbers">
        <div>
          <dt>The base’s own mean</dt>
          <dd>{intervalInWords(base, 2)}</dd>
        </div>
        <div>
          <dt>Best of each prompt</dt>
          <dd>{intervalInWords(best, 2)}</dd>
        </div>
      </dl>
      {warning && (
        <div className="notice">
          <span>
            <strong>{warning.what}</strong> {warning.todo}
          </span>
        </div>
      )}
      <span className="visually-hidden">{`${bins.length} bars: shares of all candidates, and of the base’s own answers, by score.`}</span>
    </section>
  );
}

/** Bars of all candidates in the reward's hue; the base's own answers as a line of steps over them. */
function Spread({ reward: { label, place, bins, base, range } }: { readonly reward: RewardSurvey }): ReactElement {
  // By the square root, so that a full bar leaves the others to be seen.
  const most = Math.sqrt(Math.max(...bins.flatMap(({ own, all }) => [own, all])));
  const tall = (share: number) => ((height - 6) * Math.sqrt(share)) / most;
  const step = width / bins.length;
  const steps = bins.flatMap(({ own }, i) => [`${i * step},${height - tall(own)}`, `${(i + 1) * step},${height - tall(own)}`]);
  return (
    <svg
      className="reach-spread"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`How the scores of ${label.toLowerCase()} are spread from ${decimals(range[0], 2)} to ${decimals(range[1], 2)}: mean of the base’s own answers ${decimals(base.mean, 2)}.`}
    >
      {bins.map(({ from, all }, i) => (
        <rect
          key={from}
          x={i * step + 0.75}
          width={step - 1.5}
          y={height - tall(all)}
          height={tall(all)}
          style={{ fill: rewardColour(place) }}
        />
      ))}
      <polyline points={[`0,${height}`, ...steps, `${width},${height}`].join(' ')} />
    </svg>
  );
}
