/** What the engine is asked about an answer's words, and what the steerings that it is asked about stand for. */
import type { Explaining } from '../../lm/explanation.ts';
import { cornerWeighting, normalise } from '../../math/simplex.ts';
import { crossSlot } from '../../methods/cross-slot.ts';
import type { Steering, Weighting } from '../../methods/method.ts';
import { findMethod } from '../../methods/registry.ts';
import type { Policy } from '../../packs/pack.ts';
import { slotNames } from '../panes/steering-line.ts';
import { scoreRequest } from '../state/job.ts';
import type { PaneChoice } from '../state/panes-store.ts';
import type { Settled } from '../state/run.ts';

/** Whose probabilities are told: the answer's own pane first, then the other panes, then the base where no pane has it. */
export interface Viewpoint {
  readonly name: string;
  readonly method: string;
  /** Id; none of the pack's where no pane shows the base. */
  readonly policy: string;
}

/** An adapter that may have pulled. */
export interface Puller {
  readonly name: string;
  /** The reward that it was trained for, from 0; undefined where it serves all of them. */
  readonly reward: number | undefined;
}

export interface WhyQuestion {
  /** Equal for questions that have equal answers. */
  readonly key: string;
  /** Its steerings are the viewpoints, then the experts. */
  readonly words: Explaining;
  readonly viewpoints: readonly Viewpoint[];
  /** Why there are no experts whose parting could be told, in a sentence. */
  readonly unparted?: string;
  /** The base's place among the viewpoints. */
  readonly base: number;
  /** The policy without one adapter each: its steerings are the pullers. Absent where no adapter pulls. */
  readonly pulls?: Explaining;
  readonly pullers: readonly Puller[];
}

/** A pane beside the one that is asked about. */
export interface SeenPane extends Viewpoint {
  readonly id: string;
  readonly steering: Steering;
}

export interface WhyContext {
  /** All panes whose adapters can be had, in their order. */
  readonly panes: readonly SeenPane[];
  readonly policy: Policy;
  readonly rewards: readonly { readonly label: string }[];
  readonly steer: (pane: PaneChoice, weights: Weighting) => Steering;
}

/** How many rivals of a word are told. */
const rivals = 5;

const baseSteering: Steering = { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } };
const baseViewpoint: Viewpoint = { name: 'Base model', method: 'base', policy: 'base' };

const same = (a: Steering, b: Steering) => JSON.stringify(a) === JSON.stringify(b);

/** @param run An answer of at least one token. */
export function whyQuestion(run: Settled, { panes, policy, rewards, steer }: WhyContext): WhyQuestion {
  const { job } = run;
  const { id: _, steering, ...text } = scoreRequest(run);
  // At temperature 0 a policy has one text: its words have probabilities as if they were sampled at 1.
  const temperature = job.sampling.temperature > 0 ? job.sampling.temperature : 1;
  const own = panes.find(({ id }) => id === job.pane);
  const seen: SeenPane[] = [{ id: job.pane, name: own?.name ?? policy.label, method: policy.method, policy: policy.id, steering }];
  for (const pane of [...panes, { ...baseViewpoint, id: 'base', steering: baseSteering }]) {
    if (pane.id !== job.pane && !seen.some((other) => same(other.steering, pane.steering))) seen.push(pane);
  }
  const viewpoints = seen.map(({ name, method, policy: id }) => ({ name, method, policy: id }));
  const experts = expertsOf(run, policy, steer);
  const pulling = pullersOf(steering, policy, rewards);
  const asked = { ...text, temperature };
  const words: Explaining = {
    ...asked,
    rivals,
    steerings: [...seen.map((pane, i) => ({ id: `view-${i}`, steering: pane.steering })), ...experts],
    ...(experts.length > 0 ? { experts: experts.map(({ id, weight }) => ({ id, weight })) } : {}),
  };
  const pulls: Explaining = {
    ...asked,
    rivals: 0,
    steerings: pulling.map(({ slot }) => ({ id: slot, steering: without(steering, slot) })),
  };
  return {
    key: JSON.stringify([words, pulls, viewpoints]),
    words,
    viewpoints,
    ...(experts.length > 0 ? {} : { unparted: unparted(run) }),
    base: seen.findIndex((pane) => same(pane.steering, baseSteering)),
    ...(pulling.length > 0 ? { pulls } : {}),
    pullers: pulling.map(({ name, reward }) => ({ name, reward })),
  };
}

/** The policy with all weight on one reward, for every reward that has some: none where the weights steer nothing, or all lies on one. */
function expertsOf({ job }: Settled, { method }: Policy, steer: WhyContext['steer']) {
  const { weights, policy, options } = job;
  const weighed = weights.flatMap((weight, i) => (weight > 0 ? [{ i, weight }] : []));
  if (findMethod(method).steers !== 'everywhere' || weighed.length < 2 || weights.some((weight) => weight < 0)) return [];
  const shares = normalise(weighed.map(({ weight }) => weight));
  return weighed.map(({ i }, place) => ({
    id: `expert-${i}`,
    weight: shares[place] as number,
    steering: steer({ policy, options }, cornerWeighting(weights.length, i)),
  }));
}

function unparted({ job }: Settled): string {
  if (job.weights.some((weight) => weight < 0)) return 'Beyond the simplex nothing tells how far experts part.';
  return 'Nothing is mixed here: there are no experts that could part.';
}

/** The adapters that a steering runs, by what they are for; a cross slot belongs to the two that it joins. */
function pullersOf({ rows }: Steering, policy: Policy, rewards: WhyContext['rewards']): (Puller & { readonly slot: string })[] {
  const runs = (slot: string) => rows.some(({ coefficients }) => (coefficients[slot] ?? 0) !== 0);
  return [...slotNames(policy, rewards)].flatMap(([slot, name]) => {
    const reward = policy.slots.rewards.indexOf(slot);
    return runs(slot) ? [{ slot, name, reward: reward < 0 ? undefined : reward }] : [];
  });
}

/** A steering whose rows run all they ran but one adapter. */
function without({ rows, mixer }: Steering, left: string): Steering {
  const ids = rows.flatMap(({ coefficients }) => Object.keys(coefficients));
  const gone = new Set([left, ...ids.flatMap((id) => [crossSlot(left, id), crossSlot(id, left)])]);
  const keep = ([slot, coefficient]: [string, number]): [string, number] => [slot, gone.has(slot) ? 0 : coefficient];
  return {
    rows: rows.map((row) => ({ ...row, coefficients: Object.fromEntries(Object.entries(row.coefficients).map(keep)) })),
    mixer,
  };
}
