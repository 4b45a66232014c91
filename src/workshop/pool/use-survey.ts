/** The survey of the pool and its front, computed a few milliseconds at a time behind what the reader does. */
import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { messageOf } from '../../lm/errors.ts';
import { inPieces } from '../../measure/in-pieces.ts';
import { defaultRecipe } from '../../training/defaults.ts';
import type { Project } from '../state/project-schema.ts';
import { useProject, useWorkshop } from '../state/workshop-context.ts';
import { type HadFront, hadFront } from './had-front.ts';
import { type NamedReward, type Survey, survey } from './survey.ts';

export interface Computed<T> {
  /** The last that was computed, until the next is. */
  readonly value: T | undefined;
  readonly busy: boolean;
  readonly error: string | undefined;
}

/** Runs what `start` makes whenever it changes; undefined computes nothing. */
function useInPieces<T>(start: (() => Generator<undefined, T>) | undefined): Computed<T> {
  const [state, setState] = useState<{ readonly of: unknown; readonly value?: T; readonly error?: string }>();
  useEffect(() => {
    if (!start) return undefined;
    let wanted = true;
    inPieces(
      start(),
      (next) => setTimeout(next, 0),
      () => performance.now(),
      () => wanted,
    ).then(
      (value) => value !== undefined && wanted && setState({ of: start, value }),
      (error: unknown) => wanted && setState({ of: start, error: messageOf(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [start]);
  return {
    value: state?.value,
    busy: start !== undefined && state?.of !== start,
    error: state?.of === start ? state?.error : undefined,
  };
}

/** Of those of the project's rewards that could score; the last one, busy, while candidates are scored anew. */
export function useSurvey(): Computed<Survey> {
  const { pool } = useWorkshop();
  const scoring = useStore(pool, ({ scores }) => scores.status === 'scoring');
  const partly = useStore(pool, (state) => state.partly);
  const named = useNamedRewards();
  const { guard, scalarisation } = useOffline();
  const start = useMemo(() => {
    const rewards = named.filter(({ id }) => partly?.rewards.includes(id));
    if (!partly || rewards.length === 0) return undefined;
    return () => survey(partly.scored, rewards, { guard, scalarisation });
  }, [partly, named, guard, scalarisation]);
  const { value, busy, error } = useInPieces(start);
  return { value: start || scoring ? value : undefined, busy: busy || scoring, error };
}

export function useHadFront(surveyed: Survey | undefined, price: number): Computed<HadFront> {
  const start = useMemo(() => surveyed && (() => hadFront(surveyed, price)), [surveyed, price]);
  return useInPieces(start);
}

/** The project's rewards with their names and ranges. */
export function useNamedRewards(): readonly NamedReward[] {
  const { catalog } = useWorkshop();
  const rewards = useProject((state) => state.project.rewards);
  const definitions = useProject((state) => state.project.definitions);
  return useMemo(
    () =>
      rewards.map((id, place) => {
        const shipped = catalog.byId.get(id);
        const own = definitions.find((definition) => definition.id === id);
        return { id, place, label: shipped?.label ?? own?.label ?? id, range: shipped?.range };
      }),
    [catalog, rewards, definitions],
  );
}

/** How distillation weighs things, as the project has it now. */
export function useOffline() {
  const recipe = useProject((state) => state.project.recipe);
  return useMemo(() => offlineOf(recipe), [recipe]);
}

/** A project's own settings of the offline stage over the workshop's. What cannot be read there is for station 4 to name. */
export function offlineOf(recipe: Project['recipe']) {
  const { offline } = defaultRecipe({ effort: 'usual', rewards: ['a', 'b'], limit: 64, temperature: 0.8 });
  if (!offline) throw new Error('the default recipe has no offline stage, expected one');
  const own = (recipe?.offline ?? {}) as { readonly temperature?: unknown; readonly guard?: unknown };
  const positive = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0;
  return {
    price: positive(own.temperature) ? own.temperature : offline.temperature,
    usualPrice: offline.temperature,
    guard: positive(own.guard) ? own.guard : offline.guard,
    scalarisation: offline.scalarisation,
  };
}
