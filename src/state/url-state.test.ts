import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestLimits } from './request-store.ts';
import { formatUrl, parseUrl, type UrlState } from './url-state.ts';

const rewards = ['brevity', 'richness', 'cheer'];

describe('URL state', () => {
  it('reads back what it wrote', () => {
    const number = (field: keyof typeof requestLimits) =>
      fc.integer({ min: Math.ceil(requestLimits[field].min), max: requestLimits[field].max });
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80 }),
        number('seed'),
        number('maxTokens'),
        number('topK'),
        fc.constantFrom(0, 0.3, 0.8, 2),
        fc.tuple(fc.nat(1000), fc.nat(1000), fc.integer({ min: 1, max: 1000 })),
        fc.constantFrom('auto' as const, 'webgpu' as const, 'wasm' as const),
        (prompt, seed, maxTokens, topK, temperature, parts, backend) => {
          const sum = parts[0] + parts[1] + parts[2];
          const state: UrlState = {
            prompt,
            seed,
            maxTokens,
            topK,
            temperature,
            topP: 1,
            weights: parts.map((part) => part / sum),
            x: 'cheer',
            y: 'brevity',
            backend,
          };
          const parsed = parseUrl(`#${formatUrl(state)}`, rewards);
          expect(parsed.notices).toEqual([]);
          const { weights, backend: chosen, ...rest } = parsed.state;
          const { weights: wanted, backend: _, ...expected } = state;
          expect(rest).toEqual(expected);
          expect(chosen ?? 'auto').toBe(backend);
          for (const [i, weight] of (weights ?? []).entries()) expect(weight).toBeCloseTo(wanted?.[i] ?? Number.NaN, 2);
        },
      ),
    );
  });

  it('never throws and never leaves the limits, whatever the link', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (w, seed, rest) => {
        const hash = `#v=1&w=${encodeURIComponent(w)}&seed=${encodeURIComponent(seed)}&${rest}`;
        const { state } = parseUrl(hash, rewards);
        if (state.weights) expect(state.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        if (state.seed !== undefined) expect(Number.isInteger(state.seed) && state.seed >= 0 && state.seed <= 0xffffffff).toBe(true);
      }),
    );
  });

  it.each([
    ['v=1&t=9', { temperature: 2 }, 'temperature was 9. It was set to 2'],
    ['v=1&n=4', { maxTokens: 8 }, 'maximum tokens was 4'],
    ['v=1&seed=abc', {}, 'seed was “abc”, not a number'],
    ['v=1&w=0.5,0.5', {}, 'expected 3 numbers'],
    ['v=1&w=2,1,1', { weights: [0.5, 0.25, 0.25] }, 'scaled to sum to 1'],
    ['v=1&w=-1,0,1', { weights: [0, 0, 1] }, 'scaled to sum to 1'],
    ['v=1&x=wit', {}, 'expected brevity, richness, cheer'],
    ['v=1&x=cheer&y=cheer', { x: 'cheer' }, 'same reward on both axes'],
    ['v=1&backend=cuda', {}, 'expected auto, webgpu'],
    ['v=2&seed=3', {}, 'version 2'],
    ['seed=3', {}, 'version none'],
  ])('clamps or leaves out what is wrong in %s, and says so', (hash, state, notice) => {
    const parsed = parseUrl(`#${hash}`, rewards);
    expect(parsed.state).toEqual(state);
    expect(parsed.notices.join(' ')).toContain(notice);
  });

  it('says nothing of an empty hash', () => {
    expect(parseUrl('', rewards)).toEqual({ state: {}, notices: [] });
  });
});
