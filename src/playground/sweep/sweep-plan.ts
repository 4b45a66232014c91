/** The texts of a sweep, in the order in which a part of them tells most. */
import { equalWeighting } from '../../math/simplex.ts';
import { engineSeed } from '../../measure/plan.ts';
import type { Steering, Weighting } from '../../methods/method.ts';
import type { Front } from '../../packs/front.ts';
import type { Pack, Policy } from '../../packs/pack.ts';
import { formatPane } from '../state/pane-code.ts';
import { createPanePolicies } from '../state/pane-policies.ts';
import { type SweepSettings, sweepWeightings } from './sweep-settings.ts';

/** A text to make. */
export interface PlannedText {
  /** Unique within a sweep, and the same in every sweep that asks for this text. */
  readonly key: string;
  /** As the address has the pane: `clp`, `dera:1.5`. */
  readonly series: string;
  readonly policy: string;
  /** Empty of what no weight steers. */
  readonly weights: Weighting;
  readonly prompt: string;
  readonly seed: number;
  readonly steering: Steering;
}

export interface PlanSource {
  readonly pack: Pick<Pack, 'rewards' | 'policies'>;
  /** The pack's policies, the base among them. */
  readonly policies: readonly Policy[];
  /** Of the pack's rewards, as prompting methods write them. */
  readonly labels: readonly string[];
  readonly front: Front | undefined;
}

/**
 * Sample by sample and prompt by prompt, so that a whole front is there first and narrows; of a front the corners first, the methods by turns.
 * A policy and option that two panes share is swept once.
 */
export function planSweep(settings: SweepSettings, { pack, policies, labels, front }: PlanSource): PlannedText[] {
  const { policyOf, steer } = createPanePolicies(policies, { system: () => settings.system, rewards: labels });
  const panes = [...new Map(settings.policies.map((pane) => [formatPane(pane), pane]))];
  const spread = (weights: Weighting) => weights.filter((weight) => weight > 0).length;
  const points = panes
    .flatMap(([series, pane]) =>
      [...sweepWeightings(policyOf(pane), settings.grid, pack)]
        .sort((a, b) => spread(a) - spread(b))
        .map((weights, turn) => {
          const steered = weights.length > 0 ? weights : equalWeighting(pack.rewards.length);
          const at = weights.map((weight) => weight.toFixed(4)).join(',');
          return { turn, at, series, policy: pane.policy, weights, steering: steer(pane, steered) };
        }),
    )
    .sort((a, b) => a.turn - b.turn);
  const prompts = [...new Set(settings.prompts)];
  const seedOf = sweepSeeds(settings, front);
  return Array.from({ length: settings.samples }, (_, sample) =>
    prompts.flatMap((prompt) =>
      points.map(({ at, series, policy, weights, steering }): PlannedText => {
        const seed = seedOf(prompt, sample);
        return { key: JSON.stringify([series, at, seed, prompt]), series, policy, weights, prompt, seed, steering };
      }),
    ),
  ).flat();
}

/** How many texts a sweep has, without planning them. */
export function sweepSize({ policies: panes, grid, prompts, samples }: SweepSettings, { pack, policies }: PlanSource): number {
  const { policyOf } = createPanePolicies(policies, { system: () => '', rewards: [] });
  const series = new Map(panes.map((pane) => [formatPane(pane), sweepWeightings(policyOf(pane), grid, pack).length]));
  return [...series.values()].reduce((sum, points) => sum + points, 0) * new Set(prompts).size * samples;
}

/** Where prompts stand that the pack was not measured on: after all of its own. */
const OWN_PROMPTS = 500;

/**
 * The engine's seed of a prompt's sample. They differ as the evaluation's do (`engineSeed`): by one from prompt to prompt of the pack, by a
 * thousand from sample to sample; the first prompt's first sample has the sweep's own.
 */
export function sweepSeeds({ seed, prompts }: Pick<SweepSettings, 'seed' | 'prompts'>, front: Front | undefined) {
  const places = promptPlaces(front);
  const own = [...new Set(prompts)].filter((prompt) => !places.has(prompt));
  const placeOf = (prompt: string) => places.get(prompt) ?? OWN_PROMPTS + own.indexOf(prompt);
  const first = prompts[0] ?? '';
  return (prompt: string, sample: number): number => (seed + engineSeed(sample, placeOf(prompt) - placeOf(first))) >>> 0;
}

/** What a prompt of the pack was first measured with; undefined of any other. */
export function evaluationSeed(front: Front | undefined, prompt: string): number | undefined {
  const place = promptPlaces(front).get(prompt);
  return place === undefined ? undefined : engineSeed(front?.seeds[0] ?? 0, place);
}

/**
 * The place of every measured prompt among the pack's held-out ones, which its seed tells. A front lists the examples first, and their samples
 * say what they were sampled with; the others stand in order where the examples do not.
 */
export function promptPlaces(front: Front | undefined): ReadonlyMap<string, number> {
  if (!front) return new Map();
  const samples = front.policies.flatMap(({ points }) => points.flatMap((point) => point.samples));
  const base = engineSeed(front.seeds[0] ?? 0, 0);
  const told = new Map(samples.map(({ prompt, seed }): [string, number] => [prompt, seed - base]));
  const taken = new Set(told.values());
  let next = 0;
  return new Map(
    front.prompts.map((prompt) => {
      const known = told.get(prompt);
      if (known !== undefined) return [prompt, known];
      while (taken.has(next)) next += 1;
      return [prompt, next++];
    }),
  );
}
