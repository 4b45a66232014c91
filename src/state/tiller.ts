/** Everything the page holds, wired together once: the pack, the stores, and the two controllers that write them. */
import type { Front, Pack, Policy } from '../engine/pack.ts';
import { slotSources } from '../engine/slot-sources.ts';
import { steerPolicy } from '../methods/steer-policy.ts';
import type { Rewards } from '../rewards/registry.ts';
import type { Reward, RewardInput } from '../rewards/reward.ts';
import { createEngineController, type EngineController, type EngineControllerDeps } from './engine-controller.ts';
import type { EnginePort } from './engine-port.ts';
import { createEngineStore, type EngineStore } from './engine-store.ts';
import { measuredSample, measuredSeed } from './measured-sample.ts';
import { createMixStore, type MixStore } from './mix-store.ts';
import type { PackSource } from './pack-source.ts';
import { createRequestStore, type RequestStore } from './request-store.ts';
import { createRunController, type RunController } from './run-controller.ts';
import { createRunsStore, type Job, type RunsStore } from './runs-store.ts';
import type { ParsedUrl } from './url-state.ts';
import { createViewStore, type ViewStore } from './view-store.ts';

export interface Tiller {
  readonly pack: Pack;
  readonly front: Front | undefined;
  /** The policies side by side: the base, CLP, Rewarded Soups. */
  readonly panes: readonly Policy[];
  /** The pack's rewards, in the order of the weights. */
  readonly rewards: readonly Reward[];
  readonly guard: Rewards['guard'];
  readonly engine: EngineStore;
  readonly mix: MixStore;
  readonly request: RequestStore;
  readonly runs: RunsStore;
  readonly view: ViewStore;
  readonly loading: EngineController;
  readonly running: RunController;
}

export interface TillerDeps extends Pick<EngineControllerDeps, 'manifestUrl' | 'storage' | 'reasonToWait'> {
  readonly source: PackSource;
  readonly catalog: Rewards;
  readonly engine: EnginePort;
  readonly url: ParsedUrl;
  /** Seed of a first visit to a prompt that was not measured, unsigned 32-bit. */
  readonly seed: number;
}

/** @throws Error when the pack names a reward that is not in the catalog. */
export function createTiller({ source, catalog, engine: port, url, seed, ...loadingDeps }: TillerDeps): Tiller {
  const { pack, front } = source;
  const rewards = pack.rewards.map((id) => {
    const reward = catalog.byId.get(id);
    if (!reward) throw new Error(`pack.json: field rewards: expected one of ${[...catalog.byId.keys()].join(', ')}, got ${id}`);
    return reward;
  });
  const { guard } = catalog;
  const panes = comparedPolicies(pack);
  const { state } = url;

  const engine = createEngineStore(state.backend);
  const mix = createMixStore(rewards.length, state.weights);
  const prompt = state.prompt ?? pack.examples[0] ?? '';
  const request = createRequestStore({
    prompt,
    seed: state.seed ?? measuredSeed(front, prompt) ?? seed,
    temperature: state.temperature ?? pack.temperature,
    topK: state.topK ?? 0,
    topP: state.topP ?? 1,
    maxTokens: state.maxTokens ?? pack.maxTokens,
  });
  const runs = createRunsStore(panes.map(({ id }) => id));
  const view = createViewStore(pack.rewards, state);
  for (const notice of url.notices) view.getState().notify(notice);

  function wantedJobs(): Job[] {
    const { weights } = mix.getState();
    const { prompt, seed: noise, temperature, topK, topP, maxTokens } = request.getState();
    const sampling = { temperature, topK, topP };
    return panes.map((policy) => {
      const steering = steerPolicy(policy, weights, { system: pack.system, rewards: rewards.map(({ label }) => label) });
      return { pane: policy.id, prompt, system: pack.system, seed: noise, sampling, maxTokens, steering, weights };
    });
  }

  const score = (input: RewardInput) =>
    Object.fromEntries([...rewards.map((reward) => [reward.id, reward.score(input)] as const), ['guard', guard.score(input)] as const]);

  const running = createRunController({
    engine: port,
    runs,
    // While a lost backend is replaced, the engine takes calls and answers them afterwards.
    isReady: () => ['ready', 'recovering'].includes(engine.getState().status.kind),
    wantedJobs,
    measured: ({ pane, prompt, weights }) => (front ? measuredSample(front, pane, prompt, weights) : undefined),
    score,
    announce: (sentence) => view.getState().announce(sentence),
  });
  const loading = createEngineController({
    ...loadingDeps,
    engine: port,
    store: engine,
    slots: slotSources(pack, panes, source.url),
    onReady: () => void running.start(),
  });
  mix.subscribe((next, previous) => {
    if (next.weights !== previous.weights) running.request();
  });
  return { pack, front, panes, rewards, guard, engine, mix, request, runs, view, loading, running };
}

/** The base (named so even when the pack does not list it), then the pack's first CLP and first Rewarded Soups policy. */
function comparedPolicies(pack: Pack): Policy[] {
  const first = (method: Policy['method']) => pack.policies.find((policy) => policy.method === method);
  const base = first('base') ?? { id: 'base', method: 'base', label: 'Base model', slots: { rewards: [] } };
  return [base, first('clp'), first('rs')].filter((policy) => policy !== undefined);
}
