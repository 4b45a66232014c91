import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { buildScoredFront } from '../../src/measure/scored-front.ts';
import { writeBundle } from '../../src/packs/bundle.ts';
import { makePack } from '../../src/workshop/keep/make-pack.ts';
import { planMeasuring } from '../../src/workshop/keep/measure-plan.ts';
import type { MeasuredAnswer } from '../../src/workshop/keep/measured-answers.ts';
import { frontInput } from '../../src/workshop/keep/measured-front.ts';
import { testingClp, testingProject, testingSoups } from '../../src/workshop/keep/testing/trained.ts';
import { overSeeds } from '../results/over-seeds.ts';
import { gatherSeeds, readSeed } from './gather-seeds.ts';
import { publish } from './publish.ts';
import { workshopResults, writeSeeds, writeSurvey } from './records.ts';
import { keepSeed, seedRecord } from './seed-record.ts';

const root = mkdtempSync(join(tmpdir(), 'seeds-'));
afterAll(() => rmSync(root, { recursive: true }));

const twins = { brevity: 'character-brevity', richness: 'word-diversity' };

/** A seed whose CLP gets `lead` more brevity than its soup; the page's own way from answers to a bundle. */
async function makeFiles(seed: number, lead: number) {
  const runs = [testingClp, testingSoups].map((run) => ({ ...run, training: { ...run.training, seed } }));
  const { pack } = makePack(testingProject, runs);
  const plan = planMeasuring(pack, ['Brevity', 'Richness'], testingProject.prompts, { prompts: 10, samples: 1 });
  const answers = plan.answers.map(({ key, job, prompt, seed: own }, i): MeasuredAnswer => {
    const [brief = 0.2, rich = 0.2] = job.weights;
    const brevity = 0.5 * brief + (job.policy === 'clp' ? lead : 0) + 0.01 * (i % 7);
    const scores = { brevity, richness: 0.6 * rich + 0.01 * (i % 5), 'character-brevity': brevity, 'word-diversity': 0.5, guard: 0 };
    return { key, seed: own, text: `${seed} ${i} ${prompt}`, finished: true, tokens: 9, kl: 3, nll: 1, scores };
  });
  const there = new Map(answers.map((answer) => [answer.key, answer]));
  const front = buildScoredFront(frontInput(pack, { twins, guard: 'guard', ranges: {} }, plan, there, `commit ${seed}`));
  const own = { bundle: join(root, `${seed}.zip`), answers: join(root, `${seed}.json`) };
  writeFileSync(own.bundle, writeBundle(makePack(testingProject, runs, front).files));
  writeFileSync(own.answers, JSON.stringify(answers));
  const record = seedRecord(join(root, 'runs/mine'), seed);
  await keepSeed(seed, own, record);
  return readSeed(seed, record);
}

it('later seeds stand beside the first on its ruler, prompt by prompt', async () => {
  const first = await makeFiles(1, 0.1);
  const second = await makeFiles(2, 0.2);
  const { replicas, record } = gatherSeeds([first, second]);
  expect([replicas.reference, replicas.scale]).toEqual([first.front.reference, first.front.scale]);
  expect(replicas.policies.map(({ id }) => id)).toEqual(['clp-s2', 'rs-s2']);
  expect(Object.keys(record.policies)).toEqual(['base', 'clp', 'rs', 'clp-s2', 'rs-s2']);
  const ahead = overSeeds(record, 'clp', 'rs');
  expect(ahead?.policies).toEqual([
    ['clp', 'clp-s2'],
    ['rs', 'rs-s2'],
  ]);
  // brevity is ahead by 0.15 on average, at every weighting: this much of its scale, times its weight of one half on average
  const [low, high] = (first.front.scale as [number, number][])[0] as [number, number];
  expect(ahead?.differences.meanInnerProduct.interval.mean).toBeCloseTo((0.15 / (high - low)) * 0.5, 1);
  expect(ahead?.differences.meanInnerProduct.interval.low).toBeGreaterThan(0);
});

it('the report says how many seeds there are, and a pack without all is not published', async () => {
  const first = await makeFiles(1, 0.1);
  const runs = join(root, 'runs');
  const mean = { mean: 0.5, low: 0.4, high: 0.6 };
  writeSurvey(join(runs, 'mine'), {
    ...{ answers: 1, candidates: 2, price: 0.1, kept: { brevity: 0.5 } },
    rewards: [{ id: 'brevity', base: mean, best: mean, better: 1, verdict: 'within' }],
    conflicts: [{ rewards: ['brevity', 'richness'], correlation: mean, prompts: 6 }],
    front: [{ weights: [1, 0], rewards: { brevity: mean }, kl: mean }],
  });
  expect(workshopResults(runs, ['mine'])).toContain('1 answers, 2 candidates');
  expect(workshopResults(runs, ['mine'])).not.toContain('hypervolume |');
  writeSeeds(join(runs, 'mine'), [first]);
  const report = workshopResults(runs, ['mine']);
  expect(report).toContain('1 of 3 training seeds: 2 are still to be trained, and the page does not have this pack');
  expect(report).toContain('| Rewarded Soups |');
  expect(() => publish(root, 'mine', [first])).toThrow('mine has 1 training seeds, expected 3');
});
