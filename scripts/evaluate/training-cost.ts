import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '../../src/engine/pack.ts';

/** A line of a trainer's log that describes one step. */
interface Step {
  readonly policy: string;
  readonly stage: 'offline' | 'on_policy';
  readonly step: number;
  readonly tokens: number;
  readonly minutes: number;
}

/**
 * What a policy cost to train, by the log*.jsonl of its run. Generated tokens and minutes are those of the policy's own stages; the pool that
 * both methods share is left out. Nothing without a log.
 */
export function trainingCost(policy: string, folder: string, seed: number, commit: string): Pick<Policy, 'training'> {
  const logs = existsSync(folder) ? readdirSync(folder).filter((name) => /^log.*\.jsonl$/.test(name)) : [];
  const steps = logs
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line.endsWith('}'))
    .map((line): Partial<Step> & { samples?: number } => JSON.parse(line))
    .filter((entry): entry is Step & { samples?: number } => entry.stage !== undefined && entry.policy === policy);
  if (steps.length === 0) return {};
  // A resumed run repeats the steps since its last checkpoint, and its clock starts again; its last word on a step counts.
  const byStep = new Map(steps.map((entry) => [`${entry.stage} ${entry.step}`, entry]));
  const generated = [...byStep.values()].filter(({ stage }) => stage === 'on_policy');
  let minutes = 0;
  steps.forEach((entry, i) => {
    const next = steps[i + 1];
    if (!next || next.minutes < entry.minutes) minutes += entry.minutes;
  });
  return {
    training: {
      seed,
      steps: byStep.size,
      generatedTokens: generated.reduce((sum, { tokens }) => sum + tokens, 0),
      rewardCalls: generated.reduce((sum, { samples = 0 }) => sum + samples, 0),
      minutes: Number(minutes.toFixed(1)),
      commit,
    },
  };
}
