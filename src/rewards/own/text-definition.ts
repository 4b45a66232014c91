/** Rewards that the text alone decides, as data: what each kind counts, and the bounds of what a definition may ask for. */
import * as v from 'valibot';

/** Sizes that a definition keeps to, so that a pack from elsewhere costs no more than one of ours. */
export const BOUNDS = { label: 60, phrases: 200, phrase: 80, weight: 10, pattern: 500, ending: 80, code: 8000, count: 10_000, value: 1000 };

const sentence = (length: number, what: string) =>
  v.pipe(
    v.string(),
    v.check((text) => text.trim().length > 0 && text.length <= length, `${what} of 1 to ${length} characters`),
  );

const between = (low: number, high: number) => {
  const expected = `a number from ${low} to ${high}`;
  return v.pipe(
    v.number(),
    v.check((value) => value >= low && value <= high, expected),
  );
};

export const LabelSchema = v.pipe(
  sentence(BOUNDS.label, 'a name'),
  v.check((label) => !/\p{Cc}/u.test(label), 'a name in one line'),
);

/** `own-` and a plain name in small letters: no reward of the registry begins so. */
export const OwnIdSchema = v.pipe(
  v.string(),
  v.check(
    (id) => id.length <= BOUNDS.label && /^own(-[a-z0-9]+)+$/.test(id),
    'own- and small letters, digits or single hyphens, such as own-my-words',
  ),
);

/** Counts saturate: 1 - 2^(-count / half). This many bring half of what can be had. */
const Half = between(0.01, BOUNDS.count);
/** More of it, or less of it, is better. */
const Wish = v.picklist(['more', 'fewer'], "'more' or 'fewer'");
const Width = between(0.01, BOUNDS.count);

const PhraseSchema = v.strictObject({
  phrase: v.pipe(
    sentence(BOUNDS.phrase, 'a phrase'),
    v.check((phrase) => /[\p{L}\p{M}\p{N}\p{S}\p{P}]/u.test(phrase.replace(/\*$/, '')), 'a phrase with a letter, a digit or a sign'),
  ),
  /** Above 0 for a phrase that is liked, below 0 for one that is not. */
  weight: v.pipe(
    between(-BOUNDS.weight, BOUNDS.weight),
    v.check((weight) => weight !== 0, 'a weight other than 0'),
  ),
});

/** The parameters of each kind that text decides, without what all have: id, label and twin. */
export const textFields = {
  words: {
    kind: v.literal('words'),
    /** A phrase that ends with * goes on to the end of the word: `star*` finds stars. */
    phrases: v.pipe(
      v.array(PhraseSchema),
      v.minLength(1, 'at least one phrase'),
      v.maxLength(BOUNDS.phrases, `at most ${BOUNDS.phrases} phrases`),
    ),
    /** Counts a phrase each time, or once for a whole answer. */
    count: v.picklist(['once', 'each'], "'once' or 'each'"),
    matchCase: v.boolean(),
    half: Half,
  },
  pattern: {
    kind: v.literal('pattern'),
    /** In the syntax of RE2. */
    pattern: sentence(BOUNDS.pattern, 'a pattern'),
    matchCase: v.boolean(),
    wish: Wish,
    half: Half,
  },
  length: {
    kind: v.literal('length'),
    unit: v.picklist(['words', 'sentences', 'characters'], "'words', 'sentences' or 'characters'"),
    target: between(1, BOUNDS.count),
    width: Width,
  },
  ease: {
    kind: v.literal('ease'),
    /** Flesch's reading ease (1948; 100 is easy, 0 is hard), or the automated readability index (1967; a school grade). */
    formula: v.picklist(['flesch', 'ari'], "'flesch' or 'ari'"),
    target: between(-100, 200),
    width: Width,
  },
  form: {
    kind: v.literal('form'),
    form: v.picklist(
      ['lists', 'numbers', 'bullets', 'questions', 'exclamations', 'first-person', 'second-person'],
      "one of 'lists', 'numbers', 'bullets', 'questions', 'exclamations', 'first-person', 'second-person', 'ends-with'",
    ),
    wish: Wish,
    half: Half,
  },
  ending: {
    kind: v.literal('form'),
    form: v.literal('ends-with'),
    /** How the answer is to end, or not to end; spaces after it do not matter. */
    ending: sentence(BOUNDS.ending, 'an ending'),
    wish: Wish,
  },
  code: {
    kind: v.literal('code'),
    /** JavaScript that defines `function score(prompt, answer, finished)`. */
    source: sentence(BOUNDS.code, 'a program'),
    /** What it returns is limited to this. */
    range: v.pipe(
      v.tuple([between(-BOUNDS.value, BOUNDS.value), between(-BOUNDS.value, BOUNDS.value)]),
      v.check(([low, high]) => low < high, 'two numbers, the lower one first'),
    ),
  },
} as const;

/** Schemas of all text kinds with the same fields beside their own. */
export function textKinds<const Common extends v.ObjectEntries>(common: Common) {
  return [
    v.strictObject({ ...common, ...textFields.words }),
    v.strictObject({ ...common, ...textFields.pattern }),
    v.strictObject({ ...common, ...textFields.length }),
    v.strictObject({ ...common, ...textFields.ease }),
    v.variant('form', [v.strictObject({ ...common, ...textFields.form }), v.strictObject({ ...common, ...textFields.ending })]),
    v.strictObject({ ...common, ...textFields.code }),
  ] as const;
}
