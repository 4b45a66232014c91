import { expect, it } from 'vitest';
import { judgement } from './auto-proposal.tsx';

const said = (mean: number, low: number, high: number) =>
  judgement({ judged: { policy: 'clp', prompts: 40, aboveCentre: { mean, low, high } } }, 'CLP');

it('says whether proposals are better than equal weights, with the interval', () => {
  expect(said(0.2, 0.1, 0.3)).toContain('are better than equal weights: 0.20 standard deviations (0.10 to 0.30)');
  expect(said(-0.2, -0.3, -0.1)).toContain('are worse than equal weights: −0.20');
  expect(said(0.1, -0.1, 0.3)).toContain('are not shown to be better than equal weights: 0.10 standard deviations (−0.10 to 0.30)');
});
