import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { WithinKlChart, withinKlInWords } from './within-kl-chart.tsx';

const flat = (mean: number, apart: number) => ({ mean, low: mean - apart, high: mean + apart });
const budgets = [
  { kl: 0, policy: 0.4, less: 0.4, difference: flat(0, 0) },
  { kl: 6.25, policy: 0.7, less: 0.6, difference: flat(0.1, 0.02) },
];

it('says which of two gives more within a budget, and when none is shown to', () => {
  expect(withinKlInWords('CLP', 'Rewarded Soups', budgets, flat(0.05, 0.01))).toBe(
    'Over all budgets up to 6.3 nats CLP has 0.050 (0.040 to 0.060) more utility than Rewarded Soups: with as much KL it gives more.',
  );
  expect(withinKlInWords('CLP', 'Rewarded Soups', budgets, flat(-0.05, 0.01))).toContain('−0.050 (−0.060 to −0.040)');
  expect(withinKlInWords('CLP', 'Rewarded Soups', budgets, flat(-0.05, 0.01))).toContain('it gives less.');
  expect(withinKlInWords('CLP', 'Rewarded Soups', budgets, flat(0.01, 0.02))).toContain('no difference is shown.');
});

it('draws both curves, and their difference with a band and the line of no difference', () => {
  const markup = renderToStaticMarkup(
    <WithinKlChart
      policy={{ label: 'CLP', method: 'clp' }}
      less={{ label: 'Rewarded Soups', method: 'rs' }}
      budgets={budgets}
      area={flat(0.05, 0.01)}
    />,
  );
  expect(markup.match(/<polyline/g)).toHaveLength(4);
  expect(markup.match(/<polygon/g)).toHaveLength(1);
  expect(markup).toContain('aria-label="CLP less Rewarded Soups in utility, within a budget of KL"');
});
