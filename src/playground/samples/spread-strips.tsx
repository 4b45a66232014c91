/** A strip of dots a reward, one dot a sample, with mean, lowest and highest as numbers. */
import { decimals } from '../../charts/chart-data.ts';
import { rewardColour } from '../../charts/looks.tsx';
import type { Spread } from './spread.ts';

export function SpreadStrips({ spreads }: { readonly spreads: readonly Spread[] }) {
  return (
    <table className="spread">
      <caption className="visually-hidden">How far the samples lie apart</caption>
      <thead>
        <tr>
          <th scope="col">Reward</th>
          <td />
          <th scope="col">Mean</th>
          <th scope="col">Lowest to highest</th>
        </tr>
      </thead>
      <tbody>
        {spreads.map((spread, i) => (
          <SpreadRow key={spread.id} spread={spread} colour={rewardColour(i)} />
        ))}
      </tbody>
    </table>
  );
}

function SpreadRow({ spread, colour }: { readonly spread: Spread; readonly colour: string }) {
  const { label, range, values, summary } = spread;
  const [low, high] = range;
  const digits = high - low > 10 ? 1 : 2;
  const along = (value: number) => `${(100 * (Math.min(Math.max(value, low), high) - low)) / (high - low)}%`;
  return (
    <tr>
      <th scope="row">{label}</th>
      <td className="spread-strip" aria-hidden="true">
        <div className="spread-track" style={{ '--hue': colour } as Record<string, string>}>
          {values.map(({ seed, value }) => (
            <span key={seed} className="spread-dot" style={{ left: along(value) }} />
          ))}
          {summary && <span className="spread-mean" style={{ left: along(summary.mean) }} />}
        </div>
      </td>
      <td>{decimals(summary?.mean, digits)}</td>
      <td>{summary ? `${decimals(summary.lowest, digits)} to ${decimals(summary.highest, digits)}` : '–'}</td>
    </tr>
  );
}
