import { expect, it } from 'vitest';
import { listed, quoted } from './quoted.ts';

it('repeats a value as it is when it is short and plain', () => {
  for (const text of ['', 'wit', 'a “b” <b>', 'сад', '庭', '👩‍👧', 'می‌خواهم']) expect(quoted(text)).toBe(text);
});

it('cuts between characters and says that it did', () => {
  expect(quoted('x'.repeat(200_000))).toBe(`${'x'.repeat(40)}…`);
  expect(quoted('👍'.repeat(41))).toBe(`${'👍'.repeat(40)}…`);
  expect(quoted(`x${'👍'.repeat(40)}`)).toBe(`x${'👍'.repeat(39)}…`);
});

it('writes what cannot be seen as its code: turned text, line ends, halves of characters', () => {
  expect(quoted('a\u202ecod.exe')).toBe('a\\u202ecod.exe');
  expect(quoted('a\u2066b\u2069\n\0\ud83d')).toBe('a\\u2066b\\u2069\\u000a\\u0000\\ud83d');
});

it('counts what a long list has more', () => {
  expect(listed(['a', 'b'])).toBe('a, b');
  expect(listed(Array.from({ length: 20_010 }, (_, i) => `q${i}`))).toMatch(/^q0, q1, .*, q11 and 19,998 more$/);
});
