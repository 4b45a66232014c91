/** The live front: the points of the reader's own sweep in the chart of the measured fronts, and what else of the panel they change. */
import { useDeferredValue, useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { ChartAxis, ChartPolicy } from '../../charts/chart-data.ts';
import { type FrontLayout, heldValues } from '../../charts/fronts/front-layout.ts';
import { FrontTable, type FrontTableProps } from '../../charts/fronts/front-table.tsx';
import { SweptMarks } from '../../charts/fronts/swept-marks.tsx';
import { useTiller } from '../state/tiller-context.ts';
import { sweptPolicy } from '../sweep/swept-store.ts';

interface LiveFrontProps extends Pick<FrontLayout, 'lines'> {
  readonly showDominated: boolean;
}

/** Drawn by itself, as often as points come: nothing around it is drawn with it. */
export function LiveFront({ lines, showDominated }: LiveFrontProps) {
  return <SweptMarks policies={useShownSweep()} lines={lines} showDominated={showDominated} />;
}

/** The sweep's policies, without those that the reader hid in the legend. */
export function useShownSweep(): readonly ChartPolicy[] {
  const { swept, view } = useTiller();
  const policies = useStore(swept, (state) => state.policies);
  const fronts = useStore(view, (state) => state.fronts);
  return useMemo(() => policies.filter(({ id }) => fronts[sweptPolicy(id)] !== false), [policies, fronts]);
}

/** Whether there is a live front, without its points: what is drawn around the chart follows it seldom. */
export function useHasSweep(): boolean {
  return useStore(useTiller().swept, ({ policies }) => policies.length > 0);
}

/** What the axes must hold for the live front; one array for as long as it is the same, which it is for most of a sweep. */
export function useHeldAxes(axes: readonly [ChartAxis, ChartAxis]): readonly (readonly number[])[] {
  const { swept } = useTiller();
  const [left, right, bottom, top] = useStore(
    swept,
    useShallow(({ policies }) => axes.flatMap((axis) => heldValues(axis, policies))),
  );
  return useMemo(
    () =>
      left === undefined || right === undefined || bottom === undefined || top === undefined
        ? []
        : [
            [left, right],
            [bottom, top],
          ],
    [left, right, bottom, top],
  );
}

/** The measured points and those of the sweep, as a table. */
export function FrontNumbersTable({ measured, onPick }: Pick<FrontTableProps, 'onPick'> & { readonly measured: readonly ChartPolicy[] }) {
  const { rewards } = useTiller();
  // A table of hundreds of rows may lag behind.
  const swept = useDeferredValue(useShownSweep());
  return <FrontTable rewards={rewards} policies={[...swept, ...measured]} {...(onPick ? { onPick } : {})} />;
}
