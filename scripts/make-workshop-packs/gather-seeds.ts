/** The training seeds of a pack beside one another, on one ruler: that of the first, as `npm run evaluate -- --replicas` has it. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { parseFile } from '../../src/lm/parse-file.ts';
import { buildFront, type FrontInput } from '../../src/measure/build-front.ts';
import type { MeasuredPoint } from '../../src/measure/measurement.ts';
import { type AnswerScores, scoredRewards } from '../../src/measure/scored-front.ts';
import { bundleLimits } from '../../src/packs/bundle.ts';
import { type Front, FrontSchema } from '../../src/packs/front.ts';
import { type Pack, PackSchema } from '../../src/packs/pack.ts';
import { readZip } from '../../src/packs/read-zip.ts';
import { twinIdOf } from '../../src/rewards/own/definition.ts';
import { createRewards } from '../../src/rewards/registry.ts';
import { planMeasuring } from '../../src/workshop/keep/measure-plan.ts';
import type { MeasuredAnswer } from '../../src/workshop/keep/measured-answers.ts';
import { frontInput } from '../../src/workshop/keep/measured-front.ts';
import { taskOf } from '../../src/workshop/keep/read-runs.ts';
import { type ByPrompt, byPrompt } from '../evaluate/by-prompt.ts';
import { loadLexicon } from '../lexicon.ts';

const PromptsSchema = v.object({ train: v.array(v.string()), tune: v.array(v.string()), heldOut: v.array(v.string()) });

export interface SeedResult {
  readonly seed: number;
  readonly pack: Pack;
  readonly front: Front;
  /** All of the record, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly prompts: v.InferOutput<typeof PromptsSchema>;
  readonly answers: readonly MeasuredAnswer[];
}

/** @throws Error that names the file, the field and what was expected. */
export async function readSeed(seed: number, record: string): Promise<SeedResult> {
  const files = await readZip(new Blob([readFileSync(record)]), record, bundleLimits);
  const json = (name: string): unknown => {
    const bytes = files.get(name);
    if (!bytes) throw new Error(`${record} has no ${name}, expected one`);
    return JSON.parse(new TextDecoder().decode(bytes));
  };
  const read = <S extends v.GenericSchema>(schema: S, name: string): v.InferOutput<S> =>
    parseFile(schema, json(name), `${record}: ${name}`);
  const pack = read(PackSchema, 'pack.json');
  return {
    ...{ seed, files },
    // Said anew: the sentence of an early record ran its labels together.
    pack: { ...pack, task: taskOf({ labels: pack.rewards.map((id) => pack.definitions?.find((own) => own.id === id)?.label ?? id) }) },
    front: read(FrontSchema, 'front.json'),
    prompts: read(PromptsSchema, 'prompts.json'),
    answers: json('answers.json') as readonly MeasuredAnswer[],
  };
}

export interface Gathered {
  /** Policies of the seeds after the first, named as `clp-s2`. */
  readonly replicas: Front;
  /** Of all seeds. */
  readonly record: ByPrompt;
}

/** @param seeds At least one; the first is the one that is played. */
export function gatherSeeds(seeds: readonly [SeedResult, ...SeedResult[]]): Gathered {
  const [first] = seeds;
  const { reference, scale } = first.front;
  if (!scale) throw new Error(`the front of ${first.pack.id}, seed ${first.seed}, has no scale, expected one`);
  const scores = new Map<string, AnswerScores>();
  const measurements: MeasuredPoint[] = [];
  const policies: Pack['policies'][number][] = [];
  let usual: ReturnType<typeof inputOf> | undefined;
  for (const one of seeds) {
    const input = inputOf(one);
    usual ??= input;
    for (const [key, value] of input.scores) scores.set(key, value);
    const named = (id: string) => (one === first ? id : `${id}-s${one.seed}`);
    const fresh = one.pack.policies.filter(({ method }) => one === first || method !== 'base');
    policies.push(...fresh.map((policy) => ({ ...policy, id: named(policy.id) })));
    const ids = new Set(fresh.map(({ id }) => id));
    measurements.push(
      ...input.measurements.filter(({ policy }) => ids.has(policy)).map((point) => ({ ...point, policy: named(point.policy) })),
    );
  }
  const { twins, guard, ...rest } = usual as ReturnType<typeof inputOf>;
  const rewards = scoredRewards({ scores, twins, guard });
  const pack = { ...first.pack, policies };
  const input: FrontInput = { ...rest, pack, rewards, measurements, examples: [], frozen: { reference, scale } };
  const { front } = buildFront(input);
  const own = new Set(first.pack.policies.map(({ id }) => id));
  const others = ({ policy, less }: { policy: string; less: string }) => !own.has(policy) && !own.has(less);
  return {
    replicas: {
      ...front,
      policies: front.policies.filter(({ id }) => !own.has(id)),
      comparisons: front.comparisons.filter(others),
    },
    record: byPrompt(pack, rewards, front, measurements),
  };
}

function inputOf({ pack, prompts, front, answers }: SeedResult) {
  const known = new Map([...createRewards(loadLexicon()).byId].map(([id, { twin }]) => [id, twin.id]));
  const own = new Map((pack.definitions ?? []).map((definition) => [definition.id, twinIdOf(definition)]));
  const twins = Object.fromEntries(pack.rewards.map((id) => [id, own.get(id) ?? known.get(id)]));
  const settings = { prompts: front.prompts.length, samples: front.seeds.length };
  const plan = planMeasuring(pack, [...pack.rewards], prompts, settings);
  const there = new Map(answers.map((answer) => [answer.key, answer]));
  return frontInput(pack, { twins, guard: 'guard', ranges: {} }, plan, there, front.commit);
}
