import { expect, it } from 'vitest';
import { overSeedsInWords } from './over-seeds.tsx';

const about = (mean: number) => ({ mean, low: mean - 0.01, high: mean + 0.01 });
const compared = { policy: 'clp', less: 'rs', seeds: [5, 5] as [number, number], hypervolumeShare: about(0.02) };

it('names the training seeds, and only what was measured', () => {
  expect(overSeedsInWords(compared, 'CLP', 'Rewarded Soups')).toBe(
    'Over 5 training seeds of each and the held-out prompts: CLP less Rewarded Soups in hypervolume as a share of the box, 0.020 (0.010 to 0.030). Where 0 lies inside, no difference is shown.',
  );
  expect(overSeedsInWords({ ...compared, seeds: [5, 3] }, 'CLP', 'Rewarded Soups')).toContain('Over 5 and 3 training seeds and');
});

it('says that one seed each leaves an interval over prompts alone, and what is left at equal KL', () => {
  const sentence = overSeedsInWords(
    { ...compared, seeds: [1, 1], meanInnerProduct: about(0.05), equalKl: about(0) },
    'CLP',
    'Rewarded Soups',
  );
  expect(sentence).toContain('Over the held-out prompts, of one training seed each:');
  expect(sentence).toContain(
    'asked for, 0.050 (0.040 to 0.060); the same once both are equally far from the base, 0.000 (−0.010 to 0.010).',
  );
});
