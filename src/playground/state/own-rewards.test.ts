import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readOwnParts } from '../../../scripts/own-parts.ts';
import { fakeInfo } from '../../engine/testing/fake-engine.ts';
import { servedFiles } from '../../packs/served-files.ts';
import { ownPack } from '../../packs/testing/fixture-own.ts';
import type { Definition } from '../../rewards/own/definition.ts';
import { encodeWeights } from '../../rewards/own/linear-head.ts';
import { withDefinitions } from '../../rewards/own/with-definitions.ts';
import type { Rewards } from '../../rewards/registry.ts';
import { catalog, loaded, settings, settle } from '../testing/sweep-page.ts';
import { packRewards } from './pack-rewards.ts';

const definitions = ownPack.definitions ?? [];
let own: Rewards;
beforeAll(async () => {
  own = withDefinitions(catalog, definitions, await readOwnParts(definitions));
});
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const page = () => {
  const source = { pack: ownPack, front: undefined, goodhart: undefined, files: servedFiles('http://localhost/models/own/'), leftOut: [] };
  return loaded({ source, packId: 'own', catalog: own });
};

describe('a pack that brings its own rewards', () => {
  it('has their sliders and formulas, and scores every pane by them', async () => {
    const { tiller } = await page();
    expect(tiller.rewards.map(({ label, formula }) => [label, formula])).toEqual([
      ['Roses', '1 - 2^(-liked / 1); each time; liked: rose*'],
      ['Distinct words', 'what the code returns, limited to 0 to 1'],
    ]);
    const runs = Object.values(tiller.runs.getState().runs);
    expect(runs.length).toBeGreaterThan(0);
    for (const { text, scores } of runs) {
      expect(text).toContain('lovely roses');
      expect(scores).toMatchObject({ 'own-roses': 0.5, 'own-repeats': 1 });
      expect(scores.guard).toBeLessThan(0);
    }
  });

  it('is swept to a front of them', async () => {
    const { sweep } = await page();
    sweep().start({ ...settings, pack: 'own', policies: settings.policies.map(({ policy, options }) => ({ policy, options })) });
    await settle();
    expect(sweep()).toMatchObject({ status: 'done', error: undefined });
    for (const { scores } of sweep().texts) expect(Object.keys(scores)).toEqual(['own-roses', 'own-repeats', 'guard']);
    const clp = sweep().front?.series.find(({ series }) => series === 'clp');
    expect(clp?.points.length).toBeGreaterThan(2);
    for (const { rewards } of clp?.points ?? []) expect(rewards).toMatchObject({ 'own-roses': { mean: 0.5 }, 'own-repeats': { mean: 1 } });
  });

  it('tells once where its code cannot score an answer, which then counts as the lowest', () => {
    const told: string[] = [];
    const { score } = packRewards(ownPack, own, (sentence) => told.push(sentence));
    const input = { prompt: 'Why?', text: 'Roses', finished: true };
    expect(score(input)).toMatchObject({ 'own-roses': 0.5, 'own-repeats': 0 });
    score({ ...input });
    expect(told).toEqual(['Distinct words: line 3: too few words. An answer that it cannot score counts as 0.']);
  });

  it('asks the model for those that the model measures, of panes and of a sweep', async () => {
    const base = fakeInfo.base.sha256;
    const head = { reads: 'mean' as const, base, bias: -20, weights: encodeWeights([1]), heldOut: { right: 6, count: 8 } };
    const longer: Definition = { id: 'own-longer', label: 'Longer', kind: 'examples', liked: [], disliked: [], head };
    const judge: Definition = { id: 'own-judge', label: 'Kind', kind: 'judge', question: 'Is it kind?', pairs: [] };
    const pack = { ...ownPack, rewards: ['own-longer', 'own-judge'], definitions: [longer, judge] };
    const source = { pack, front: undefined, goodhart: undefined, files: servedFiles('http://localhost/models/own/'), leftOut: [] };
    const { tiller, sweep } = await loaded({ source, packId: 'own', catalog });
    expect(tiller.rewards.map(({ label }) => label)).toEqual(['Longer', 'Kind']);
    await settle();
    // The made-up model's state of a text is its length; it says yes and no alike.
    const expected = (text: string) => ({ 'own-longer': expect.closeTo(1 / (1 + Math.exp(20 - text.length)), 5), 'own-judge': 0.5 });
    for (const { text, scores } of Object.values(tiller.runs.getState().runs)) expect(scores).toMatchObject(expected(text));
    sweep().start({ ...settings, pack: 'own', policies: settings.policies.map(({ policy, options }) => ({ policy, options })) });
    await settle();
    expect(sweep()).toMatchObject({ status: 'done', error: undefined });
    for (const { text, scores } of sweep().texts) expect(scores).toMatchObject(expected(text));
  });

  it('says once why one of them cannot be measured, and the others have their numbers', async () => {
    const unfitted: Definition = { id: 'own-longer', label: 'Longer', kind: 'examples', liked: [], disliked: [] };
    const pack = { ...ownPack, rewards: ['own-longer', 'cheer'], definitions: [unfitted] };
    const source = { pack, front: undefined, goodhart: undefined, files: servedFiles('http://localhost/models/own/'), leftOut: [] };
    const { tiller } = await loaded({ source, packId: 'own', catalog });
    await settle();
    expect(tiller.view.getState().notices).toEqual(['Longer: too few examples yet to score anything.']);
    for (const { scores } of Object.values(tiller.runs.getState().runs)) expect(Object.keys(scores)).toEqual(['cheer', 'guard']);
  });
});
