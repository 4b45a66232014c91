/** One text's scores as bars, one hue a reward, with a tick at the base model's mean. */
import type { ReactElement } from 'react';
import { decimals } from './chart-data.ts';
import { rewardColour } from './looks.tsx';
import './reward-bars.css';

export interface RewardBar {
  readonly id: string;
  readonly label: string;
  /** Undefined while there is no text to score. */
  readonly value?: number | undefined;
  /** The value is being measured. */
  readonly waiting?: boolean;
  readonly range: readonly [number, number];
  /** The base model's mean. */
  readonly base?: number | undefined;
  /** What was counted, as the tooltip says it. */
  readonly detail?: string;
  /** Default: the hue of the bar's index, `--reward-<index>`. */
  readonly colour?: string;
}

export interface RewardBarsProps {
  /** Accessible name, e.g. `Rewards of CLP's text`. */
  readonly name: string;
  readonly bars: readonly RewardBar[];
}

/** A definition list, so that the numbers are read as text. Bars grow from the end of the range that is nearest to zero. */
export function RewardBars({ name, bars }: RewardBarsProps): ReactElement {
  return (
    <dl className="reward-bars" aria-label={name}>
      {bars.map(({ id, label, value, waiting, range, base, detail, colour }, i) => {
        const [low, high] = range;
        const along = (score: number) => (100 * (Math.min(Math.max(score, low), high) - low)) / (high - low);
        const origin = along(0);
        const end = value === undefined ? origin : along(value);
        return (
          <div key={id} title={detail}>
            <dt>{label}</dt>
            <dd className="reward-bars-track" aria-hidden="true">
              <span
                className="reward-bars-fill"
                style={{
                  left: `${Math.min(origin, end)}%`,
                  width: `${Math.abs(end - origin)}%`,
                  ...hue(colour ?? rewardColour(i)),
                }}
              />
              {base !== undefined && <span className="reward-bars-base" style={{ left: `calc(${along(base)}% - 1px)` }} />}
            </dd>
            <dd className="reward-bars-value">
              {waiting ? <span className="reward-bars-waiting">measuring</span> : decimals(value, high - low > 10 ? 1 : 2)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** As a property rather than a background, so that forced colours can replace it. */
function hue(colour: string): Record<string, string> {
  return { '--hue': colour };
}
