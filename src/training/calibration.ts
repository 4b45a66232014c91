/** The scale of every reward on a pool: what calibration.json of a run says. Twin of models/tiller/candidates.py. */
import { mean } from '../math/statistics.ts';
import type { ScoredCandidate } from './candidates.ts';
import type { OfflineSettings } from './recipe.ts';
import { type UtilitySettings, valuesOf } from './utility.ts';

/** A reward that no candidate earns must not become infinitely dear. */
const SMALLEST_UNIT = 0.05;

export interface Calibration {
  /** Mean and deviation on the base's own answers, by reward id and for `guard`. */
  readonly base: Readonly<Record<string, { readonly mean: number; readonly sd: number }>>;
  /** Deviation over all candidates, at least 0.05: the base almost never ends by itself, so that its own deviation of brevity is no scale for it. */
  readonly units: Readonly<Record<string, number>>;
}

/** @throws RangeError without candidates, or where a score is missing. */
export function calibrate(candidates: readonly ScoredCandidate[], rewards: readonly string[]): Calibration {
  const ids = [...rewards, 'guard'];
  const own = columns(
    candidates.filter(({ original }) => original),
    rewards,
  );
  const all = columns(candidates, rewards);
  const base = own.map((column) => ({ mean: mean(column), sd: deviation(column) }));
  const units = all.map((column) => Math.max(SMALLEST_UNIT, deviation(column)));
  return {
    base: Object.fromEntries(ids.map((id, i) => [id, base[i] as { mean: number; sd: number }])),
    units: Object.fromEntries(ids.map((id, i) => [id, units[i] as number])),
  };
}

/** The utility of a stage, in the units of its candidates. */
export function utilitySettings(
  rewards: readonly string[],
  candidates: readonly ScoredCandidate[],
  { guard, scalarisation }: Pick<OfflineSettings, 'guard' | 'scalarisation'>,
): UtilitySettings {
  const { units } = calibrate(candidates, rewards);
  return { units: rewards.map((id) => units[id] as number), guard, scalarisation };
}

/** Scores by reward, the guard last: [rewards + 1][candidates]. */
function columns(candidates: readonly ScoredCandidate[], rewards: readonly string[]): number[][] {
  const rows = candidates.map(({ scores }) => valuesOf(scores, rewards));
  return Array.from({ length: rewards.length + 1 }, (_, i) => rows.map((row) => row[i] as number));
}

/** With n - 1; 0 for a single value. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
