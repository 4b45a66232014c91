import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { ChartPoint } from './chart-data.ts';
import { ComparisonTable } from './comparison-table.tsx';
import { FrontTable } from './fronts/front-table.tsx';
import { IndicatorSummary } from './indicator-summary.tsx';
import { IndicatorTable } from './indicator-table.tsx';
import { RewardBars } from './reward-bars.tsx';
import { SweptPairs, SweptSummary, verdict } from './swept-summary.tsx';

const rewards = [
  { id: 'a', label: 'Alpha', range: [0, 1] as const },
  { id: 'b', label: 'Beta', range: [0, 1] as const },
];
const at = (mean: number) => ({ mean, low: mean - 0.1, high: mean + 0.1 });
const textOf = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

describe('FrontTable', () => {
  it('shows every point with its intervals, and a dash for what was not measured', () => {
    const text = textOf(
      renderToStaticMarkup(
        <FrontTable
          rewards={rewards}
          policies={[{ id: 'clp', method: 'clp', label: 'CLP', points: [{ weights: [0.7, 0.3], rewards: { a: at(0.5) }, finished: 0.9 }] }]}
        />,
      ),
    );
    expect(text).toContain('CLP 70 % alpha, 30 % beta 0.500 0.40 to 0.60 – – 90 %');
    expect(text).not.toContain('Texts');
  });

  it('tells the points of a sweep from the measured ones, and of how many texts they are', () => {
    const points: ChartPoint[] = [
      { weights: [1, 0], rewards: { a: { mean: 0.5 }, b: { mean: 1 } }, texts: 1, finished: 1 },
      { weights: [0, 1], rewards: { a: { mean: 0.25 } }, texts: 1, growing: true },
    ];
    const swept = { id: 'sweep clp', method: 'clp', label: 'CLP', swept: true, points };
    const text = textOf(renderToStaticMarkup(<FrontTable rewards={rewards} policies={[swept]} />));
    expect(text).toContain('CLP, sweep 100 % alpha 0.500 1.000 – 100 % 1 CLP, sweep 100 % beta 0.250 – – – growing');
  });
});

describe('indicator tables', () => {
  const clp = {
    id: 'clp',
    method: 'clp',
    label: 'CLP',
    indicators: { hypervolume: at(0.3), edges: { 'a+b': at(0.2) }, steerability: { a: 0.987, b: -1 } },
  };
  const full = {
    ...clp,
    id: 'rs',
    label: 'RS',
    indicators: {
      ...clp.indicators,
      expectedUtility: at(0.6),
      maximumUtilityLoss: at(0.05),
      range: { a: at(0.4) },
      aboveChord: { count: at(9), of: 13 },
      worstGroup: { group: 'facts', meanInnerProduct: at(0.41) },
    },
  };

  it('has a line for the whole front, each edge and each reward, and none for what no policy has', () => {
    const text = textOf(renderToStaticMarkup(<IndicatorTable rewards={rewards} policies={[clp]} />));
    expect(text).toContain('Hypervolume, all rewards 0.300 0.200 to 0.400');
    expect(text).toContain('Hypervolume, alpha and beta 0.200');
    expect(text).toContain('Steerability of alpha 0.99');
    expect(text).toContain('Steerability of beta −1.00');
    expect(text).not.toContain('utility 0');
    expect(text).not.toContain('Range');
  });

  it('shows a dash where one policy lacks what another has', () => {
    const text = textOf(renderToStaticMarkup(<IndicatorTable rewards={rewards} policies={[clp, full]} />));
    expect(text).toContain('Expected utility – 0.600 0.500 to 0.700');
    expect(text).toContain('Weightings above the chord – 9.0 8.9 to 9.1 of 13');
    expect(text).toContain('Worst group’s inner product – 0.410 0.310 to 0.510 facts');
    expect(text).toContain('Range of alpha – 0.400');
    expect(text).not.toContain('Range of beta');
  });

  it('sums up in one line a policy, with the reward that is steered least surely', () => {
    const text = textOf(renderToStaticMarkup(<IndicatorSummary rewards={rewards} policies={[clp, full]} reference={[-0.05, 0.1]} />));
    expect(text).toContain('Hypervolume above (−0.05, 0.10)');
    expect(text).toContain('RS 0.300 0.200 to 0.400 0.600 0.500 to 0.700 0.050 −0.050 to 0.150 −1.00 beta');
    expect(text).not.toContain('Regret');
  });

  it('compares pairs', () => {
    const comparisons = [{ policy: 'clp', less: 'rs', hypervolume: at(0.02), dominates: at(0.4) }];
    const text = textOf(renderToStaticMarkup(<ComparisonTable comparisons={comparisons} labelOf={(id) => id.toUpperCase()} />));
    expect(text).toContain('Pair Hypervolume Dominates CLP − RS 0.020 −0.080 to 0.120 0.400');
    expect(renderToStaticMarkup(<ComparisonTable comparisons={[]} labelOf={String} />)).toBe('');
  });
});

