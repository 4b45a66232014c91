import { expect, it } from 'vitest';
import { createFakeForward } from './fake-forward.ts';
import { worstDifference } from './worst-difference.ts';

it('is NaN when any logit is none, wherever it comes', async () => {
  const forward = createFakeForward();
  const tokens = [3, 4, 5];
  const logits = [1, 2].map((at) => forward.logitsAfter(tokens.slice(0, at + 1), new Float32Array(0)));
  const reference = { id: 'a', bank: null, coefficients: [], tokens, positions: [1, 2], logits };
  expect(await worstDifference(forward, [reference], false)).toBe(0);
  const broken = [(logits[0] as Float32Array).with(0, Number.NaN), logits[1] as Float32Array];
  expect(await worstDifference(forward, [{ ...reference, logits: broken }], false)).toBeNaN();
});
