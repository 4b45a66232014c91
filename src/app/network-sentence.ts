/** What a front does not say of what runs here, in sentences: nothing of a front that was not measured both ways. */
import { decimals } from '../charts/chart-data.ts';
import type { Front } from '../packs/front.ts';

type Differences = NonNullable<Front['integers']>['policies'];

/** What the integer kernels change of a front that was measured in float32. */
export function networkSentence({ integers }: Pick<Front, 'integers'>, labelOf: (policy: string) => string): string {
  if (!integers) return '';
  const { same, namesOf, rewards } = summary(integers.policies, labelOf);
  return `It was measured in float32. On the integer kernels, which WebAssembly runs unless told, ${same} of ${namesOf} are the same to the letter; ${rewards}.`;
}

/** What floats of 8 bits change of policies that were measured with their adapters in 16. */
export function roundedSentence({ eightBits }: Pick<Front, 'eightBits'>, labelOf: (policy: string) => string): string {
  if (!eightBits) return '';
  const { same, namesOf, rewards } = summary(eightBits.policies, labelOf);
  return `Adapters that are served in floats of 8 bits were measured in 16: ${same} of ${namesOf} are the same to the letter; ${rewards}.`;
}

function summary(policies: Differences, labelOf: (policy: string) => string) {
  const names = new Intl.ListFormat('en').format(policies.map(({ policy }) => labelOf(policy)));
  const answers = policies.reduce((sum, one) => sum + one.answers, 0);
  const same = policies.reduce((sum, one) => sum + one.sameTexts * one.answers, 0) / answers;
  const rewards = policies.flatMap((one) => Object.values(one.rewards));
  const most = Math.max(...rewards.map(({ difference }) => Math.abs(difference.mean)));
  const low = Math.min(...rewards.map(({ difference }) => difference.low));
  const high = Math.max(...rewards.map(({ difference }) => difference.high));
  const largest = Math.max(...rewards.map((one) => one.largest));
  return {
    same: `${decimals(100 * same, 1)} %`,
    namesOf: `${answers.toLocaleString('en')} answers of ${names}`,
    rewards:
      `a reward’s mean over the grid differs by at most ${decimals(most, 3)} ` +
      `(95 % intervals within ${decimals(low, 3)} and ${decimals(high, 3)}), at one weighting by at most ${decimals(largest, 3)}`,
  };
}
