/** What a run says of itself, in sentences for someone who never trained a model. */
import type { Opened } from '../../engine/trainer/protocol.ts';
import type { Recipe } from '../../training/recipe.ts';
import { joined, timeInWords } from '../parts/words.ts';
import type { Activity } from '../state/activity.ts';
import type { KeptRun, LogLine } from '../state/run.ts';
import type { LiveRun } from '../state/runs-state.ts';

const METHODS: Readonly<Record<string, string>> = {
  'clp attention': 'CLP, attention',
  'clp full': 'CLP, all linears',
  'clp logit': 'CLP, head',
  soups: 'Experts for soups',
  gold: 'Gold point',
  'soft-prompt': 'Soft prompt',
};

export function methodName({ method, variant, axes }: Pick<Recipe, 'method' | 'variant' | 'axes'>): string {
  if (axes) return 'Dial';
  return METHODS[method === 'clp' ? `clp ${variant ?? 'attention'}` : method] ?? method;
}

/** `CLP, attention: brevity and richness`. */
export function runName({ plan }: Pick<KeptRun, 'plan'>): string {
  return `${methodName(plan.recipe)}: ${joined(plan.labels.map((label) => label.toLowerCase()))}`;
}

export function activityWords(activity: Activity): string {
  switch (activity.kind) {
    case 'opening':
      return activity.note;
    case 'training':
      return activity.stage === 'offline' ? 'Learning from the pool' : 'Learning from its own answers';
    case 'sampling':
      return `Writing answers to learn from, ${activity.texts} of ${activity.total}`;
    case 'looking':
      return activity.total === 0
        ? 'Looking at what it learned'
        : `Looking at what it learned, ${activity.texts} of ${activity.total} texts`;
    case 'keeping':
      return 'Keeping a checkpoint';
    case 'pausing':
      return 'Pausing at the next piece of work';
  }
}

/** Where a run stands. */
export function standing(run: KeptRun, live: LiveRun | undefined): string {
  const steps = `step ${run.step} of ${run.steps}`;
  if (live) {
    const stands = live.standing && live.activity.kind === 'training';
    return `${stands ? 'Waits while the model answers you' : activityWords(live.activity)}, ${steps}`;
  }
  if (run.status === 'done')
    return run.step < run.steps ? `Done: ended after step ${run.step} of ${run.steps}` : `Done after ${run.steps} steps`;
  if (run.status === 'failed') return `Stopped, ${steps}`;
  return run.step === 0 ? 'Not begun' : `Rests, ${steps}`;
}

/** Seconds a step, and how a hidden page fared; undefined before the first. */
export function speedWords(log: readonly LogLine[]): string | undefined {
  const last = log.slice(-12);
  const [hidden, seen] = [last.filter((line) => line.hidden), last.filter((line) => !line.hidden)];
  const pace = (lines: readonly LogLine[]) => (lines.reduce((sum, { ms }) => sum + ms, 0) / lines.length / 1000).toFixed(1);
  if (last.length === 0) return undefined;
  if (hidden.length === 0) return `${pace(seen)} s a step`;
  if (seen.length === 0) return `${pace(hidden)} s a step while the page was hidden`;
  return `${pace(seen)} s a step in view, ${pace(hidden)} s while the page was hidden`;
}

export function leftWords(seconds: number | undefined): string {
  return seconds === undefined ? 'how long it takes shows after the first step' : `about ${timeInWords(seconds)} left on this machine`;
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;

/** What it runs on, and what memory it may take. */
export function memoryWords({ memory, note, parameters }: Opened): string {
  const parts = [
    `${megabytes(memory.weights)} the base’s weights`,
    `${megabytes(memory.working)} one part of a step`,
    `${megabytes(memory.matrices)} what is trained`,
    `${megabytes(memory.runtime)} the trainer itself`,
    ...(memory.besides > 0 ? [`${megabytes(memory.besides)} beside it`] : []),
  ];
  return `${note} ${parameters.toLocaleString('en')} numbers are trained. Memory at most ${megabytes(memory.peak)} of ${megabytes(memory.limit)}: ${joined(parts)}.`;
}
