import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PaneChoice } from './panes-store.ts';
import { requestLimits } from './request-store.ts';
import { formatUrl, packOfHash, parseUrl, type UrlContext, type UrlState } from './url-state.ts';

const context: UrlContext = {
  rewards: ['brevity', 'richness', 'cheer'],
  axes: ['brevity', 'richness', 'cheer', 'kl'],
  policies: (['base', 'clp', 'rs', 'dera', 'mod', 'steering'] as const).map((id) => ({ id, method: id })),
};

describe('URL state', () => {
  it('reads back what it wrote', () => {
    const number = (field: keyof typeof requestLimits) =>
      fc.integer({ min: Math.ceil(requestLimits[field].min), max: requestLimits[field].max });
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80 }),
        fc.string({ maxLength: 80, unit: 'binary' }),
        number('seed'),
        number('maxTokens'),
        number('topK'),
        fc.constantFrom(0, 0.3, 0.8, 2),
        fc.tuple(fc.nat(1000), fc.nat(1000), fc.integer({ min: 1, max: 1000 })),
        fc.constantFrom('auto' as const, 'webgpu' as const, 'wasm' as const),
        (prompt, system, seed, maxTokens, topK, temperature, parts, backend) => {
          const sum = parts[0] + parts[1] + parts[2];
          const state: UrlState = {
            prompt,
            system,
            seed,
            maxTokens,
            topK,
            temperature,
            topP: 1,
            minP: 0.05,
            repetitionPenalty: 1.2,
            weights: parts.map((part) => part / sum),
            panes: [
              { policy: 'clp', options: {} },
              { policy: 'dera', options: { lambda: Number((parts[0] / 400).toFixed(2)) } },
              { policy: 'mod', options: { divergence: 'jsd' } },
              { policy: 'dera', options: { lambda: 0 } },
            ],
            view: 'triangle',
            x: 'kl',
            y: 'brevity',
            show: ['mod'],
            hide: ['clp', 'rs'],
            backend,
          };
          const parsed = parseUrl(`#${formatUrl(state)}`, context);
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
        const { state } = parseUrl(hash, context);
        if (state.weights) expect(state.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
        if (state.seed !== undefined) expect(Number.isInteger(state.seed) && state.seed >= 0 && state.seed <= 0xffffffff).toBe(true);
      }),
    );
  });

  it.each([
    ['v=1&t=9', { temperature: 2 }, 'temperature was 9. It was set to 2'],
    ['v=1&n=4', { maxTokens: 8 }, 'maximum tokens was 4'],
    ['v=1&minp=2', { minP: 1 }, 'min-p was 2. It was set to 1'],
    ['v=1&rep=0.5', { repetitionPenalty: 1 }, 'repetition penalty was 0.5. It was set to 1'],
    [`v=1&system=${'x'.repeat(2001)}`, { system: 'x'.repeat(2000) }, 'system prompt was cut to 2000 characters'],
    ['v=1&system=', { system: '' }, ''],
    ['v=1&seed=abc', {}, 'seed was “abc”, not a number'],
    ['v=1&w=0.5,0.5', {}, 'expected 3 numbers'],
    ['v=1&w=2,1,1', { weights: [0.5, 0.25, 0.25] }, 'scaled to sum to 1'],
    ['v=1&w=-1,0,1', { weights: [0, 0, 1] }, 'scaled to sum to 1'],
    ['v=1&x=wit', {}, 'expected brevity, richness, cheer'],
    ['v=1&x=cheer&y=cheer', { x: 'cheer' }, 'same reward on both axes'],
    ['v=1&x=kl', { x: 'kl' }, ''],
    ['v=1&beyond=1&w=1.2,-0.3,0.1', { beyond: true, weights: [1.2, -0.3, 0.1].map((one) => expect.closeTo(one)) }, ''],
    ['v=1&beyond=1&w=2,-1,0', { beyond: true }, 'weights were “2,-1,0”; expected 3 numbers from -0.5 to 1.5 that sum to 1'],
    ['v=1&beyond=1&w=0.5,0.5,0.5', { beyond: true }, 'that sum to 1'],
    ['v=1&beyond=yes&w=-1,0,1', { weights: [0, 0, 1] }, 'beyond was “yes”; expected 1'],
    ['v=1&view=texts', { view: 'texts' }, ''],
    ['v=1&view=pie', {}, 'view was “pie”; expected table, triangle, texts'],
    ['v=1&panes=clp,wit', { panes: [{ policy: 'clp', options: {} }] }, 'pane “wit”; expected base, clp'],
    ['v=1&panes=wit', {}, 'pane “wit”'],
    ['v=1&panes=rs,rs,rs,rs,rs', { panes: Array(4).fill({ policy: 'rs', options: {} }) }, 'has 5 panes. The first 4'],
    ['v=1&panes=clp:2', { panes: [{ policy: 'clp', options: {} }] }, 'clp, which has no option'],
    ['v=1&panes=dera:9', { panes: [{ policy: 'dera', options: { lambda: 3 } }] }, 'lambda was 9. It was set to 3'],
    ['v=1&panes=dera:', { panes: [{ policy: 'dera', options: {} }] }, 'lambda was “”, not a number'],
    ['v=1&panes=mod:l2', { panes: [{ policy: 'mod', options: {} }] }, 'divergence was “l2”; expected reverse-kl'],
    ['v=1&panes=steering:0.5', { panes: [{ policy: 'steering', options: { scale: 0.5 } }] }, ''],
    ['v=1&show=clp,wit', { show: ['clp'] }, 'would show “wit”'],
    ['v=1&hide=wit', {}, 'would hide “wit”'],
    ['v=1&backend=cuda', {}, 'expected auto, webgpu'],
    ['v=2&seed=3', {}, 'version 2'],
    ['seed=3', {}, 'version none'],
    ['v=1&panes=wit,wot', {}, 'has 2 panes “wit, wot”; expected base, clp'],
    ['v=1&seed=%E2%80%AE7', {}, 'seed was “\\u202e7”, not a number'],
  ])('clamps or leaves out what is wrong in %s, and says so', (hash, state, notice) => {
    const parsed = parseUrl(`#${hash}`, context);
    expect(parsed.state).toEqual(state);
    expect(parsed.notices.join(' ')).toContain(notice);
  });

  it('carries weights beyond the simplex with the permission', () => {
    const hash = formatUrl({ beyond: true, weights: [1.3, -0.3, 0] });
    expect(hash).toBe('v=1&w=1.3,-0.3,0&beyond=1');
    expect(parseUrl(`#${hash}`, context).notices).toEqual([]);
  });

  it('writes panes as they are read aloud', () => {
    const panes: PaneChoice[] = [
      { policy: 'clp', options: {} },
      { policy: 'dera', options: { lambda: 1.5 } },
    ];
    expect(formatUrl({ panes, pack: 'dial' })).toBe('v=1&pack=dial&panes=clp,dera:1.5');
  });

  it('finds the pack: the first where the link names none, none where there is no link, and says which it does not know', () => {
    const packs = [{ id: 'voice' }, { id: 'dial' }];
    expect(packOfHash('#v=1&pack=dial', packs)).toEqual({ pack: 'dial' });
    expect(packOfHash('#v=1&w=1,0,0', packs)).toEqual({ pack: 'voice' });
    expect(packOfHash('', packs)).toEqual({});
    expect(packOfHash('#v=1&pack=mine:wit-01', packs)).toEqual({ missing: 'mine:wit-01' });
    expect(packOfHash('#v=1&pack=mine:wit-01', [...packs, { id: 'mine:wit-01' }])).toEqual({ pack: 'mine:wit-01' });
    expect(packOfHash('#v=1&pack=wit', packs)).toEqual({ notice: "The link's pack was “wit”; expected voice, dial. It was left out." });
  });

  it.each(['', '#', '#utm_source=mail&utm_medium=x', '#instrument', '#__proto__=1&constructor=2'])('says nothing of %j', (hash) => {
    expect(parseUrl(hash, context)).toEqual({ state: {}, notices: [] });
  });

  it('says the most of a link in a few short sentences, whatever it holds', () => {
    const ids = Array.from({ length: 100_000 }, (_, i) => `q${i}`).join(',');
    const long = 'x'.repeat(200_000);
    const { state, notices } = parseUrl(
      `#v=1&panes=clp:9,${ids}&seed=${long}&t=${long}&k=x&p=x&n=x&w=${ids}&x=${long}&y=${long}&show=${ids}&hide=${ids}&backend=${long}`,
      context,
    );
    expect(state).toEqual({ panes: [{ policy: 'clp', options: {} }] });
    expect(notices).toHaveLength(6);
    expect(notices.at(-1)).toBe('And 8 more values of the link were changed or left out.');
    for (const notice of notices) expect(notice.length).toBeLessThan(800);
    expect(parseUrl(`#v=1&panes=${ids}`, context).notices).toEqual([expect.stringContaining('100,000 panes “q0, q1, ')]);
    expect(parseUrl(`#v=1&panes=${ids}`, context).notices[0]).toContain('q11 and 99,988 more”');
  });

  it('reads a link of a million characters in time that grows with its length, not with its square', () => {
    // Ids that are known and those that are not: with either, comparing each with all took minutes.
    const known = 'clp,'.repeat(250_000);
    const { state, notices } = parseUrl(`#v=1&panes=${known}&show=${known}&hide=${known}x`, context);
    expect(state.panes).toHaveLength(4);
    expect(state.show).toEqual(['clp']);
    expect(notices).toContain('The link has 250,000 panes. The first 4 are shown.');
  });

  it('takes words of the address as words, never as properties', () => {
    const { state } = parseUrl(
      '#v=1&__proto__=x&panes=__proto__,constructor,clp:__proto__&show=__proto__&x=constructor&seed=toString',
      context,
    );
    expect(state).toEqual({ panes: [{ policy: 'clp', options: {} }] });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});
