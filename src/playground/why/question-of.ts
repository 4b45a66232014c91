/** What the page asks about a pane's words, and what follows when the reader chooses another. */
import type { EnginePort } from '../../engine/engine-port.ts';
import type { Candidate } from '../../lm/explanation.ts';
import { policySlots } from '../../methods/policy-slots.ts';
import { panesAt } from '../state/panes-store.ts';
import { isSettled } from '../state/run.ts';
import type { Tiller } from '../state/tiller.ts';
import { type WhyQuestion, whyQuestion } from './why-question.ts';
import { createWhy, type Why, type WhyDeps } from './why-store.ts';
import { shownWord, spokenWord } from './why-words.ts';

type Asked = Pick<Tiller, 'panes' | 'runs' | 'mix' | 'rewards' | 'loading' | 'policyOf' | 'paneNames' | 'steer' | 'refusal'>;

interface Watched extends Asked, Pick<Tiller, 'engine'> {
  readonly port: Pick<EnginePort, 'explain'>;
  readonly slots: WhyDeps['slots'];
}

/** @param places Of the panes that show it at first, from 1. */
export function watchWords({ port, slots, engine, ...asked }: Watched, places: readonly number[] = []): Why {
  const { panes, runs, mix } = asked;
  const why = createWhy({
    engine: port,
    slots,
    question: (pane) => questionOf(pane, asked),
    isIdle: () => !runs.getState().busy && !mix.getState().moving,
  });
  why.set(panesAt(panes.getState().panes, places));
  for (const store of [runs, mix, panes, engine]) store.subscribe(why.refresh);
  return why;
}

/** Undefined where no settled answer of the live model stands in the pane. */
export function questionOf(
  id: string,
  { panes, runs, mix, rewards, loading, policyOf, paneNames, steer, refusal }: Asked,
): WhyQuestion | undefined {
  const run = runs.getState().runs[id];
  const shown = panes.getState().panes;
  const pane = shown.find((one) => one.id === id);
  if (!pane || !run || !isSettled(run) || (run.tokens.length === 0 && run.stop !== 'end')) return undefined;
  const names = paneNames(shown);
  const { weights } = mix.getState();
  const seen = shown.flatMap((one, i) => {
    const policy = policyOf(one);
    if (!loading.hasSlots(policySlots(policy)) || refusal(one, weights) !== undefined) return [];
    return [{ id: one.id, name: names[i] ?? policy.label, method: policy.method, policy: policy.id, steering: steer(one, weights) }];
  });
  return whyQuestion(run, { panes: seen, policy: policyOf(pane), rewards, steer });
}

/** The pane's answer goes on from `choice` in place of its token at `from`. */
export function goOnFrom(
  { runs, forks, running, view }: Pick<Tiller, 'runs' | 'forks' | 'running' | 'view'>,
  pane: string,
  from: number,
  choice: Pick<Candidate, 'token' | 'text' | 'ends'>,
): void {
  const run = runs.getState().runs[pane];
  if (!run || !isSettled(run)) return;
  forks.getState().add(pane, { prefix: [...run.tokens.slice(0, from), choice.token], choice: shownWord(choice), before: run });
  view.getState().announce(`The answer goes on from “${spokenWord(choice)}”.`);
  void running.start();
}

/** Back to the answer before the reader's last choice. */
export function undoFork({ runs, forks, running, view }: Pick<Tiller, 'runs' | 'forks' | 'running' | 'view'>, pane: string): void {
  const fork = forks.getState().undo(pane);
  if (!fork) return;
  runs.getState().change(pane, () => ({ ...fork.before, measuring: false }));
  view.getState().announce('The answer before is back.');
  void running.start();
}
