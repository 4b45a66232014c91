/** What the integer kernels change of a front that was measured in float32, in a sentence; nothing of a front that was not measured on both. */
import { decimals } from '../charts/chart-data.ts';
import type { Front } from '../packs/front.ts';

export function networkSentence(front: Pick<Front, 'integers'>, labelOf: (policy: string) => string): string {
  if (!front.integers) return '';
  const { policies } = front.integers;
  const names = new Intl.ListFormat('en').format(policies.map(({ policy }) => labelOf(policy)));
  const answers = policies.reduce((sum, one) => sum + one.answers, 0);
  const same = policies.reduce((sum, one) => sum + one.sameTexts * one.answers, 0) / answers;
  const rewards = policies.flatMap((one) => Object.values(one.rewards));
  const most = Math.max(...rewards.map(({ difference }) => Math.abs(difference.mean)));
  const low = Math.min(...rewards.map(({ difference }) => difference.low));
  const high = Math.max(...rewards.map(({ difference }) => difference.high));
  const largest = Math.max(...rewards.map((one) => one.largest));
  return (
    `It was measured in float32. On the integer kernels, which WebAssembly runs unless told, ${decimals(100 * same, 1)} % of ` +
    `${answers.toLocaleString('en')} answers of ${names} are the same to the letter; a reward’s mean over the grid differs by at most ` +
    `${decimals(most, 3)} (95 % intervals within ${decimals(low, 3)} and ${decimals(high, 3)}), at one weighting by at most ${decimals(largest, 3)}.`
  );
}
