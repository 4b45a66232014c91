import { expect, it } from 'vitest';
import { FORK_GRID, forkMix, forkOracle, measureFork } from './fork.ts';
import { forkBoneSoup } from './fork-bone-soup.ts';

const WORLD = { c: 0.7, beta: 0.1 };
const volumeAt = (share: number) => measureFork(WORLD, (w) => forkBoneSoup(WORLD, w, share)).hypervolume;

it('is the mix of the experts at share 1, and a backbone at its own weighting', () => {
  for (const w of FORK_GRID) {
    const [soup, mix] = [forkBoneSoup(WORLD, w, 1), forkMix(WORLD, w)];
    expect(soup.start).toBeCloseTo(mix.start, 9);
    expect(soup.left).toBeCloseTo(mix.left, 9);
  }
  expect(forkBoneSoup(WORLD, 0.8, 0.8).left).toBeCloseTo(forkOracle(WORLD, 0.8).left, 9);
});

it('after L is the optimum at every weighting, as its log-odds are linear in w', () => {
  for (const w of FORK_GRID) expect(forkBoneSoup(WORLD, w, 0.7).left).toBeCloseTo(forkOracle(WORLD, w).left, 9);
});

it('starts the same at every weighting, so that it stays behind the optimum at every share', () => {
  const best = measureFork(WORLD, (w) => forkOracle(WORLD, w)).hypervolume;
  for (const share of [0.55, 0.6, 0.7, 0.8, 0.9, 1]) {
    const starts = FORK_GRID.map((w) => forkBoneSoup(WORLD, w, share).start);
    expect(Math.max(...starts) - Math.min(...starts)).toBeLessThan(1e-9);
    expect(volumeAt(share)).toBeLessThan(best - 0.02);
  }
});

// By enumerating paths in another language; the optimum has 0.6527, the soup of single-reward experts 0.4042.
it.each([
  [0.6, 0.5457],
  [0.7, 0.5673],
  [0.8, 0.5441],
  [1, 0.4042],
])('at share %d has a hypervolume of %d', (share, volume) => {
  expect(volumeAt(share)).toBeCloseTo(volume, 4);
});

it.each([0.5, 0.4, 1.1, Number.NaN])('refuses a share of %d', (share) => {
  expect(() => forkBoneSoup(WORLD, 0.5, share)).toThrow(/share is .*expected/);
});
