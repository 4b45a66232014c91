import { existsSync, readFileSync } from 'node:fs';
import type { Policy } from '../../src/packs/pack.ts';

/** A line of a trainer's log that describes one step. */
interface Step {
  /** Samples are generated in the stage `on_policy`; the others learn from the pool. */
  readonly stage: string;
  readonly step: number;
  readonly tokens: number;
  readonly minutes: number;
  readonly samples?: number;
}

export type TrainingCost = Pick<NonNullable<Policy['training']>, 'steps' | 'generatedTokens' | 'rewardCalls' | 'minutes'>;

/**
 * What the trainings of these logs cost together. Generated tokens and minutes are those of the policies' own stages; the pool that all
 * methods share is left out. Undefined when none of the logs is there.
 */
export function trainingCost(logs: readonly string[]): TrainingCost | undefined {
  const costs = logs.filter((log) => existsSync(log)).map((log) => costOf(stepsOf(log)));
  if (costs.length === 0) return undefined;
  const total = (field: keyof TrainingCost) => costs.reduce((sum, cost) => sum + cost[field], 0);
  return {
    steps: total('steps'),
    generatedTokens: total('generatedTokens'),
    rewardCalls: total('rewardCalls'),
    minutes: Number(total('minutes').toFixed(1)),
  };
}

function stepsOf(log: string): Step[] {
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line): Partial<Step> => JSON.parse(line))
    .filter((entry): entry is Step => entry.stage !== undefined);
}

function costOf(steps: readonly Step[]): TrainingCost {
  // A resumed run repeats the steps since its last checkpoint, and its clock starts again; its last word on a step counts.
  const byStep = new Map(steps.map((entry) => [`${entry.stage} ${entry.step}`, entry]));
  const generated = [...byStep.values()].filter(({ stage }) => stage === 'on_policy');
  const minutes = steps.reduce((sum, entry, i) => {
    const next = steps[i + 1];
    return !next || next.minutes < entry.minutes ? sum + entry.minutes : sum;
  }, 0);
  return {
    steps: byStep.size,
    generatedTokens: generated.reduce((sum, { tokens }) => sum + tokens, 0),
    rewardCalls: generated.reduce((sum, { samples = 0 }) => sum + samples, 0),
    minutes,
  };
}
