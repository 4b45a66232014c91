/** The rewards of a run in words, and what scores them: shipped ones, the reader's own, and those that the engine measures. */
import { type Definition, isTextDefinition, type Unpaired } from '../../rewards/own/definition.ts';
import { describeOwn } from '../../rewards/own/describe.ts';
import { engineRewards, type Rewards } from '../../rewards/registry.ts';
import type { Scorable } from '../state/scoring.ts';
import type { MeasuredScorers } from './measured-front.ts';

/** What a model card, a chart and a measurement say of an axis. */
export interface ToldReward {
  readonly id: string;
  readonly label: string;
  /** In one line; '' where there is none. */
  readonly formula: string;
  readonly hacks: readonly string[];
  readonly range: readonly [number, number];
  /** Nothing is trained on it; absent where the reward has none. */
  readonly twin?: { readonly id: string; readonly label: string };
}

/** @throws Error of one sentence for an id that is neither shipped nor defined. */
export function toldReward(id: string, definitions: readonly Definition[], catalog: Rewards): ToldReward {
  const shipped = catalog.byId.get(id);
  if (shipped) {
    const { label, formula, hacks, range, twin } = shipped;
    return { id, label, formula, hacks, range, twin: { id: twin.id, label: twin.label } };
  }
  const byEngine = engineRewards.get(id);
  if (byEngine) return { id, label: byEngine.label, formula: byEngine.formula, hacks: byEngine.hacks, range: byEngine.range };
  const own = definitions.find((definition) => definition.id === id);
  if (!own) throw new Error(`The run was trained on “${id}”: expected a reward of Tiller or a definition of it, got neither.`);
  if (isTextDefinition(own)) return describeOwn(own);
  const twin = learnedTwin(own.twin, catalog);
  return { id, label: own.label, formula: LEARNED[own.kind], hacks: [], range: [0, 1], ...(twin ? { twin } : {}) };
}

const LEARNED = {
  examples: 'a linear head on the model’s last hidden state, fitted to texts that were liked and texts that were not',
  taste: 'a linear head, fitted to choices between two texts',
  judge: 'the model’s own log-odds of yes over no to a question about the answer',
} as const;

function learnedTwin(twin: string | Unpaired | undefined, { byId }: Rewards): ToldReward['twin'] {
  if (twin === undefined) return undefined;
  if (typeof twin === 'object') return { id: twin.id, label: twin.label };
  const known = [...byId.values()].flatMap((reward) => [reward, reward.twin]).find(({ id }) => id === twin);
  return { id: twin, label: known?.label ?? twin };
}

/** What the Scoring is asked for these axes: those that the engine measures by probabilities are not among them. */
export function scorablesOf(axes: readonly string[], definitions: readonly Definition[]): Scorable[] {
  return axes.filter((id) => !engineRewards.has(id)).map((id) => definitions.find((definition) => definition.id === id) ?? id);
}

export function scorersOf(rewards: readonly ToldReward[], guard: string): MeasuredScorers {
  const byText = rewards.filter(({ id }) => !engineRewards.has(id));
  return {
    twins: Object.fromEntries(byText.map(({ id, twin }) => [id, twin?.id])),
    guard,
    ranges: Object.fromEntries(rewards.map(({ id, range }) => [id, range])),
  };
}
