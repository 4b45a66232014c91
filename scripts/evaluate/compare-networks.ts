/** What the integer kernels do to a measured front: the same policies, weightings, prompts and seeds answered on both networks. */
import { bootstrapMean, mean } from '../../src/math/statistics.ts';
import type { AnswerScorer } from '../../src/measure/axes.ts';
import type { Answer, Measurement } from '../../src/measure/measurement.ts';
import { jobKey } from '../../src/measure/plan.ts';
import type { NetworkDifference } from '../../src/packs/front.ts';

const BOOTSTRAP = { seed: 20_261_129 };

interface Pair {
  readonly weights: readonly number[];
  readonly floats: Answer;
  readonly integers: Answer;
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
): NetworkDifference[] {
  return policies.map((policy) => {
    const [own, other] = [floats, integers].map((all) => heldOut(all, policy)) as [Measurement[], Measurement[]];
    const byJob = new Map(other.map((measurement) => [nameOf(measurement), measurement]));
    const missing = own.filter((measurement) => !byJob.has(nameOf(measurement)));
    if (own.length === 0 || own.length !== other.length || missing.length > 0)
      throw new Error(
        `${policy}: expected the same points from both networks, got ${own.length} in float32 and ${other.length} in integers`,
      );
    return difference(
      policy,
      own.flatMap((measurement) => pairs(measurement, byJob.get(nameOf(measurement)) as Measurement)),
      scorers,
    );
  });
}

const nameOf = (measurement: Measurement) => `${measurement.key} ${jobKey(measurement)}`;

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
  return answers.flatMap((floats) => {
    const integers = byKey.get(keyOf(floats));
    return integers ? [{ weights, floats, integers }] : [];
  });
}

function difference(policy: string, all: readonly Pair[], scorers: readonly AnswerScorer[]): NetworkDifference {
  const prompts = [...new Set(all.map(({ floats }) => floats.prompt))];
  const byPrompt = (read: (answer: Answer) => number) =>
    prompts.map((prompt) =>
      mean(all.filter(({ floats }) => floats.prompt === prompt).map((pair) => read(pair.integers) - read(pair.floats))),
    );
  const points = [...new Set(all.map(({ weights }) => weights.join()))].map((at) => all.filter(({ weights }) => weights.join() === at));
  const largest = (read: (answer: Answer) => number) =>
    Math.max(...points.map((at) => Math.abs(mean(at.map((pair) => read(pair.integers) - read(pair.floats))))));
  return {
    policy,
    answers: all.length,
    sameTexts: all.filter(({ floats, integers }) => floats.text === integers.text).length / all.length,
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
