import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from './csv.ts';
import { decodeFile, promptLength, promptsLimit, readColumn, readLines } from './read-prompts.ts';

it('a file is read as it was written: UTF-8, UTF-16 with its mark, or Western Windows', () => {
  const text = 'café; naïve 🌳';
  const units = [0xfeff, ...Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))];
  const utf16 = (order: (low: number, high: number) => number[]) => Uint8Array.from(units.flatMap((unit) => order(unit & 0xff, unit >> 8)));
  expect(decodeFile(new TextEncoder().encode(text))).toBe(text);
  expect(decodeFile(new TextEncoder().encode(`\ufeff${text}`))).toBe(text);
  expect(decodeFile(utf16((low, high) => [low, high]))).toBe(text);
  expect(decodeFile(utf16((low, high) => [high, low]))).toBe(text);
  expect(decodeFile(Uint8Array.from([...'caf'].map((c) => c.charCodeAt(0)).concat(0xe9)))).toBe('café');
  expect(decodeFile(new Uint8Array())).toBe('');
});

describe('prompts that are pasted, one a line', () => {
  it('are taken in their order, without space around them', () => {
    expect(readLines(' Why?\r\nHow so? \n\n\n')).toEqual({ prompts: ['Why?', 'How so?'], left: [] });
    expect(readLines('')).toEqual({ prompts: [], left: [] });
  });

  it('name what is left out: empty, there before, too long, too many', () => {
    const long = 'x'.repeat(promptLength + 1);
    expect(readLines(`Why?\n\nHow?\nWhy?\n${long}`)).toEqual({
      prompts: ['Why?', 'How?'],
      left: ['Line 2 is empty.', 'Line 4 (“Why?”) is line 1 again.', `Line 5 (“${'x'.repeat(40)}…”) has 1,001 characters; 1,000 fit.`],
    });
    const many = Array.from({ length: promptsLimit + 3 }, (_, i) => `Prompt ${i}`);
    const read = readLines(many.join('\n'));
    expect(read.prompts).toHaveLength(promptsLimit);
    expect(read.left).toEqual([`3 more are left out: ${promptsLimit} prompts fit.`]);
  });

  it('hold no control characters', () => {
    expect(readLines('a\u0000b\u001bc').prompts).toEqual(['a b c']);
  });
});

describe('a CSV file', () => {
  it('has its separator found, quotes read and empty lines passed over', () => {
    expect(readCsv('id;prompt\n1;"Why; how?"\r\n\n2;"Say ""hi""\nto me"\n')).toEqual({
      names: ['id', 'prompt'],
      rows: [
        ['1', 'Why; how?'],
        ['2', 'Say "hi"\nto me'],
      ],
    });
    expect(readCsv('a\tb\nc, d\te').rows).toEqual([['c, d', 'e']]);
    expect(readCsv('')).toEqual({ names: [], rows: [] });
  });

  it('gives back every table that is written as the standard says', () => {
    const cell = fc.string().filter((text) => !text.includes('\r'));
    const table = fc.array(fc.tuple(cell, cell), { maxLength: 6 });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(table, (rows) => {
        const text = ['one,two', ...rows.map((row) => row.map(quoted).join(','))].join('\n');
        expect(readCsv(text).rows).toEqual(rows.filter((row) => row.some((one) => one.trim() !== '')));
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it('with a quote that never ends is refused by its line', () => {
    expect(() => readCsv('prompt\nWhy?\n"How')).toThrow('Line 3: expected a quote that ends, got “"How…”.');
  });

  it('gives the prompts of a column; what is left out is named by its row in the file', () => {
    const { rows } = readCsv('id,prompt\n1,Why?\n2,\n3,"How\nso?"\n4,Why?');
    expect(readColumn(rows, 1)).toEqual({ prompts: ['Why?', 'How so?'], left: ['Row 3 is empty.', 'Row 5 (“Why?”) is row 2 again.'] });
    expect(readColumn([['a'], ['b']], 3).prompts).toEqual([]);
  });
});
