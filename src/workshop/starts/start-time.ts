/** How long the training of a start will take on this machine, in words. */
import type { PoolState } from '../state/pool-state.ts';
import type { RunsState } from '../state/runs-state.ts';
import { estimatedSeconds } from '../train/estimate.ts';
import { recipeOf } from '../train/plan-of.ts';
import type { Start } from './starts.ts';

/** Undefined where no step was ever taken here. */
export function startTime(
  { project }: Start,
  { candidates }: Pick<PoolState, 'candidates'>,
  { runs }: Pick<RunsState, 'runs'>,
): string | undefined {
  const { limit, temperature } = project.pool;
  const seconds = estimatedSeconds(recipeOf(project, { limit, temperature }), candidates, runs);
  if (seconds === undefined) return undefined;
  const minutes = Math.max(1, Math.round(seconds / 60));
  return `About ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} of training here, at the pace of your last run.`;
}
