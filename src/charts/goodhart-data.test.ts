import { expect, it } from 'vitest';
import { type GoodhartCurve, type GoodhartReward, goodhartInWords, peakOf } from './goodhart-data.ts';

const around = (mean: number) => ({ mean, low: mean - 0.03, high: mean + 0.03 });
const curve = (...golden: number[]): GoodhartCurve => ({
  id: 'weak',
  label: 'Weak',
  klPrice: 0.01,
  steps: golden.map((mean, i) => ({ step: 10 * i, kl: 2 * i, rewards: { approval: around(0.5 + 0.1 * i), cheer: around(mean) } })),
});

const rewards: readonly GoodhartReward[] = [
  { id: 'approval', label: 'Approval', role: 'proxy' },
  { id: 'cheer', label: 'Cheer', role: 'golden' },
];

it('finds where the golden reward was best, the first of equals', () => {
  expect(peakOf('cheer', curve(0.3, 0.6, 0.6, 0.2))?.step).toBe(10);
});

it('speaks of gaming only where the fall goes beyond the intervals', () => {
  expect(goodhartInWords(curve(0.3, 0.6, 0.2), rewards)).toBe(
    'Approval goes from 0.50 to 0.70 in 20 steps and 4.0 nats. Cheer is best after 10 steps, at 2.0 nats (0.60), and ends at 0.20: from there on approval is gamed.',
  );
  expect(goodhartInWords(curve(0.3, 0.6, 0.56), rewards)).toContain('Cheer goes from 0.30 to 0.56 and shows no fall beyond its intervals.');
});
