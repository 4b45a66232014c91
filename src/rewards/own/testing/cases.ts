import type { TextDefinition } from '../definition.ts';

/** A definition of every kind that text decides, for tests. */
export const cases = {
  words: {
    ...{ id: 'own-words', label: 'Sunny words', kind: 'words', count: 'once', matchCase: false, half: 2 },
    phrases: [
      { phrase: 'bright', weight: 1 },
      { phrase: 'sunny', weight: 1 },
      { phrase: 'grim', weight: -2 },
    ],
  },
  pattern: { id: 'own-pattern', label: 'Colors', kind: 'pattern', pattern: '\\b(?:red|blue)\\b', matchCase: false, wish: 'more', half: 1 },
  length: { id: 'own-length', label: 'Three words', kind: 'length', unit: 'words', target: 3, width: 2 },
  ease: { id: 'own-ease', label: 'Plain enough', kind: 'ease', formula: 'flesch', target: 60, width: 20 },
  form: { id: 'own-form', label: 'Asks', kind: 'form', form: 'questions', wish: 'more', half: 1 },
  ending: { id: 'own-ending', label: 'Takes leave', kind: 'form', form: 'ends-with', ending: 'Good luck!', wish: 'more' },
  code: {
    ...{ id: 'own-code', label: 'Vowels', kind: 'code', range: [0, 1] },
    source: 'function score(prompt, answer) {\n  return (answer.match(/[aeiou]/gi) ?? []).length / answer.length;\n}\n',
  },
} as const satisfies Record<string, TextDefinition>;
