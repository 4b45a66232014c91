import { describe, expect, it } from 'vitest';
import { choiceOf, firstPrompts, promptCounts } from './extent.ts';

const heldOut = Array.from({ length: 40 }, (_, i) => `prompt ${i}`);

describe('the prompts of a sweep', () => {
  it('are 5, 10, 20 and all of the pack, whatever it has', () => {
    expect([0, 1, 5, 7, 40].map(promptCounts)).toEqual([[], [1], [5], [5, 7], [5, 10, 20, 40]]);
  });

  it('begin with the present one where it is the pack’s, so that its texts are of use; all of them stand as they were measured', () => {
    expect(firstPrompts(heldOut, 5, 'prompt 9')).toEqual(['prompt 9', 'prompt 0', 'prompt 1', 'prompt 2', 'prompt 3']);
    expect(firstPrompts(heldOut, 5, 'Mine?')).toEqual(heldOut.slice(0, 5));
    expect(firstPrompts(heldOut, 40, 'prompt 9')).toEqual(heldOut);
  });

  it('are told as they were chosen', () => {
    expect(choiceOf(['Mine?'], heldOut)).toBe('this');
    for (const count of promptCounts(40)) expect(choiceOf(firstPrompts(heldOut, count, 'prompt 9'), heldOut)).toBe(count);
    expect(choiceOf(['Mine?', 'prompt 0', 'prompt 1', 'prompt 2', 'prompt 3'], heldOut)).toBe('list');
    expect(choiceOf(heldOut.slice(0, 6), heldOut)).toBe('list');
  });
});
