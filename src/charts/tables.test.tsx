import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { FrontTable } from './front-table.tsx';
import { IndicatorTable } from './indicator-table.tsx';
import { RewardBars } from './reward-bars.tsx';

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
  });
});

describe('IndicatorTable', () => {
  it('has a row for the whole front, each edge and each reward, and leaves out policies without indicators', () => {
    const markup = renderToStaticMarkup(
      <IndicatorTable
        rewards={rewards}
        reference={[-0.05, 0.1]}
        policies={[
          { id: 'base', method: 'base', label: 'Base' },
          {
            id: 'clp',
            method: 'clp',
            label: 'CLP',
            indicators: { hypervolume: at(0.3), edges: { 'a+b': at(0.2) }, steerability: { a: 0.987, b: -1 } },
          },
        ]}
      />,
    );
    const text = textOf(markup);
    expect(text).toContain('Hypervolume above (−0.05, 0.10)');
    expect(text).toContain('Hypervolume, all rewards 0.300 0.200 to 0.400');
    expect(text).toContain('Hypervolume, alpha and beta 0.200');
    expect(text).toContain('Steerability of alpha 0.99');
    expect(text).toContain('Steerability of beta −1.00');
    expect(text).not.toContain('Base');
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
        ]}
      />,
    );
    expect(textOf(markup)).toBe('Alpha 0.25 Beta – Guard −0.20');
    expect(markup).toContain('left:0%;width:25%');
    expect(markup).toContain('left:80%;width:20%');
    expect(markup).toContain('left:calc(50% - 1px)');
  });
});
