import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptLimit } from '../state/prompt-text.ts';
import { promptsLimit, readPastedPrompts } from './pasted-prompts.ts';

describe('readPastedPrompts', () => {
  it('takes one prompt a line, from any system, without the space around it', () => {
    expect(readPastedPrompts('  Why?\r\nHow so?\t\nWho?\n\n')).toEqual({ prompts: ['Why?', 'How so?', 'Who?'], complaints: [] });
  });

  it('names every line that cannot be asked', () => {
    const long = 'a'.repeat(promptLimit + 1);
    expect(readPastedPrompts(`Why?\n\n${long}\nWhy?`).complaints).toEqual([
      'Line 2 is empty.',
      `Line 3 (“${'a'.repeat(40)}…”) has 2,001 characters; 2,000 fit.`,
      'Line 4 (“Why?”) is line 1 again.',
    ]);
  });

  it('refuses a list that is empty or has no end', () => {
    expect(readPastedPrompts(' \n\n').complaints).toEqual(['Expected one prompt a line, got none.']);
    const many = Array.from({ length: promptsLimit + 1 }, (_, i) => `prompt ${i}`).join('\n');
    expect(readPastedPrompts(many).complaints).toEqual(['Expected at most 200 prompts, got 201.']);
  });

  it('whatever is pasted: what is not complained of is a list of different prompts that fit', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 5 }), (lines) => {
        const { prompts, complaints } = readPastedPrompts(lines.join('\n'));
        if (complaints.length > 0) return;
        expect(prompts.length).toBeGreaterThan(0);
        expect(new Set(prompts).size).toBe(prompts.length);
        for (const prompt of prompts) {
          expect(prompt.trim()).toBe(prompt);
          expect(prompt).not.toBe('');
        }
      }),
    );
  });
});
