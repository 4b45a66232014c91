import type { RewardInput } from '../reward.ts';
import { analyse } from '../text/analyse.ts';
import type { CountedReward } from './counted-reward.ts';
import type { TextOf } from './definition.ts';
import { counted, nearness, nearnessFormula } from './saturate.ts';

/** An English word with the space after it, in characters; the twin turns a target of words into one of characters by it, and back. */
const CHARACTERS_A_WORD = 5.7;
const CUT_OFF = 0.5;

type Unit = TextOf<'length'>['unit'];

/**
 * Closeness of a length to a target. Range [0, 1]: 1 / (1 + ((length - target) / width)^2), half of it for an answer that the token budget
 * cut off, whose length the model did not choose. Words are runs of letters, so that hyphens do not hide them.
 */
export function measureLength({ unit, target, width }: TextOf<'length'>): CountedReward {
  const twin = twinOf({ unit, target, width });
  return {
    formula: `${nearnessFormula(unit, target, width)}; half of it where the answer was cut off`,
    range: [0, 1],
    hacks: ['padding, or an answer that stops short, of just this length'],
    terms: (input) => [
      { name: 'length', value: nearness(lengthOf(input, unit), target, width), note: counted(lengthOf(input, unit), unit.slice(0, -1)) },
      { name: 'ending', value: input.finished ? 1 : CUT_OFF, note: input.finished ? 'ended by itself' : 'cut off' },
    ],
    twin: {
      label: `by ${twin.name}`,
      formula: nearnessFormula(twin.name, twin.target, twin.width),
      range: [0, 1],
      score: (input) => nearness(twin.count(input), twin.target, twin.width),
    },
  };
}

function lengthOf(input: RewardInput, unit: Unit): number {
  if (unit === 'characters') return input.text.trim().length;
  const { words, sentences } = analyse(input);
  return unit === 'words' ? words.length : words.length === 0 ? 0 : sentences;
}

/** Another unit of the same length. It shares the text with the reward and not the way of counting. */
function twinOf({ unit, target, width }: Pick<TextOf<'length'>, 'unit' | 'target' | 'width'>) {
  const scaled = (factor: number) => ({ target: rounded(target * factor), width: rounded(width * factor) });
  if (unit === 'words')
    return { name: 'characters', ...scaled(CHARACTERS_A_WORD), count: (input: RewardInput) => lengthOf(input, 'characters') };
  if (unit === 'characters')
    return { name: 'words', ...scaled(1 / CHARACTERS_A_WORD), count: (input: RewardInput) => lengthOf(input, 'words') };
  return { name: 'full stops', target, width, count: ({ text }: RewardInput) => text.match(/[.!?…。！？]+/gu)?.length ?? 0 };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
