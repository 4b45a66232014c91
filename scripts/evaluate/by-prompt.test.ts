import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Front } from '../../src/packs/front.ts';
import type { Pack } from '../../src/packs/pack.ts';
import { createRewards } from '../../src/rewards/registry.ts';
import { loadLexicon } from '../lexicon.ts';
import { byPrompt, writeByPrompt } from './by-prompt.ts';

const folder = mkdtempSync(join(tmpdir(), 'by-prompt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const prompts = ['How do I bake a cake?', 'Why do cats purr?'];
const pack = { id: 'fork', rewards: ['numbering', 'bulleting'] } as unknown as Pack;
const front = (ids: readonly string[]) =>
  ({ prompts, seeds: [1, 2], reference: [0, 0], scale: [[0, 1]], policies: ids.map((id) => ({ id })) }) as unknown as Front;
const answer = (prompt: string, text: string, kl: number) => ({ prompt, seed: 1, text, finished: true, tokens: 9, kl, nll: 1 });
const cake = 'Here is a short answer for a cake:\n1. Beat the eggs for it.\n2. Bake the cake for long.';
const point = (policy: string, split: 'held_out' | 'tune' = 'held_out') => ({
  policy,
  weights: [1, 0],
  split,
  repeats: [
    [answer('Why do cats purr?', 'Cats purr as they are content.', 2), answer('How do I bake a cake?', cake, 4)],
    [answer('Why do cats purr?', 'Cats purr as they are content.', 3), answer('How do I bake a cake?', 'You bake a cake.', 1)],
  ],
});
const rewards = createRewards(loadLexicon());
const numbering = (prompt: string, text: string) => rewards.byId.get('numbering')?.score({ prompt, text, finished: true }) ?? Number.NaN;

it('has the mean over repeats of every prompt, in the order of the front, of the held-out prompts alone', () => {
  const made = byPrompt(pack, rewards, front(['rs']), [point('rs'), point('rs', 'tune'), point('left')]);
  expect(made.policies).toEqual({
    rs: [{ weights: [1, 0], rewards: [expect.any(Array), expect.any(Array)], kl: [2.5, 2.5] }],
  });
  const own = (numbering(prompts[0] as string, cake) + numbering(prompts[0] as string, 'You bake a cake.')) / 2;
  expect(made.policies.rs?.[0]?.rewards[0]?.[0]).toBeCloseTo(own, 4);
});

it('grows by policy in its file, and refuses another ruler', () => {
  const file = join(folder, 'by-prompt.json');
  writeByPrompt(file, byPrompt(pack, rewards, front(['rs']), [point('rs')]));
  writeByPrompt(file, byPrompt(pack, rewards, front(['clp']), [point('clp')]));
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).policies)).toEqual(['rs', 'clp']);
  const other = { ...byPrompt(pack, rewards, front(['rs']), [point('rs')]), reference: [0.1, 0] };
  expect(() => writeByPrompt(file, other)).toThrow('was made with other prompts, seeds, reference or scale');
});

it('keeps a policy that it has at more weightings', () => {
  const file = join(folder, 'more.json');
  const twice = [point('rs'), { ...point('rs'), weights: [0, 1] }];
  writeByPrompt(file, byPrompt(pack, rewards, front(['rs']), twice));
  writeByPrompt(file, byPrompt(pack, rewards, front(['rs']), [point('rs')]));
  expect(JSON.parse(readFileSync(file, 'utf8')).policies.rs).toHaveLength(2);
});
