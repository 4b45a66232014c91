/** What can be taken away of the chart of fronts. */
import { type RefObject, useMemo } from 'react';
import { useStore } from 'zustand';
import type { ChartPolicy } from '../../charts/chart-data.ts';
import type { FigureWords } from '../../charts/export/compose-figure.ts';
import { type SavedFile, SaveMenu } from '../../charts/export/save-menu.tsx';
import { frontCsv } from '../../charts/fronts/front-csv.ts';
import { runJson } from '../state/run-record.ts';
import type { Tiller } from '../state/tiller.ts';
import { useTiller } from '../state/tiller-context.ts';
import { frontOfSweep, frontRefusal, sweepFile } from '../sweep/save-sweep.ts';
import { frontWords, triangleWords } from './chart-words.ts';
import { chartAxis } from './front-data.ts';
import { useFronts } from './use-fronts.ts';

/** @param chart Holds what is drawn, and its legend. */
export function SaveChart({ chart }: { readonly chart: RefObject<HTMLElement | null> }) {
  const tiller = useTiller();
  const { pack, rewards, sweep, swept, view, recordRun } = tiller;
  const { figure, x, y } = useStore(view);
  const { measured } = useFronts();
  const begun = useStore(sweep, ({ texts, done }) => texts.length > 0 && done > 0);
  const whole = useStore(sweep, () => frontRefusal(tiller) === undefined);
  const files = useMemo(
    (): SavedFile[] => [
      ...(measured.length === 0
        ? []
        : [
            {
              label: 'Table (CSV)',
              name: `${pack.id}-front.csv`,
              type: 'text/csv',
              content: () => frontCsv(rewards, [...swept.getState().policies, ...measured]),
            },
          ]),
      { label: 'Texts (JSON)', name: `${pack.id}-run.json`, type: 'application/json', content: () => runJson(recordRun()) },
      ...(begun
        ? [
            {
              label: 'Sweep (JSON)',
              name: `${pack.id}-sweep.json`,
              type: 'application/json',
              content: () => json(sweepFile(tiller, new Date())),
            },
          ]
        : []),
      ...(whole
        ? [
            {
              label: 'Sweep as front.json',
              name: 'front.json',
              type: 'application/json',
              content: async () => json(await frontOfSweep(tiller)),
            },
          ]
        : []),
    ],
    [pack, rewards, measured, recordRun, tiller, swept, begun, whole],
  );
  return (
    <SaveMenu
      name="Save the chart"
      file={figure === 'table' ? undefined : `${pack.id}-${figure === 'triangle' ? figure : `${y}-${x}`}`}
      chart={() => chart.current}
      words={() => (figure === 'triangle' ? triangleWords(tiller, picksOf(chart.current), new Date()) : chartWords(tiller, measured))}
      files={files}
      onFail={(sentence) => view.getState().notify(sentence)}
    />
  );
}

function chartWords(
  { pack, front, rewards, mix, request, runs, panes, view, sweep }: Tiller,
  measured: readonly ChartPolicy[],
): FigureWords {
  const { x, y } = view.getState();
  const shown = runs.getState().runs;
  const live = panes.getState().panes.some(({ id }) => Object.keys(shown[id]?.settledScores ?? {}).length > 0);
  return frontWords({
    ...{ pack, front, rewards },
    axes: [chartAxis(x, rewards, measured).label, chartAxis(y, rewards, measured).label],
    weights: mix.getState().weights,
    prompt: live ? request.getState().prompt : undefined,
    swept: sweep.getState().done > 0 ? sweep.getState().settings : undefined,
    date: new Date(),
  });
}

/** What is chosen above the triangle, in its words: `Colour Cheer, of CLP, less nothing`. */
function picksOf(chart: HTMLElement | null): string {
  const picks = chart?.querySelectorAll<HTMLSelectElement>('.triangle-pick select') ?? [];
  return Array.from(picks, (select) =>
    `${select.labels[0]?.textContent ?? ''} ${select.selectedOptions[0]?.textContent ?? ''}`.trim(),
  ).join(', ');
}

const json = (value: unknown) => `${JSON.stringify(value)}\n`;
