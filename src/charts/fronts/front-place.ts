/** What the parts inside the front chart share: where a value is drawn, and what the pointer or the focus is on. */
import { createContext, type RefObject, use } from 'react';
import type { ChartAxis, ChartReward, LivePoint } from '../chart-data.ts';
import type { Domain } from '../scale.ts';
import type { FrontMark } from './front-layout.ts';

/** A point or the text of a pane under the pointer or the focus, and where it is drawn. */
export type Pointed = {
  readonly left: number;
  readonly top: number;
  /** It lies in the right half of the plot. */
  readonly right: boolean;
} & ({ readonly mark: FrontMark } | { readonly live: LivePoint });

export interface Pointing {
  readonly pointed: Pointed | undefined;
  readonly onPoint: (pointed: Pointed | undefined) => void;
  readonly onPick: ((mark: FrontMark) => void) | undefined;
}

export interface FrontPlace {
  readonly rewards: readonly ChartReward[];
  readonly axes: readonly [ChartAxis, ChartAxis];
  readonly domains: readonly [Domain, Domain];
  /** Values of the axes to px; a value outside the axis lies on the frame. */
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
  readonly at: (mark: FrontMark) => Pointed;
  /** Marks of an overlay, which the pointer finds as it finds the measured ones. */
  readonly offered: RefObject<readonly FrontMark[]>;
}

export const PointingContext = createContext<Pointing>({ pointed: undefined, onPoint: () => {}, onPick: undefined });

export const FrontPlaceContext = createContext<FrontPlace | undefined>(undefined);

/** @throws Error outside a front chart. */
export function useFrontPlace(): FrontPlace {
  const place = use(FrontPlaceContext);
  if (!place) throw new Error('useFrontPlace: expected to be inside a FrontChart');
  return place;
}

/** The mark that is pointed at, where it is one. */
export function markOf(pointed: Pointed | undefined): FrontMark | undefined {
  return pointed && 'mark' in pointed ? pointed.mark : undefined;
}
