import { expect, it } from 'vitest';
import { checkDraft, kinds, newDraft } from './draft.ts';
import { readPhrases, writePhrases } from './phrase-list.ts';

it('a new one of each kind has an id of its own, and is right or wrong only where nothing could be guessed', () => {
  const wrong: Record<string, string[]> = {};
  for (const { kind } of kinds) {
    const draft = newDraft(kind, [`own-${kind}`]);
    expect(draft.id).toBe(`own-${kind}-2`);
    const checked = checkDraft(draft);
    if ('errors' in checked) wrong[kind] = Object.keys(checked.errors);
  }
  expect(wrong).toEqual({ words: ['phrases'], pattern: ['pattern'] });
});

it('says what is wrong at its field', () => {
  const draft = newDraft('words', []);
  expect(checkDraft(draft)).toEqual({ errors: { phrases: 'expected at least one phrase, got none.' } });
  if (draft.kind !== 'words') throw new Error('expected words');
  const checked = checkDraft({ ...draft, label: '', phrases: [...readPhrases(`fine\n${'x'.repeat(81)}`, 1)] });
  expect(checked).toHaveProperty('errors.label');
  expect(checked).toHaveProperty('errors.phrases', expect.stringContaining('Entry 2: expected'));
  expect(checkDraft({ ...draft, phrases: readPhrases('thank you = 2', 1) })).toEqual({
    definition: { ...draft, phrases: [{ phrase: 'thank you', weight: 2 }] },
  });
});

it('reads phrases a line each, with weights, and writes what it reads', () => {
  const text = 'thank you\nsun* = 2.5\na = b';
  const phrases = readPhrases(`\n  ${text}\n\n`, 1);
  expect(phrases).toEqual([
    { phrase: 'thank you', weight: 1 },
    { phrase: 'sun*', weight: 2.5 },
    { phrase: 'a = b', weight: 1 },
  ]);
  expect(writePhrases(phrases, 1)).toBe(text);
  expect(readPhrases('never = 0,5', -1)).toEqual([{ phrase: 'never', weight: -0.5 }]);
  expect(readPhrases('= 2', 1)).toEqual([{ phrase: '= 2', weight: 1 }]);
  expect(writePhrases([...phrases, { phrase: 'no', weight: -1 }], -1)).toBe('no');
});
