/** A pack as files, from what was trained in the workshop: what packs/storage keeps, a bundle holds, and Python goes on from. */
import type { PackBytes } from '../../packs/bundle.ts';
import type { Front } from '../../packs/front.ts';
import type { Pack } from '../../packs/pack.ts';
import { adapterPaths } from '../../packs/pack-files.ts';
import { modelCard } from './model-card.ts';
import { packOfRuns, slotFolder } from './pack-of-runs.ts';
import type { PackProject, TrainedRun } from './trained-run.ts';

export interface MadePack {
  readonly pack: Pack;
  /** pack.json, adapters, prompts.json, recipe.json, README.md; front.json where it was measured, pool.json where the prompts are one's own. */
  readonly files: PackBytes;
}

/**
 * @param front What was measured of these runs on the held-out prompts, where it was.
 * @throws Error of one sentence that names what does not fit.
 */
export function makePack(project: PackProject, runs: readonly TrainedRun[], front?: Front): MadePack {
  const pack = packOfRuns(project, runs);
  const { train, tune, heldOut } = project.prompts;
  const prompts = { format: 'tiller-prompts/1', system: project.system, examples: pack.examples, train, tune, heldOut };
  const recipe = {
    format: 'tiller-recipe/1',
    pool: typeof project.pool === 'string' ? project.pool : 'pool.json',
    ...(project.lists ? { lists: true } : {}),
    runs: runs.map(({ recipe: trained }) => trained),
  };
  const slots = new Map(runs.flatMap((run) => run.slots).map((slot) => [slot.id, slot]));
  const adapters = [...slots.values()].flatMap((slot) => {
    const [config, tensors] = adapterPaths(slotFolder(slot));
    return [[config, bytesOf(slot.config)] as const, [tensors, slot.tensors] as const];
  });
  return {
    pack,
    files: new Map([
      ['pack.json', json(pack)],
      ...adapters,
      ['prompts.json', json(prompts)],
      ['recipe.json', json(recipe)],
      ...(typeof project.pool === 'string' ? [] : [['pool.json', project.pool] as const]),
      ...(front ? [['front.json', json(front)] as const] : []),
      ['README.md', bytesOf(modelCard(project, pack, runs, front))],
    ]),
  };
}

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return bytesOf(`${JSON.stringify(value, null, 2)}\n`);
}

function bytesOf(words: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(words) as Uint8Array<ArrayBuffer>;
}
