/** Runs in words, and which of them make one pack. */
import { policyOf } from '../../training/policy.ts';
import { joined } from '../parts/words.ts';
import type { KeptRun } from '../state/run.ts';
import { axesOf } from './pack-of-runs.ts';

const METHODS = { clp: 'CLP', soups: 'Rewarded Soups', gold: 'Trained at one weighting', 'soft-prompt': 'Soft prompt' } as const;
const VARIANTS = { attention: '', full: ', all linears', logit: ', head' } as const;

/** `CLP, 40 steps, 5.2 minutes, seed 1`. */
export function runInWords({ plan: { recipe }, checkpoints, steps, cost }: KeptRun): string {
  const step = checkpoints.at(-1) ?? 0;
  const method = `${METHODS[recipe.method]}${recipe.axes ? ' as a dial' : VARIANTS[recipe.variant ?? 'attention']}`;
  const taken = step === steps ? `${step} ${step === 1 ? 'step' : 'steps'}` : `${step} of ${steps} steps`;
  return `${method}, ${taken}, ${(cost.seconds / 60).toFixed(1)} minutes, seed ${recipe.seed}`;
}

/** `Brevity and richness`: what its sliders weigh. */
export function weighedInWords({ plan: { labels } }: Pick<KeptRun, 'plan'>): string {
  return joined(labels.map((label, i) => (i === 0 ? label : label.toLowerCase())));
}

/** Why a run can be in no pack with another, in words after its name; undefined where it can. */
export function whyApart(run: KeptRun, other: KeptRun): string | undefined {
  if ((run.checkpoints.at(-1) ?? 0) === 0) return 'no step is kept yet';
  if (axesOf(run.plan.recipe).join() !== axesOf(other.plan.recipe).join()) return 'trained on other rewards';
  if (measuresOf(run) !== measuresOf(other)) return 'trained on a reward that was changed since';
  const same =
    JSON.stringify([run.plan.system, run.plan.prompts.heldOut]) === JSON.stringify([other.plan.system, other.plan.prompts.heldOut]);
  if (!same) return 'trained under another system prompt, or with other prompts held out';
  const limits = ({ plan: { recipe } }: KeptRun) => `${recipe.limit} ${recipe.temperature}`;
  return limits(run) === limits(other) ? undefined : 'its answers have another length or temperature';
}

/** The own rewards that a run was trained on; what they are called, and which twins they have, teaches nothing. */
function measuresOf({ plan: { definitions } }: KeptRun): string {
  return JSON.stringify(definitions.map(({ label: _, ...own }) => ('twin' in own ? { ...own, twin: undefined } : own)));
}

/** Whether a run alone makes a pack. */
export function makesPack(run: KeptRun): boolean {
  return whyApart(run, run) === undefined;
}

/** The newest run that makes a pack, and of every other policy the newest that goes with it; oldest first. */
export function usualRuns(runs: readonly KeptRun[]): KeptRun[] {
  const newest = runs.findLast(makesPack);
  if (!newest) return [];
  const fitting = runs.filter((run) => whyApart(run, newest) === undefined);
  const byPolicy = new Map(fitting.map((run) => [policyOf(run.plan.recipe).id, run]));
  return fitting.filter((run) => byPolicy.get(policyOf(run.plan.recipe).id) === run);
}
