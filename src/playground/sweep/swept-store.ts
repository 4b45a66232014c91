/** What the chart draws of the sweep: its points, kept beside the store of its texts so that every part of the page shares them. */
import { createStore } from 'zustand/vanilla';
import type { ChartPolicy } from '../../charts/chart-data.ts';
import { markerVariant } from '../../charts/marker.tsx';
import { findMethod } from '../../methods/registry.ts';
import type { Policy } from '../../packs/pack.ts';
import { paneId } from '../state/pane-code.ts';
import type { SweepStore } from './sweep-state.ts';
import { createSweptPoints, type SweptLook } from './swept-points.ts';

export interface SweptState {
  /** In the order of the sweep, each `swept`; a point of which nothing changed is the same object as before. */
  readonly policies: readonly ChartPolicy[];
}

/** @param policies The pack's. */
export function createSweptStore(sweep: SweepStore, policies: readonly Policy[]) {
  const looks = new Map<string, SweptLook>();
  const points = createSweptPoints((series) => {
    const look = looks.get(series) ?? sweptLook(series, policies);
    looks.set(series, look);
    return look;
  });
  const read = () => points.update(sweep.getState().texts, sweep.getState().front);
  const store = createStore<SweptState>(() => ({ policies: read() }));
  sweep.subscribe((now, before) => {
    if (now.texts !== before.texts || now.front !== before.front) store.setState({ policies: read() });
  });
  return store;
}

export type SweptStore = ReturnType<typeof createSweptStore>;

/** A series as the chart and the tables name it: the policy's look, and its option where the reader set one: `DeRa (1.5)`. */
export function sweptLook(series: string, policies: readonly Policy[]): SweptLook {
  const id = paneId(series);
  const policy = policies.find((one) => one.id === id);
  const label = policy?.label ?? id;
  return {
    id: sweptId(series),
    method: policy?.method ?? 'base',
    variant: markerVariant(policies, id),
    label: series === id ? label : `${label} (${series.slice(id.length + 1)})`,
    apart: policy ? findMethod(policy.method).steers === 'at its points' : false,
  };
}

/** No id of a policy has a space: a swept series is told from what was measured of its policy. */
export function sweptId(series: string): string {
  return `sweep ${series}`;
}

/** The policy of a swept series, by the series' id in the chart. */
export function sweptPolicy(id: string): string {
  return paneId(id.replace(/^sweep /, ''));
}
