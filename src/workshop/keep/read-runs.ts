/** From runs of the workshop to what a pack is made of. */
import type { Manifest } from '../../packs/manifest.ts';
import type { Definition } from '../../rewards/own/definition.ts';
import type { Rewards } from '../../rewards/registry.ts';
import { calibrate } from '../../training/calibration.ts';
import { type Pool, writePool } from '../../training/pool.ts';
import { shippedPrompts, shippedSystem } from '../../training/shipped-prompts.ts';
import type { Checkpoint, KeptRun, RunInputs, RunPlan } from '../state/run.ts';
import { axesOf } from './pack-of-runs.ts';
import { toldReward } from './told-rewards.ts';
import { type PackProject, type TrainedRun, trainedRun } from './trained-run.ts';

/** What a reader calls a pack. */
export type Named = Pick<PackProject, 'id' | 'label' | 'task'>;

/** Ids of runs to the pack that they make, under a working name. @throws Error of one sentence; the signal's reason. */
export type ReadPack = (
  ids: readonly string[],
  signal: AbortSignal,
) => Promise<{ readonly project: PackProject; readonly runs: readonly TrainedRun[] }>;

export interface RunsDeps {
  readonly run: (id: string) => KeptRun | undefined;
  /** The last. */
  readonly checkpoint: (id: string) => Promise<Checkpoint | undefined>;
  readonly inputs: (id: string) => Promise<RunInputs | undefined>;
  readonly manifest: (signal: AbortSignal) => Promise<Manifest>;
  readonly catalog: Rewards;
  /** The pool that is open, whichever it is of. */
  readonly pool: () => Pool | undefined;
}

export function readRuns({ run, checkpoint, inputs, manifest, catalog, pool }: RunsDeps): ReadPack {
  return async (ids, signal) => {
    const kept = ids.map((id) => {
      const found = run(id);
      if (!found) throw new Error(`The run ${id} is not kept in this browser.`);
      return found;
    });
    const runs: TrainedRun[] = [];
    for (const one of kept) {
      const last = await checkpoint(one.id);
      if (!last) throw new Error('A run has no checkpoint yet: expected one step at least that is kept.');
      runs.push(trainedRun(one, last));
    }
    const [first] = kept as [KeptRun, ...KeptRun[]];
    const learned = await inputs(first.id);
    if (!learned) throw new Error('What the run learned from is not kept in this browser: the scale of its rewards is not known.');
    const base = await manifest(signal);
    if (base.sha256 !== first.base.sha256)
      throw new Error(
        `The run changes ${first.base.name} (${first.base.sha256.slice(0, 10)}…), the model here is ${base.name} (${base.sha256.slice(0, 10)}…).`,
      );
    const { plan } = first;
    const definitions = definitionsOf(kept);
    return {
      runs,
      project: {
        ...{ id: 'workshop', label: 'Workshop', task: taskOf(plan) },
        base,
        system: plan.system,
        prompts: plan.prompts,
        definitions,
        rewards: axesOf(plan.recipe).map((id) => toldReward(id, definitions, catalog)),
        calibration: calibrate(learned.candidates, plan.recipe.rewards).base,
        pool: poolOf(plan, pool()),
        lists: hasLists(learned),
      },
    };
  };
}

/** In one line: what the sliders do. */
export function taskOf({ labels }: Pick<RunPlan, 'labels'>): string {
  // In quotation marks, as a label may be a verb: “Covers the passage”.
  const names = labels.map((label) => `“${label}”`);
  return `Answers steered between ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function definitionsOf(runs: readonly KeptRun[]): Definition[] {
  const all = runs.flatMap(({ plan }) => plan.definitions as readonly Definition[]);
  return [...new Map(all.map((definition) => [definition.id, definition])).values()];
}

/** What is neither an answer of the base nor the beginning of one was made of its sentences. */
export function hasLists({ candidates }: RunInputs): boolean {
  const answers = new Map<string, string[]>();
  for (const { prompt, text, original } of candidates) if (original) answers.set(prompt, [...(answers.get(prompt) ?? []), text]);
  return candidates.some(({ prompt, text, original }) => !original && !answers.get(prompt)?.some((answer) => answer.startsWith(text)));
}

function poolOf({ prompts, system }: RunPlan, pool: Pool | undefined): PackProject['pool'] {
  const shipped = new Set(shippedPrompts.train);
  if (system === shippedSystem && prompts.train.every((prompt) => shipped.has(prompt))) return 'shipped';
  const there = new Set(pool?.prompts);
  if (!pool || pool.system !== system || !prompts.train.every((prompt) => there.has(prompt))) return 'missing';
  return new TextEncoder().encode(`${JSON.stringify(writePool(pool))}\n`) as Uint8Array<ArrayBuffer>;
}
