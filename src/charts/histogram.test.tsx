import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { countBins, Histogram } from './histogram.tsx';

it('puts every value in one bin, those at and beyond the ends in the last ones', () => {
  const counts = countBins([0, -1, 0.5, 1, 2, 0.9999], [0, 1]);
  expect(counts).toHaveLength(24);
  expect([counts[0], counts[12], counts[23]]).toEqual([2, 1, 3]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
});

it('says what it shows to those who do not see it', () => {
  const markup = renderToStaticMarkup(<Histogram label="Brevity on 2 answers" values={[0.25, 0.75]} range={[0, 1]} />);
  expect(markup).toContain('aria-label="Brevity on 2 answers: mean 0.50."');
});
