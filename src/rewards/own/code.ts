import { mean } from '../../math/statistics.ts';
import type { RewardInput } from '../reward.ts';
import { clamp } from '../text/curve.ts';
import type { CountedReward } from './counted-reward.ts';
import type { TextOf } from './definition.ts';
import type { Outcome, Sandbox } from './sandbox.ts';
import { sentencesOf } from './sentences.ts';

/** Answers in a row on which a program takes all time or memory that it may: each costs up to a second, of the page or of a run. */
const PATIENCE = 5;
const GIVEN_UP: Outcome = {
  fault: `took more time or memory than it may on ${PATIENCE} answers in a row, and is not asked any more`,
  overrun: true,
};

/**
 * A function of prompt and answer in JavaScript, limited to the range that its definition states. An answer for which it throws, returns no
 * number or goes beyond its bounds gets the lowest of the range, and a fault; a program that does so on five answers in a row is given up.
 *
 * Its own twin asks the same function for each half of the answer's sentences and takes the mean: it finds a score that rests on one lucky
 * place, and no more than that. A second function is the better twin.
 *
 * @throws Error of one sentence when the program cannot be read, or the interpreter was not loaded.
 */
export function runCode({ label, source, range }: TextOf<'code'>, sandbox: Sandbox | undefined): CountedReward {
  if (!sandbox) throw new Error(`${label}: expected the interpreter of code to be loaded`);
  try {
    sandbox.check(source);
  } catch (error) {
    throw new Error(`${label}: field source: ${error instanceof Error ? error.message : String(error)}`);
  }
  const [low, high] = range;
  const outcomes = new WeakMap<RewardInput, Outcome>();
  let overruns = 0;
  const outcomeOf = (input: RewardInput): Outcome => {
    const known = outcomes.get(input);
    if (known) return known;
    const outcome = overruns < PATIENCE ? sandbox.call(source, input.prompt, input.text, input.finished) : GIVEN_UP;
    overruns = 'fault' in outcome && outcome.overrun ? overruns + 1 : 0;
    outcomes.set(input, outcome);
    return outcome;
  };
  const scoreOf = (outcome: Outcome) => ('fault' in outcome ? low : clamp(outcome.value, low, high));
  const fault = (input: RewardInput) => {
    const outcome = outcomeOf(input);
    return 'fault' in outcome ? `${label}: ${outcome.fault}` : undefined;
  };
  return {
    formula: `what the code returns, limited to ${low} to ${high}`,
    range,
    hacks: ['whatever the code does not look at'],
    score: (input) => scoreOf(outcomeOf(input)),
    terms: (input) => {
      const outcome = outcomeOf(input);
      const note = 'fault' in outcome ? outcome.fault : `returned ${Number(outcome.value.toPrecision(6))}`;
      return [{ name: 'code', value: scoreOf(outcome), note }];
    },
    fault,
    twin: {
      label: 'by halves',
      formula: "mean of the same code over both halves of the answer's sentences",
      range,
      score: (input) => mean(halvesOf(input).map((half) => scoreOf(outcomeOf(half)))),
      fault: (input) =>
        halvesOf(input)
          .map(fault)
          .find((sentence) => sentence !== undefined),
    },
  };
}

/** Of a text of one sentence there is one. */
function halvesOf(input: RewardInput): RewardInput[] {
  const sentences = sentencesOf(input.text);
  const middle = Math.ceil(sentences.length / 2);
  const half = (text: readonly string[], finished: boolean) => ({ prompt: input.prompt, text: text.join(' '), finished });
  return sentences.length < 2 ? [input] : [half(sentences.slice(0, middle), true), half(sentences.slice(middle), input.finished)];
}
