import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadLexicon } from '../../../scripts/lexicon.ts';
import { mean } from '../../math/statistics.ts';
import { withDefinitions } from '../../rewards/own/with-definitions.ts';
import { createRewards } from '../../rewards/registry.ts';
import { candidatesOf } from '../../training/candidates.ts';
import { readPool } from '../../training/pool.ts';
import { parseProject } from '../state/project-schema.ts';
import { findStart, starts } from './starts.ts';

it('each is a project that a file could hold, found by its id', () => {
  expect(new Set(starts.map(({ id }) => id)).size).toBe(starts.length);
  for (const { id, project } of starts) {
    expect(findStart(id)?.project).toBe(project);
    expect(parseProject(JSON.parse(JSON.stringify(project)), id)).toEqual(project);
  }
  expect(findStart('other')).toBeUndefined();
});

it('the shipped pool has answers to learn each of its rewards from', () => {
  const catalog = createRewards(loadLexicon());
  const pool = readPool(JSON.parse(readFileSync('public/models/pool.json', 'utf8')), 'pool.json');
  const { lists: _, ...plain } = pool;
  // Every third answer is enough to say so.
  const answers = pool.answers.filter((_, i) => i % 3 === 0);
  for (const { id, project } of starts) {
    const candidates = candidatesOf({ ...(project.pool.lists ? pool : plain), answers }, pool.stop);
    const rewards = withDefinitions(catalog, project.definitions, {});
    for (const name of project.rewards) {
      const scores = candidates.map((candidate) => rewards.byId.get(name)?.score(candidate) ?? Number.NaN);
      const best = pool.prompts.map((prompt) => Math.max(...scores.filter((_, i) => candidates[i]?.prompt === prompt)));
      const base = mean(scores.filter((_, i) => candidates[i]?.original));
      expect(mean(best) - base, `${id}: ${name}, best candidate of a prompt over the base’s mean`).toBeGreaterThan(0.2);
    }
  }
});
