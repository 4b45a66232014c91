/** What the panes are asked, whether it fits into the model's context, and the conversation that it goes on from. */
import type { EnginePort } from '../../engine/engine-port.ts';
import type { Weighting } from '../../methods/method.ts';
import { type ConversationStore, createConversation, type Exchange, turnsOf } from './conversation.ts';
import type { EngineStore } from './engine-store.ts';
import { type ForksStore, forkedJobs } from './forks-store.ts';
import type { Job } from './job.ts';
import type { MixStore } from './mix-store.ts';
import type { PanePolicies } from './pane-policies.ts';
import type { Pane, PanesStore } from './panes-store.ts';
import { createPromptSize, type PromptSizeStore } from './prompt-size.ts';
import { type Request, type RequestStore, samplingOf } from './request-store.ts';
import type { RunController } from './run-controller.ts';
import type { RunsStore } from './runs-store.ts';

export interface Asking {
  /** What every pane is to answer now, in their order, without those that cannot at these weights. */
  jobs(): readonly Job[];
  /** What a pane, or one that is not shown, would be to answer at other weights. @throws RangeError where it cannot (`refusal`). */
  jobAt(pane: Pane, weights: Weighting): Job;
  readonly promptSize: PromptSizeStore;
  /** Of the conversation with the reply that is written. */
  readonly replySize: PromptSizeStore;
  readonly conversation: ConversationStore;
  /** Asks for all panes because the reader wants it, once it is known whether the prompt fits. */
  readonly ask: RunController['start'];
}

export interface AskingDeps {
  readonly count: EnginePort['count'];
  readonly engine: EngineStore;
  readonly mix: MixStore;
  readonly panes: PanesStore;
  readonly request: RequestStore;
  readonly runs: RunsStore;
  readonly forks: ForksStore;
  readonly steer: PanePolicies['steer'];
  readonly refusal: PanePolicies['refusal'];
  readonly start: RunController['start'];
}

/** @returns With `askOnceCounted`: as `ask`, of the page's own accord. */
export function createAsking(deps: AskingDeps): Asking & { readonly askOnceCounted: RunController['start'] } {
  const { count, engine, mix, panes, request, runs, forks, start } = deps;
  const jobsAfter = (exchanges: readonly Exchange[], asked: Request) => jobsOf(deps, exchanges, asked);
  const jobs = () => forkedJobs(forks, jobsAfter(conversation.getState().exchanges, request.getState()));
  const jobAt: Asking['jobAt'] = (pane, weights) => jobOf(deps, conversation.getState().exchanges, request.getState(), pane, weights);
  const promptSize = createPromptSize(count, jobs);
  const askOnceCounted: Asking['ask'] = (options) => promptSize.counting()?.then(() => start(options)) ?? start(options);
  const ask: Asking['ask'] = (options) => {
    conversation.begin();
    return askOnceCounted(options);
  };
  const conversation = createConversation({ request, runs, ask: () => void ask() });
  const replySize = createPromptSize(count, () => {
    const { replying, reply } = conversation.getState();
    return replying ? jobsAfter(conversation.withPresent(), { ...request.getState(), prompt: reply }) : [];
  });

  const measure = () => {
    for (const size of [promptSize, replySize]) {
      if (engine.getState().status.kind === 'ready') size.measure();
      else size.forget();
    }
  };
  for (const store of [engine, mix, panes, request, conversation]) store.subscribe(measure);
  // What a reply goes on from is known once it is written.
  runs.subscribe((next, previous) => {
    if (next.busy !== previous.busy) measure();
  });
  return { jobs, jobAt, promptSize, replySize, conversation, ask, askOnceCounted };
}

function jobsOf(deps: AskingDeps, exchanges: readonly Exchange[], request: Request): Job[] {
  const { weights } = deps.mix.getState();
  const answering = deps.panes.getState().panes.filter((pane) => deps.refusal(pane, weights) === undefined);
  return answering.map((pane) => jobOf(deps, exchanges, request, pane, weights));
}

function jobOf(
  { steer }: Pick<AskingDeps, 'steer'>,
  exchanges: readonly Exchange[],
  request: Request,
  pane: Pane,
  weights: Weighting,
): Job {
  const { prompt, system, seed, maxTokens } = request;
  const { id, policy, options } = pane;
  const asked = { pane: id, policy, turns: turnsOf(exchanges, id), prompt, system, seed, sampling: samplingOf(request), maxTokens };
  return { ...asked, steering: steer(pane, weights), weights, options };
}
