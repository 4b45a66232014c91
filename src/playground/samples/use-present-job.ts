import { useStore } from 'zustand';
import type { Job } from '../state/job.ts';
import { useTiller } from '../state/tiller-context.ts';

/** What a pane is to answer now; undefined for one that is gone. */
export function usePresentJob(pane: string | undefined): Job | undefined {
  const { jobs, mix, panes, request, forks, conversation } = useTiller();
  useStore(mix);
  useStore(panes);
  useStore(request);
  useStore(forks);
  useStore(conversation, (state) => state.exchanges);
  return pane === undefined ? undefined : jobs().find((job) => job.pane === pane);
}
