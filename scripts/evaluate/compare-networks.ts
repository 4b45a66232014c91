/** What the integer kernels, or adapters in fewer bits, do to a measured front: the same policies, weightings, prompts and seeds answered both ways. */
import { bootstrapMean, mean } from '../../src/math/statistics.ts';
import type { AnswerScorer } from '../../src/measure/axes.ts';
import type { Answer, Measurement } from '../../src/measure/measurement.ts';
import { jobKey } from '../../src/measure/plan.ts';
import type { Difference } from '../../src/packs/front.ts';

const BOOTSTRAP = { seed: 20_261_129 };

interface Pair {
  readonly weights: readonly number[];
  readonly own: Answer;
  readonly other: Answer;
}

/**
 * Of every policy that both networks answered for with the same adapters.
 * @param scorers The pack's axes.
 * @throws Error where a policy's points are not the same on both: a difference of parts would say nothing of the front.
 */
export function compareNetworks(
  floats: readonly Measurement[],
  integers: readonly Measurement[],
  policies: readonly string[],
  scorers: readonly AnswerScorer[],
): Difference[] {
  const nameOf = (measurement: Measurement) => `${measurement.key} ${jobKey(measurement)}`;
  return policies.map((policy) => compare(floats, integers, policy, scorers, nameOf, ['in float32', 'in integers']));
}

/**
 * The same of policies whose adapters are served in floats of 8 bits, on one network.
 * @param exact Answers of the adapters that the front was measured with.
 * @throws Error as {@link compareNetworks}.
 */
export function compareRounded(
  exact: readonly Measurement[],
  rounded: readonly Measurement[],
  policies: readonly string[],
  scorers: readonly AnswerScorer[],
): Difference[] {
  return policies.map((policy) => compare(exact, rounded, policy, scorers, jobKey, ['in 16 bits', 'in 8 bits']));
}

function compare(
  first: readonly Measurement[],
  second: readonly Measurement[],
  policy: string,
  scorers: readonly AnswerScorer[],
  nameOf: (measurement: Measurement) => string,
  [how, otherwise]: readonly [string, string],
): Difference {
  const [own, other] = [first, second].map((all) => heldOut(all, policy)) as [Measurement[], Measurement[]];
  const byJob = new Map(other.map((measurement) => [nameOf(measurement), measurement]));
  const missing = own.filter((measurement) => !byJob.has(nameOf(measurement)));
  if (own.length === 0 || own.length !== other.length || missing.length > 0)
    throw new Error(`${policy}: expected the same points from both, got ${own.length} ${how} and ${other.length} ${otherwise}`);
  return difference(
    policy,
    own.flatMap((measurement) => pairs(measurement, byJob.get(nameOf(measurement)) as Measurement)),
    scorers,
  );
}

function heldOut(all: readonly Measurement[], policy: string): Measurement[] {
  const last = new Map(
    all
      .filter((measurement) => measurement.policy === policy && measurement.split === 'held_out')
      .map((measurement) => [jobKey(measurement), measurement] as const),
  );
  return [...last.values()];
}

/** The answers to a prompt from the same seed. */
function pairs({ weights, answers }: Measurement, other: Measurement): Pair[] {
  const keyOf = ({ prompt, seed }: Answer) => `${seed} ${prompt}`;
  const byKey = new Map(other.answers.map((answer) => [keyOf(answer), answer]));
  return answers.flatMap((own) => {
    const found = byKey.get(keyOf(own));
    return found ? [{ weights, own, other: found }] : [];
  });
}

function difference(policy: string, all: readonly Pair[], scorers: readonly AnswerScorer[]): Difference {
  const prompts = [...new Set(all.map(({ own }) => own.prompt))];
  const byPrompt = (read: (answer: Answer) => number) =>
    prompts.map((prompt) => mean(all.filter(({ own }) => own.prompt === prompt).map((pair) => read(pair.other) - read(pair.own))));
  const points = [...new Set(all.map(({ weights }) => weights.join()))].map((at) => all.filter(({ weights }) => weights.join() === at));
  const largest = (read: (answer: Answer) => number) =>
    Math.max(...points.map((at) => Math.abs(mean(at.map((pair) => read(pair.other) - read(pair.own))))));
  return {
    policy,
    answers: all.length,
    sameTexts: all.filter(({ own, other }) => own.text === other.text).length / all.length,
    rewards: Object.fromEntries(
      scorers.map((scorer) => {
        const read = (answer: Answer) => scorer.score(answer);
        return [scorer.id, { difference: rounded(bootstrapMean(byPrompt(read), BOOTSTRAP)), largest: Number(largest(read).toFixed(5)) }];
      }),
    ),
    kl: rounded(
      bootstrapMean(
        byPrompt(({ kl }) => kl),
        BOOTSTRAP,
      ),
    ),
  };
}

function rounded({ mean: value, low, high }: { readonly mean: number; readonly low: number; readonly high: number }) {
  const round = (number: number) => Number(number.toFixed(5));
  return { mean: round(value), low: round(low), high: round(high) };
}
