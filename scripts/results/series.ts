/** The series between twins and fork: how far experts part, and how far CLP is then ahead of Rewarded Soups; lesson 6's prediction beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { parseFile } from '../../src/lm/parse-file.ts';
import type { Interval } from '../../src/packs/fields.ts';
import { type ForkWorld, forkMix, forkOracle, leafRewards, measureFork } from '../../src/theory/fork.ts';
import { optimalPolicy } from '../../src/theory/kl-bandit.ts';
import { mixingGap } from '../../src/theory/mixing-gap.ts';
import { ReplicatesSchema } from '../evaluate/replicates.ts';
import { hypervolumeOverSeeds } from './over-seeds.ts';

const Finite = v.pipe(v.number(), v.finite());

/** What models/misalignment.py writes. */
export const MisalignmentSchema = v.object({
  format: v.literal('tiller-misalignment/1'),
  commit: v.string(),
  prompts: v.number(),
  /** Nats at equal weights, by pack. */
  packs: v.record(v.string(), Finite),
});

/** What plain prose is worth in each pack of the series; twins has other rewards, which agree. */
const PROSE: Readonly<Record<string, number | undefined>> = {
  'fork-50': 0.5,
  'fork-60': 0.6,
  fork: 0.7,
  'fork-80': 0.8,
  'fork-90': 0.9,
  twins: undefined,
};

/** Price of a nat in the packs' offline stage, in units of a reward: temperature 0.1 times the unit of the fork's rewards (runs/fork/calibration.json). */
const PRICE = 0.0284;

export interface SeriesPack {
  readonly id: string;
  /** What prose is worth to both rewards. */
  readonly prose: number | undefined;
  /** Of the experts that the offline stage asks for, nats at equal weights. */
  readonly misalignment: number;
  /** Hypervolume of CLP less that of Rewarded Soups, as a share of the box; absent until both are measured. */
  readonly measured?: Interval;
  /** Training seeds of both. */
  readonly seeds?: readonly [number, number];
}

/** A world of lesson 6: how far its exact experts part at equal weights, and what their mix loses to the optimum in hypervolume, of a box of 1. */
export interface Predicted {
  readonly c: number;
  readonly misalignment: number;
  readonly lost: number;
}

export function predict(c: number, beta: number = PRICE): Predicted {
  const world: ForkWorld = { c, beta };
  // Paths x, y and z, which the reference takes with 1/4, 1/4 and 1/2.
  const reference = [0.25, 0.25, 0.5].map(Math.log);
  const experts = [1, 0].map((w) => optimalPolicy([...leafRewards(world, w), c], beta, reference));
  const volume = (policy: typeof forkMix) => measureFork(world, (w) => policy(world, w)).hypervolume;
  return { c, misalignment: mixingGap(experts, [0.5, 0.5], beta) / beta, lost: volume(forkOracle) - volume(forkMix) };
}

/** The packs of the series in the order of their misalignment, measured or not; undefined without the record. @param root of the repository. */
export function readSeries(root: string): SeriesPack[] | undefined {
  const runs = join(root, 'models/runs');
  const file = join(runs, 'misalignment.json');
  if (!existsSync(file)) return undefined;
  const { packs } = parseFile(MisalignmentSchema, JSON.parse(readFileSync(file, 'utf8')), file);
  return Object.entries(PROSE)
    .flatMap(([id, prose]): SeriesPack[] => {
      const misalignment = packs[id];
      if (misalignment === undefined) return [];
      const replicates = join(runs, id, 'replicates.json');
      const read = existsSync(replicates)
        ? parseFile(ReplicatesSchema, JSON.parse(readFileSync(replicates, 'utf8')), replicates)
        : undefined;
      const found = read && hypervolumeOverSeeds(read, 'clp', 'rs');
      const measured = found ? { measured: found.interval, seeds: [found.policies[0].length, found.policies[1].length] as const } : {};
      return [{ id, prose, misalignment, ...measured }];
    })
    .sort((a, b) => a.misalignment - b.misalignment);
}