describe('tables of a sweep', () => {
  it('shows the hypervolume beside the measured one, and whose points dominate how many', () => {
    const lines = [
      {
        id: 'sweep clp',
        method: 'clp',
        label: 'CLP',
        texts: 1200,
        points: 16,
        hypervolume: { ...at(0.4), n: 8 },
        measured: at(0.3),
        dominated: [{ by: 'RS', points: 3 }],
      },
      { id: 'sweep base', method: 'base', label: 'Base', texts: 8, points: 1, dominated: [] },
    ];
    const text = textOf(renderToStaticMarkup(<SweptSummary caption="So far." lines={lines} />));
    expect(text).toContain('CLP 1,200 0.400 0.300 to 0.500 0.300 0.200 to 0.400 3 of 16 by RS Base 8 – – 0 of 1');
    const bare = textOf(renderToStaticMarkup(<SweptSummary caption="So far." lines={lines.slice(1)} />));
    expect(bare).not.toContain('Hypervolume');
  });

  it('says of each pair what its interval shows, and that nothing is shown where 0 lies inside or one text is all', () => {
    const pair = { one: 'CLP', other: 'RS' };
    const said = [{ mean: 1 }, at(0.05), at(0.2), at(-0.2)].map((value) => verdict(value, pair));
    expect(said).toEqual(['no difference shown yet: one text a point', 'no difference shown yet', 'CLP is ahead', 'RS is ahead']);
    const text = textOf(renderToStaticMarkup(<SweptPairs over="prompts" pairs={[{ ...pair, hypervolume: { ...at(0.05), n: 5 } }]} />));
    expect(text).toContain('CLP − RS 0.050 −0.050 to 0.150 no difference shown yet');
    expect(text).not.toContain('weights asked');
    expect(renderToStaticMarkup(<SweptPairs over="prompts" pairs={[pair]} />)).toBe('');
  });
});

describe('RewardBars', () => {
  it('grows from zero, and says nothing of a text that is not there', () => {
    const markup = renderToStaticMarkup(
      <RewardBars
        name="Rewards of CLP"
        bars={[
          { id: 'a', label: 'Alpha', value: 0.25, range: [0, 1], base: 0.5 },
          { id: 'b', label: 'Beta', range: [0, 1] },
          { id: 'guard', label: 'Guard', value: -0.2, range: [-1, 0] },
          { id: 'c', label: 'Gamma', waiting: true, range: [-40, 0] },
          { id: 'd', label: 'Delta', value: -12.34, range: [-40, 0] },
        ]}
      />,
    );
    expect(textOf(markup)).toBe('Alpha 0.25 Beta – Guard −0.20 Gamma measuring Delta −12.3');
    expect(markup).toContain('left:0%;width:25%');
    expect(markup).toContain('left:80%;width:20%');
    expect(markup).toContain('left:calc(50% - 1px)');
  });
});
