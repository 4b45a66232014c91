import type { Tiller } from './tiller.ts';

/** Other weights or panes are answered; what a pane loses is cleared. */
export function answerChanges({
  mix,
  panes,
  runs,
  forks,
  why,
  samples,
  loading,
  running,
  refusal,
}: Pick<Tiller, 'mix' | 'panes' | 'runs' | 'forks' | 'why' | 'samples' | 'loading' | 'running' | 'refusal'>): void {
  const forget = (id: string) => {
    forks.getState().clear(id);
    runs.getState().clear(id);
  };
  mix.subscribe((next, previous) => {
    if (next.weights === previous.weights) return;
    // A text of other weights is no answer at these.
    for (const pane of panes.getState().panes) if (refusal(pane, next.weights)) forget(pane.id);
    running.request();
  });
  panes.subscribe((next, previous) => {
    if (next.panes === previous.panes) return;
    const policyBefore = (id: string) => previous.panes.find((pane) => pane.id === id)?.policy;
    const gone = previous.panes.filter(({ id }) => next.panes.every((pane) => pane.id !== id)).map(({ id }) => id);
    for (const id of gone) forget(id);
    for (const { id } of next.panes.filter(({ id, policy }) => policyBefore(id) !== policy)) forget(id);
    const { job } = samples.getState();
    if (job && gone.includes(job.pane)) samples.clear();
    const { open } = why.store.getState();
    if (open.some((id) => gone.includes(id))) why.set(open.filter((id) => !gone.includes(id)));
    loading.ensureSlots();
    running.request();
  });
}
