/** pack.json of what was trained in the workshop. */
import { parseFile } from '../../lm/parse-file.ts';
import type { SlotFiles } from '../../lm/train/export-slots.ts';
import { type Pack, PackSchema, type Policy } from '../../packs/pack.ts';
import type { Recipe } from '../../training/recipe.ts';
import type { PackProject, TrainedRun } from './trained-run.ts';

/** Prompts that a kept pack shows as its examples. */
const EXAMPLES = 8;

/** Deviation that is told of a reward which the base never earns: as models/tiller/candidates.py has it. */
const SMALLEST_DEVIATION = 0.05;

const POLICIES = {
  attention: { id: 'clp', label: 'CLP' },
  full: { id: 'clp-full', label: 'CLP, all linears' },
  logit: { id: 'clp-logit', label: 'CLP, head' },
} as const;

/** What the sliders weigh. */
export function axesOf({ axes, rewards }: Pick<Recipe, 'axes' | 'rewards'>): readonly string[] {
  return axes ?? rewards;
}

/**
 * A pack of the base and what these runs trained, in their order; of two runs of one policy the later counts.
 * @throws Error of one sentence when there is no run, the runs weigh different rewards, or a slot is missing.
 */
export function packOfRuns(project: PackProject, runs: readonly TrainedRun[]): Pack {
  const [first] = runs;
  if (!first) throw new Error('A pack needs a run that trained something; there is none.');
  const axes = axesOf(first.recipe);
  for (const { recipe } of runs) {
    if (axesOf(recipe).join() !== axes.join())
      throw new Error(`A pack has one list of rewards: expected ${axes.join(', ')} of every run, got ${axesOf(recipe).join(', ')}.`);
  }
  const policies = new Map(runs.flatMap((run) => policiesOf(run)).map((policy) => [policy.id, policy]));
  const slots = new Map(runs.flatMap(({ slots: trained }) => trained).map((slot) => [slot.id, slot]));
  const pack = {
    format: 'tiller-pack/1',
    id: project.id,
    label: project.label,
    task: project.task,
    base: project.base.sha256,
    system: project.system,
    maxTokens: first.recipe.limit,
    temperature: first.recipe.temperature,
    rewards: axes,
    ...(project.definitions.length > 0 ? { definitions: project.definitions } : {}),
    calibration: Object.fromEntries(
      Object.entries(project.calibration).map(([id, { mean, sd }]) => [id, { mean, sd: sd > 0 ? sd : SMALLEST_DEVIATION }]),
    ),
    slots: [...slots.values()].map((slot) => ({ id: slot.id, path: slotFolder(slot), ...sizeOf(slot) })),
    policies: [{ id: 'base', method: 'base', label: 'Base', slots: { rewards: [] } }, ...policies.values()],
    examples: project.prompts.heldOut.slice(0, EXAMPLES),
  };
  return parseFile(PackSchema, JSON.parse(JSON.stringify(pack)), 'pack.json');
}

/** Where a slot's PEFT folder lies in its pack. */
export function slotFolder({ id }: Pick<SlotFiles, 'id'>): string {
  return `adapters/${id}`;
}

/** The rank of a LoRA, the vectors of a soft prompt. */
function sizeOf({ id, config }: SlotFiles): { readonly rank: number } | { readonly softTokens: number } {
  const { r, num_virtual_tokens: softTokens } = JSON.parse(config) as { readonly r?: unknown; readonly num_virtual_tokens?: unknown };
  if (typeof softTokens === 'number') return { softTokens };
  if (typeof r !== 'number') throw new Error(`adapter_config.json of ${id}: field r: expected a rank, got ${JSON.stringify(r)}`);
  return { rank: r };
}

function policiesOf({ recipe, slots, training }: TrainedRun): Policy[] {
  const has = new Set(slots.map(({ id }) => id));
  const trained = { ...training, adapterBytes: slots.reduce((sum, { tensors }) => sum + tensors.length, 0) };
  const ownSlots = (prefix: string) =>
    axesOf(recipe).map((reward) => {
      const id = `${prefix}-${reward}`;
      if (has.has(id)) return id;
      if (recipe.rewards.includes(reward)) throw new Error(`The run has no adapter ${id}, expected one for every reward.`);
      return null;
    });
  switch (recipe.method) {
    case 'clp': {
      const { id, label } = POLICIES[recipe.variant ?? 'attention'];
      const shared = `${id}-shared`;
      return [{ id, label, method: 'clp', slots: { ...(has.has(shared) ? { shared } : {}), rewards: ownSlots(id) }, training: trained }];
    }
    case 'soups': {
      const experts = { rewards: ownSlots('rs') };
      return [
        { id: 'rs', label: 'Rewarded Soups', method: 'rs', slots: experts, training: trained },
        { id: 'single', label: 'Single-reward expert', method: 'single', slots: experts, training: trained },
      ];
    }
    case 'gold': {
      const at = slots.map(({ id }, i) => ({ weights: [...(recipe.gold?.[i] ?? [])], slot: id }));
      return [{ id: 'gold', label: 'Gold', method: 'trained-at', slots: { rewards: [] }, points: at, training: trained }];
    }
    case 'soft-prompt': {
      const own = { shared: 'soft-shared', rewards: ownSlots('soft') };
      return [{ id: 'soft', label: 'Soft prompt', method: 'soft-prompt', slots: own, training: trained }];
    }
  }
}
