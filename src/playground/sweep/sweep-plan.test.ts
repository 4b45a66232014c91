import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPrompts } from '../../../scripts/evaluate/pack-files.ts';
import { parseFile } from '../../lm/parse-file.ts';
import { engineSeed } from '../../measure/plan.ts';
import { FrontSchema } from '../../packs/front.ts';
import { PackSchema } from '../../packs/pack.ts';
import { createPanesStore } from '../state/panes-store.ts';
import { createRequestStore } from '../state/request-store.ts';
import { packPolicies } from '../state/usual-panes.ts';
import { settingsOf } from './extent.ts';
import { planSweep, promptPlaces, sweepSeeds, sweepSize } from './sweep-plan.ts';
import type { SweepSettings } from './sweep-settings.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../../public/models/${path}`, import.meta.url), 'utf8'));
const pack = parseFile(PackSchema, read('voice/pack.json'), 'pack.json');
const front = parseFile(FrontSchema, read('voice/front.json'), 'front.json');
const policies = packPolicies(pack);
const source = { pack, front, policies, labels: pack.rewards };
const { held_out: heldOut } = readPrompts();

const settings: SweepSettings = {
  pack: 'voice',
  policies: ['clp', 'rs'].map((policy) => ({ policy, options: {} })),
  grid: 'few',
  prompts: ['Why?'],
  samples: 1,
  seed: 7,
  system: pack.system,
  sampling: { temperature: 0.8, topK: 0, topP: 1 },
  maxTokens: 64,
};
/** Counted both ways. */
function sizeOf(changes: Partial<SweepSettings>): number {
  const asked = { ...settings, ...changes };
  const { length } = planSweep(asked, source);
  expect(sweepSize(asked, source)).toBe(length);
  return length;
}

describe('planSweep', () => {
  it('takes 16, 30 or 66 weightings of three rewards, one of what no weight steers, and the points of what was trained there', () => {
    expect(sizeOf({ grid: 'few' })).toBe(32);
    expect(sizeOf({ grid: 'edge' })).toBe(60);
    expect(sizeOf({ grid: 'all' })).toBe(132);
    expect(sizeOf({ samples: 3, prompts: ['Why?', 'How?', 'Why?'], policies: [...settings.policies, ...settings.policies] })).toBe(32 * 6);
    for (const grid of ['few', 'all'] as const) {
      expect(sizeOf({ grid, policies: [{ policy: 'base', options: {} }] })).toBe(1);
      expect(sizeOf({ grid, policies: [{ policy: 'gold', options: {} }] })).toBe(3);
    }
  });

  it('sweeps a policy once for all panes that show it alike, and options apart', () => {
    const dera = (lambda: number) => ({ policy: 'dera', options: { lambda } });
    const planned = planSweep({ ...settings, policies: [dera(1), dera(1), dera(2)] }, source);
    expect(new Set(planned.map(({ series }) => series))).toEqual(new Set(['dera:1', 'dera:2']));
    expect(planned).toHaveLength(32);
    expect(planned[0]?.steering.rows).toHaveLength(2);
  });

  it('names texts so that a larger sweep knows those of a smaller one', () => {
    const keys = (changes: Partial<SweepSettings>) => planSweep({ ...settings, ...changes }, source).map(({ key }) => key);
    const small = keys({});
    const large = new Set(
      keys({ prompts: ['Why?', 'How?'], samples: 3, policies: [...settings.policies, { policy: 'mod', options: {} }] }),
    );
    expect(small.every((key) => large.has(key))).toBe(true);
    expect(large.size).toBe(48 * 6);
  });
});

describe('seeds', () => {
  it('are the evaluation’s for every prompt of the pack', () => {
    const places = promptPlaces(front);
    expect(places.size).toBe(heldOut.length);
    for (const [prompt, place] of places) expect(place).toBe(heldOut.indexOf(prompt));
  });

  it('follow the first prompt’s, by one a prompt and a thousand a sample, within 32 bits', () => {
    const seedOf = sweepSeeds({ seed: 1002, prompts: front.prompts }, front);
    for (const prompt of front.prompts) {
      for (const sample of [0, 1]) expect(seedOf(prompt, sample)).toBe(engineSeed(1 + sample, heldOut.indexOf(prompt)));
    }
    const own = sweepSeeds({ seed: 0xffffffff, prompts: ['Why?', 'How?'] }, undefined);
    expect([own('Why?', 0), own('How?', 0), own('Why?', 1)]).toEqual([0xffffffff, 0, 999]);
  });

  it('of a page that the reader left as it was are the evaluation’s, with the base among the policies', () => {
    const page = (seed: number, prompt: string) => ({
      ...{ packId: 'voice', pack, front, policies },
      panes: createPanesStore([{ policy: 'clp', options: {} }]),
      request: createRequestStore({
        prompt,
        seed,
        system: pack.system,
        ...settings.sampling,
        minP: 0,
        repetitionPenalty: 1,
        maxTokens: 64,
      }),
    });
    const hole = 'What is a black hole?';
    const few = { grid: 'few', samples: 1 } as const;
    const whole = settingsOf(page(1003, hole), { ...few, prompts: front.prompts });
    expect(whole.policies.map(({ policy }) => policy)).toEqual(['base', 'clp']);
    for (const { prompt, seed } of planSweep(whole, source)) expect(seed).toBe(engineSeed(1, heldOut.indexOf(prompt)));
    expect(settingsOf(page(5, hole), { ...few, prompts: front.prompts }).seed).toBe(5);
    const one = settingsOf(page(1003, hole), { ...few, prompts: [hole] });
    expect(one).toMatchObject({ seed: 1003, prompts: [hole] });
    expect(one.policies.map(({ policy }) => policy)).toEqual(['clp']);
    expect(settingsOf(page(5, 'Mine'), { ...few, prompts: ['Mine', 'Yours'] })).toMatchObject({ seed: 5, prompts: ['Mine', 'Yours'] });
  });
});
