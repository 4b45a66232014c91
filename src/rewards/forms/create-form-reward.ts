import type { Reward, RewardInput, Scorer } from '../reward.ts';
import { relevance } from '../text/relevance.ts';
import { type Form, formOf, PLAIN } from './form.ts';

interface FormReward {
  readonly id: string;
  readonly label: string;
  /** What each list is worth, in [0, 1]; a broken form is worth nothing. */
  readonly worth: { readonly numbered: number; readonly bulleted: number };
  /** What plain prose is worth, in [0, 1]; `PLAIN` unless told. */
  readonly plain?: number;
  readonly twin: Scorer;
}

/**
 * A reward of an answer's form, times relevance. Range [0, 1].
 *
 * Made for the fork (packs `fork` and `twins`): a list that the reward asks for is worth 1, plain prose 0.7, whatever the
 * reward (in the series of form-series.ts another number). Numbered and bulleted lists begin alike, so that an answer is committed to a list before it is committed to its kind.
 */
export function createFormReward({ id, label, worth, plain = PLAIN, twin }: FormReward): Reward {
  const value = (form: Form) => (form === 'plain' ? plain : form === 'broken' ? 0 : worth[form]);
  return {
    id,
    label,
    formula: `(numbered list ${worth.numbered}, bulleted list ${worth.bulleted}, plain ${plain}, anything else 0) x relevance`,
    range: [0, 1],
    hacks: ['a list of items that say nothing', 'an opening line and one item'],
    score: (input) => value(formOf(input.text, input.finished)) * relevance(input).value,
    terms: (input) => [formTerm(input, value), { name: 'relevance', value: relevance(input).value }],
    twin,
  };
}

function formTerm(input: RewardInput, value: (form: Form) => number) {
  const form = formOf(input.text, input.finished);
  return { name: 'form', value: value(form), note: form };
}
