/** Puts a recorded run on the page: what was asked, and the texts that came of it, without asking the model again. */
import { isBeyond } from '../../math/beyond-simplex.ts';
import type { Answered, Exchange } from './conversation.ts';
import type { Job } from './job.ts';
import type { PaneChoice } from './panes-store.ts';
import { opened } from './run.ts';
import type { RunRecord } from './run-record.ts';
import type { Tiller } from './tiller.ts';

export type OpenRunDeps = Pick<Tiller, 'mix' | 'panes' | 'request' | 'runs' | 'forks' | 'running' | 'conversation' | 'jobs' | 'score'>;

/** @param record Of this pack (`foreignRun`). */
export function openRun({ mix, panes, request, runs, forks, running, conversation, jobs, score }: OpenRunDeps, record: RunRecord): void {
  const { prompt, system, seed, maxTokens, weights, sampling } = record;
  const { setPrompt, setSystem, setNumber } = request.getState();
  conversation.forget();
  if (isBeyond(weights)) mix.getState().setBeyond(true);
  mix.getState().set(weights);
  panes.getState().set(record.panes.map(({ policy, options }): PaneChoice => ({ policy, options })));
  setPrompt(prompt);
  setSystem(system);
  for (const [field, value] of Object.entries({ seed, maxTokens, ...sampling })) setNumber(field as Parameters<typeof setNumber>[0], value);
  // A word that was chosen here is none of the record's.
  forks.setState({ forks: {} });
  conversation.restore(exchangesOf(record, jobs(), score));
  // The wishes that these changes woke are for texts that are here.
  running.stop();
  const shown = jobs().flatMap((job, i) => {
    const pane = record.panes[i];
    if (!pane) return [];
    const { turns, prefix } = pane;
    return [[job.pane, opened({ ...job, turns, ...(prefix ? { prefix } : {}) }, pane)] as const];
  });
  runs.setState({ runs: Object.fromEntries(shown), error: undefined });
}

/**
 * The earlier turns of a record as a conversation, with what text decides of their scores. Prompts that are not the same in every pane are not of this
 * page: there a new answer begins without them.
 */
function exchangesOf({ seed, panes }: RunRecord, jobs: readonly Job[], score: Tiller['score']): Exchange[] {
  const prompts = panes.map(({ turns }) => turns.filter((_, i) => i % 2 === 0).map(({ text }) => text));
  const [asked = []] = prompts;
  if (prompts.some((other) => JSON.stringify(other) !== JSON.stringify(asked))) return [];
  return asked.map((prompt, turn): Exchange => {
    const answers = panes.map(({ turns }, i): [string, Answered] => {
      const job = jobs[i] as Job;
      const text = turns[2 * turn + 1]?.text ?? '';
      const before = { ...job, seed, prompt, turns: turns.slice(0, 2 * turn) };
      return [job.pane, opened(before, { text, tokens: [], stop: 'end', scores: score({ prompt, text, finished: true }) })];
    });
    return { prompt, seed, answers: Object.fromEntries(answers) };
  });
}
