/** The fronts of a sweep in numbers, beside the measured ones: one policy a line, and one pair a line. */
import type { ReactElement } from 'react';
import { boundsInWords, type ChartInterval, type ChartMean, decimals } from './chart-data.ts';
import { Marker } from './marker.tsx';
import { NumberTable } from './number-table.tsx';

/** A number of a sweep, with its interval unless it is of one text, and what it is of: n prompts, or n samples of one prompt. */
export interface SweptNumber extends ChartMean {
  readonly n: number;
}

export interface SweptLine {
  readonly id: string;
  readonly method: string;
  readonly variant?: number | undefined;
  readonly label: string;
  /** That have ended. */
  readonly texts: number;
  /** Undefined where there is no reference point, or nothing to measure yet. */
  readonly hypervolume?: SweptNumber | undefined;
  /** Of the pack's measured front. */
  readonly measured?: ChartInterval | undefined;
  /** Points of the front, and how many of them some point of another policy dominates, by its label. */
  readonly points: number;
  readonly dominated: readonly { readonly by: string; readonly points: number }[];
}

export interface SweptSummaryProps {
  readonly caption: string;
  readonly lines: readonly SweptLine[];
}

export function SweptSummary({ caption, lines }: SweptSummaryProps): ReactElement {
  const volumes = lines.some(({ hypervolume }) => hypervolume);
  const measured = volumes && lines.some((line) => line.measured);
  return (
    <NumberTable
      name="Sweep in numbers"
      caption={caption}
      className="indicator-summary"
      head={
        <>
          <th scope="col">Policy</th>
          <th scope="col">Texts</th>
          {volumes && <th scope="col">Hypervolume, this sweep</th>}
          {measured && <th scope="col">Hypervolume, measured</th>}
          <th scope="col">Points dominated</th>
        </>
      }
    >
      {lines.map((line) => (
        <tr key={line.id}>
          <th scope="row">
            <Marker method={line.method} variant={line.variant ?? 0} hollow /> {line.label}
          </th>
          <td>{line.texts.toLocaleString('en')}</td>
          {volumes && (
            <td>
              <Bounded value={line.hypervolume} />
            </td>
          )}
          {measured && (
            <td>
              <Bounded value={line.measured} />
            </td>
          )}
          <td>
            {line.dominated.length === 0 ? `0 of ${line.points}` : null}
            {line.dominated.map(({ by, points }) => (
              <span key={by} className="swept-dominated">
                {`${points} of ${line.points} by ${by}`}
              </span>
            ))}
          </td>
        </tr>
      ))}
    </NumberTable>
  );
}

export interface SweptPair {
  /** Labels. */
  readonly one: string;
  readonly other: string;
  /** One less the other. */
  readonly hypervolume?: SweptNumber | undefined;
  readonly meanInnerProduct?: SweptNumber | undefined;
}

export interface SweptPairsProps {
  readonly pairs: readonly SweptPair[];
  /** What intervals are over. */
  readonly over: 'prompts' | 'samples';
}

export function SweptPairs({ pairs, over }: SweptPairsProps): ReactElement | null {
  const columns = (
    [
      ['Hypervolume', ({ hypervolume }: SweptPair) => hypervolume],
      ['Reward at the weights asked', ({ meanInnerProduct }: SweptPair) => meanInnerProduct],
    ] as const
  ).filter(([, value]) => pairs.some(value));
  if (columns.length === 0) return null;
  return (
    <NumberTable
      name="Pairs of the sweep"
      caption={`The first less the second, paired on the same ${over} and the same random numbers.`}
      className="indicator-summary"
      head={
        <>
          <th scope="col">Pair</th>
          {columns.map(([label]) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </>
      }
    >
      {pairs.map((pair) => (
        <tr key={`${pair.one} − ${pair.other}`}>
          <th scope="row">
            {pair.one} − {pair.other}
          </th>
          {columns.map(([label, value]) => (
            <td key={label}>
              <Bounded value={value(pair)} />
              <small>{verdict(value(pair), pair)}</small>
            </td>
          ))}
        </tr>
      ))}
    </NumberTable>
  );
}

/** What an interval of a difference shows. */
export function verdict(value: ChartMean | undefined, { one, other }: Pick<SweptPair, 'one' | 'other'>): string {
  if (!value) return '';
  if (value.low === undefined || value.high === undefined) return 'no difference shown yet: one text a point';
  if (value.low > 0) return `${one} is ahead`;
  if (value.high < 0) return `${other} is ahead`;
  return 'no difference shown yet';
}

function Bounded({ value }: { readonly value: ChartMean | undefined }): ReactElement {
  const bounds = boundsInWords(value, 3);
  return (
    <>
      {decimals(value?.mean)} {bounds !== '' && <small>{bounds}</small>}
    </>
  );
}

/** `Intervals are 95 %, over 12 prompts`: what the numbers of a sweep are of. */
export function intervalsInWords(n: number, over: 'prompts' | 'samples'): string {
  if (n < 2) return `So far one text a point, which has no interval: more samples or prompts give one.`;
  return `Intervals are 95 %, over ${n} ${over}${over === 'samples' ? ' of one prompt' : ''}.`;
}
