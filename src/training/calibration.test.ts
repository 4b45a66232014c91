/** The shipped pool is the one that the packs were trained on: its candidates have the scale that Python found. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import published from '../../models/runs/voice/calibration.json' with { type: 'json' };
import { loadLexicon } from '../../scripts/lexicon.ts';
import { createRewards } from '../rewards/registry.ts';
import { calibrate } from './calibration.ts';
import { candidatesOf } from './candidates.ts';
import { readPool } from './pool.ts';

test('answers and cuts of the shipped pool have the means, deviations and units of models/runs/voice/calibration.json', () => {
  // Packs of forms alone were trained with lists.
  const { lists: _, ...pool } = readPool(
    JSON.parse(readFileSync(new URL('../../public/models/pool.json', import.meta.url), 'utf8')),
    'pool.json',
  );
  const { byId, guard } = createRewards(loadLexicon());
  const rewards = ['brevity', 'richness', 'cheer'] as const;
  const scored = candidatesOf(pool, pool.stop).map((candidate) => {
    const own = rewards.map((id) => [id, byId.get(id)?.score(candidate) ?? Number.NaN]);
    return { ...candidate, scores: { ...Object.fromEntries(own), guard: guard.score(candidate) } };
  });
  const { base, units } = calibrate(scored, rewards);
  for (const id of [...rewards, 'guard'] as const) {
    expect(base[id]?.mean).toBeCloseTo(published.base[id].mean, 5);
    expect(base[id]?.sd).toBeCloseTo(published.base[id].sd, 5);
    expect(units[id]).toBeCloseTo(published.units[id], 5);
  }
});
