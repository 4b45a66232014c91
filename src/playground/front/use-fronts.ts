/** The pack's measured policies, and which of them the reader sees: in the chart, in its table, and in the indicators. */
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { ChartPolicy } from '../../charts/chart-data.ts';
import { useTiller } from '../state/tiller-context.ts';
import { frontPolicies, isUsualFront } from './front-data.ts';

export interface Fronts {
  readonly measured: readonly ChartPolicy[];
  readonly drawn: readonly ChartPolicy[];
  readonly isShown: (id: string) => boolean;
  /** Shown unless the reader says otherwise. */
  readonly isUsual: (id: string) => boolean;
  readonly toggle: (id: string) => void;
}

export function useFronts(): Fronts {
  const { front, policies, panes, view } = useTiller();
  const shownPanes = useStore(panes, (state) => state.panes);
  const { fronts, setFront } = useStore(view);
  const measured = useMemo(() => frontPolicies(front, policies), [front, policies]);
  return useMemo(() => {
    const isUsual = (id: string) => measured.some((policy) => policy.id === id && isUsualFront(policy, shownPanes));
    const isShown = (id: string) => fronts[id] ?? isUsual(id);
    return {
      measured,
      drawn: measured.filter(({ id }) => isShown(id)),
      isShown,
      isUsual,
      // What is as usual again is forgotten, so that it follows the panes.
      toggle: (id) => setFront(id, isUsual(id) === isShown(id) ? !isShown(id) : undefined),
    };
  }, [measured, shownPanes, fronts, setFront]);
}
