/** An own reward while it is edited: it has the shape of a definition, and may be wrong in a field; only what is right goes into the project. */
import * as v from 'valibot';
import { showValue } from '../../lm/show-value.ts';
import { type Definition, type DefinitionKind, DefinitionSchema } from '../../rewards/own/definition.ts';

/** Field to what is wrong with it, in a sentence. */
export type FieldErrors = Readonly<Record<string, string>>;

export type Checked = { readonly definition: Definition } | { readonly errors: FieldErrors };

/** What a kind is called where one is made, and what it looks at. */
export const kinds: readonly { readonly kind: DefinitionKind; readonly name: string; readonly about: string }[] = [
  { kind: 'words', name: 'Words', about: 'phrases that you like or dislike' },
  { kind: 'length', name: 'Length', about: 'words, sentences or characters, near a target' },
  { kind: 'ease', name: 'Reading ease', about: 'how hard a text is to read, near a target' },
  { kind: 'form', name: 'Form', about: 'lists, questions, first person, an ending' },
  { kind: 'pattern', name: 'Pattern', about: 'matches of a regular expression' },
  { kind: 'examples', name: 'Examples', about: 'texts that you like, and texts that you do not' },
  { kind: 'taste', name: 'Taste', about: 'your choices between pairs of answers' },
  { kind: 'judge', name: 'Judge', about: 'a question that the model answers itself' },
  { kind: 'code', name: 'Code', about: 'a function of prompt and answer' },
];

const firstProgram = `// Share of the question's longer words that the answer takes up.
function score(prompt, answer, finished) {
  const words = (text) => text.toLowerCase().match(/[a-z]{5,}/g) ?? [];
  const asked = new Set(words(prompt));
  const said = new Set(words(answer));
  const shared = [...asked].filter((word) => said.has(word));
  return asked.size === 0 ? 0 : shared.length / asked.size;
}
`;

/** A new one of a kind. Where nothing can be guessed (phrases, a pattern) it is empty, and no definition yet. */
export function newDraft(kind: DefinitionKind, taken: readonly string[]): Definition {
  const id = freeId(`own-${kind}`, taken);
  const number = id.slice(`own-${kind}`.length).replace('-', ' ');
  const named = { id, label: `My ${(kinds.find((one) => one.kind === kind)?.name ?? kind).toLowerCase()}${number}` };
  switch (kind) {
    case 'words':
      return { ...named, kind, phrases: [], count: 'once', matchCase: false, half: 2 };
    case 'pattern':
      return { ...named, kind, pattern: '', matchCase: false, wish: 'more', half: 1 };
    case 'length':
      return { ...named, kind, unit: 'words', target: 20, width: 8 };
    case 'ease':
      return { ...named, kind, formula: 'flesch', target: 80, width: 15 };
    case 'form':
      return { ...named, kind, form: 'questions', wish: 'more', half: 1 };
    case 'code':
      return { ...named, kind, source: firstProgram, range: [0, 1] };
    case 'examples':
      return { ...named, kind, liked: [], disliked: [] };
    case 'taste':
      return { ...named, kind, choices: [] };
    case 'judge':
      return { ...named, kind, question: '', pairs: [] };
  }
}

function freeId(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number += 1) if (!taken.includes(`${wanted}-${number}`)) return `${wanted}-${number}`;
}

/** The definition, or what is wrong by field; a field of a list is named with its place. */
export function checkDraft(draft: Definition): Checked {
  const parsed = v.safeParse(DefinitionSchema, draft);
  if (parsed.success) return { definition: parsed.output };
  const errors: Record<string, string> = {};
  for (const issue of parsed.issues) {
    const [field = '', place] = (v.getDotPath(issue) ?? '').split('.');
    const where = place === undefined ? '' : `Entry ${Number(place) + 1}: `;
    // A message of the schema's own says more than the library's rule.
    const expected = issue.message.startsWith('Invalid ') && issue.expected ? issue.expected : issue.message;
    errors[field] ??= `${where}expected ${expected}, got ${quoted(issue.input)}.`;
  }
  return { errors };
}

function quoted(value: unknown): string {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return 'none';
  return typeof value === 'string' ? `“${showValue(value)}”` : showValue(value);
}
