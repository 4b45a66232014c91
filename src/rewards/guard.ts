import type { Lexicon } from './lexicon/lexicon.ts';
import type { Reward, RewardInput, Term } from './reward.ts';
import { analyse } from './text/analyse.ts';
import { clamp } from './text/curve.ts';
import { relevance } from './text/relevance.ts';

const OFF_TOPIC = -0.15;
const TOPIC_WORDS = 8;
const MIN_WORDS = 3;
const LIKELY_DANGLING = new Set(
  'a an the of in on at by with from to and or but is are was were be it its this that your my their which'.split(' '),
);

/**
 * What no answer should do, whatever the preferences: training adds it with weight 1 and the page shows it. Range [-1, 0].
 *
 * Three terms, summed and limited to -1:
 * - repetition: the share of repeated word triples, and of content words used a third time or more;
 * - relevance: -0.15 when the answer takes up nothing of the prompt (growing over the first eight words);
 * - form: symbols and digits, unknown words beyond a tenth, too few or too many function words, fewer than three words, an answer
 *   that the model ended in the middle of a sentence.
 */
export function createGuard(lexicon: Lexicon): Omit<Reward, 'twin'> {
  const terms = (input: RewardInput): readonly Term[] => [repetition(input), topic(input), form(input, lexicon)];
  return {
    id: 'guard',
    label: 'Guard',
    formula: 'repetition + relevance + form, at least -1',
    range: [-1, 0],
    hacks: ['one mention of the prompt, then anything', 'fluent nonsense'],
    score: (input) =>
      clamp(
        terms(input).reduce((sum, { value }) => sum + value, 0),
        -1,
        0,
      ),
    terms,
  };
}

function repetition(input: RewardInput): Term {
  const { words } = analyse(input);
  const triples = new Set<string>();
  const uses = new Map<string, number>();
  let contentWords = 0;
  let overused = 0;
  words.forEach(({ facts }, i) => {
    if (i >= 2) triples.add(`${words[i - 2]?.facts.stem} ${words[i - 1]?.facts.stem} ${facts.stem}`);
    if (!facts.isContent) return;
    contentWords += 1;
    const n = (uses.get(facts.stem) ?? 0) + 1;
    uses.set(facts.stem, n);
    if (n >= 3) overused += 1;
  });
  const all = Math.max(0, words.length - 2);
  const repeatedTriples = all === 0 ? 0 : 1 - triples.size / all;
  const overuse = contentWords === 0 ? 0 : overused / contentWords;
  return {
    name: 'repetition',
    value: -clamp(2 * repeatedTriples + overuse),
    note: `${all - triples.size} repeated triples, ${overused} overused words`,
  };
}

function topic(input: RewardInput): Term {
  const { asked, takenUp } = relevance(input);
  const missed = asked > 0 && takenUp === 0;
  const value = missed ? OFF_TOPIC * Math.min(1, analyse(input).words.length / TOPIC_WORDS) : 0;
  return { name: 'relevance', value, note: `takes up ${takenUp} of ${asked} words of the prompt` };
}

function form(input: RewardInput, lexicon: Lexicon): Term {
  const { words, endsSentence } = analyse(input);
  const n = words.length;
  const faults: string[] = [];
  let value = 0;
  const fault = (cost: number, name: string) => {
    if (cost <= 0) return;
    value -= cost;
    faults.push(name);
  };
  const odd = input.text.match(/[^\p{L}\s.,;:!?'’"“”()\-–—]/gu)?.length ?? 0;
  fault(clamp((odd / Math.max(1, input.text.length) - 0.02) * 4, 0, 0.4), 'symbols or digits');
  if (n < MIN_WORDS) fault(0.3, 'fewer than three words');
  else {
    const unknown = words.filter(({ facts, isName }) => facts.isContent && !isName && !isKnown(facts.lower, lexicon)).length;
    fault(clamp(unknown / n - 0.1, 0, 0.4), 'unknown words');
    const names = words.filter(({ isName }) => isName).length;
    fault(clamp(names / n - 0.25, 0, 0.3), 'mostly names');
  }
  if (n >= TOPIC_WORDS) {
    const functionShare = words.filter(({ facts }) => !facts.isContent).length / n;
    fault(clamp((0.3 - functionShare) * 2, 0, 0.4), 'a list of words');
    fault(clamp((functionShare - 0.75) * 2, 0, 0.3), 'few content words');
  }
  const last = words.at(-1)?.facts.lower ?? '';
  if (input.finished && n > 0) {
    if (!endsSentence) fault(LIKELY_DANGLING.has(last) ? 0.3 : 0.1, 'ends in the middle of a sentence');
    else if (/(?:\.\.\.|…)["')\s]*$/.test(input.text)) fault(0.1, 'trails off');
  }
  return { name: 'form', value: Math.max(-1, value), note: faults.join(', ') || 'well-formed' };
}

function isKnown(lower: string, lexicon: Lexicon): boolean {
  const word = lower.replace(/'.*$/, '');
  if (lexicon.information(word) !== undefined) return true;
  const root = word.replace(/(?:s|es|ed|ing|ly|er|ers)$/, '');
  return root.length >= 3 && (lexicon.information(root) !== undefined || lexicon.information(`${root}e`) !== undefined);
}
