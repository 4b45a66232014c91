import { type OpenRunDeps, openRun } from './open-run.ts';
import { emptyRun } from './run.ts';
import { recordRun } from './run-record.ts';
import type { Tiller } from './tiller.ts';

/** What is on the page as a record, and a record on the page. */
export function recordsOf(on: OpenRunDeps & Pick<Tiller, 'pack' | 'steer' | 'refusal'>): Pick<Tiller, 'openRun' | 'recordRun'> {
  const { pack, panes, runs } = on;
  return {
    openRun: (record) => openRun(on, record),
    recordRun() {
      const shown = panes.getState().panes.map(({ id }) => runs.getState().runs[id] ?? emptyRun);
      return recordRun(pack, shown, on, new Date());
    },
  };
}
