/** Everything the page holds of one pack, wired together once: the files, the stores, and the two controllers that write them. */

import { chartAxes } from '../../charts/chart-axes.ts';
import { weightsInWords } from '../../charts/chart-data.ts';
import type { EnginePort } from '../../engine/engine-port.ts';
import type { SlotSource } from '../../lm/requests.ts';
import type { Weighting } from '../../methods/method.ts';
import { policySlots } from '../../methods/policy-slots.ts';
import type { Front } from '../../packs/front.ts';
import type { Goodhart } from '../../packs/goodhart.ts';
import { type MeasuredSample, measuredSample } from '../../packs/measured-sample.ts';
import type { Pack, PackIndex, Policy } from '../../packs/pack.ts';
import type { PackSource } from '../../packs/pack-source.ts';
import { slotSources } from '../../packs/slot-sources.ts';
import type { Rewards } from '../../rewards/registry.ts';
import { guardedStorage } from '../../site/storage.ts';
import type { Kept } from '../kept/kept.ts';
import { pageClock } from '../sweep/clock.ts';
import { createSweep, type SweepDeps } from '../sweep/sweep.ts';
import type { SweepStore } from '../sweep/sweep-state.ts';
import { createSweptStore, type SweptStore } from '../sweep/swept-store.ts';
import { watchWords } from '../why/question-of.ts';
import type { Why } from '../why/why-store.ts';
import { answerChanges } from './answer-changes.ts';
import { type Asking, createAsking } from './asking.ts';
import { type AutoStore, createAutoStore } from './auto-store.ts';
import type { BaseStore } from './base-store.ts';
import { type CostStore, createCostStore } from './cost-store.ts';
import { createEngineController, type EngineController, type EngineControllerDeps } from './engine-controller.ts';
import { createEngineStore, type EngineStore } from './engine-store.ts';
import { type PageState, pageOfLink } from './first-visit.ts';
import { createForksStore, type ForksStore } from './forks-store.ts';
import { createHistory, type History } from './history.ts';
import type { Job } from './job.ts';
import type { KeptRuns } from './kept-runs.ts';
import type { MixBundle } from './mix-download.ts';
import { mixExport } from './mix-export.ts';
import { createMixStore, type MixStore } from './mix-store.ts';
import type { MyPacks } from './my-packs.ts';
import type { OpenedFiles } from './opened-files.ts';
import { withOwnMeasures } from './own-measures.ts';
import { type PackRewards, packRewards } from './pack-rewards.ts';
import { lifeOf } from './page-life.ts';
import { recordsOf } from './page-records.ts';
import { createPanePolicies, type PanePolicies } from './pane-policies.ts';
import { createPanesStore, type PaneChoice, type PanesStore } from './panes-store.ts';
import { isTooLong } from './prompt-size.ts';
import { createReadiness } from './readiness.ts';
import { createRequestStore, type RequestStore } from './request-store.ts';
import { createRunController, type RunController } from './run-controller.ts';
import type { RunRecord } from './run-record.ts';
import { createRunsStore, type RunsStore } from './runs-store.ts';
import { createSamples, type SamplesStore } from './samples.ts';
import { createStripStore, type StripStore } from './strip-store.ts';
import type { ParsedUrl, UrlContext, UrlState } from './url-state.ts';
import { packPolicies, usualPanes } from './usual-panes.ts';
import { createViewStore, type ViewStore } from './view-store.ts';
import { watchBase } from './watch-base.ts';

export interface Tiller extends Pick<PackRewards, 'rewards' | 'golden' | 'guard' | 'score'>, PanePolicies, Asking {
  readonly pack: Pack;
  /** What the address calls the pack: its folder on the host, or the id of a kept one. */
  readonly packId: string;
  /** The packs of the host, the usual one first. */
  readonly packs: PackIndex['packs'];
  readonly myPacks: MyPacks;
  readonly front: Front | undefined;
  readonly goodhart: Goodhart | undefined;
  /** The pack's policies, the base among them. */
  readonly policies: readonly Policy[];
  readonly usualPanes: readonly PaneChoice[];
  readonly base: BaseStore;
  readonly engine: EngineStore;
  readonly mix: MixStore;
  /** Proposes weightings, where the pack has a head for it. */
  readonly auto: AutoStore;
  readonly panes: PanesStore;
  readonly history: History;
  readonly request: RequestStore;
  readonly runs: RunsStore;
  /** Answers that go on from a word of the reader's. */
  readonly forks: ForksStore;
  /** Which panes show why their words are there. */
  readonly why: Why;
  readonly view: ViewStore;
  readonly costs: CostStore;
  /** Fronts of the reader's own prompts. */
  readonly sweep: SweepStore;
  /** What the chart draws of them. */
  readonly swept: SweptStore;
  /** Sweeps and runs that stay in this browser; opened when first asked for. */
  readonly kept: () => Promise<Kept>;
  readonly samples: SamplesStore;
  /** Texts that were written to be read along a path. */
  readonly strip: StripStore;
  readonly loading: EngineController;
  readonly running: RunController;
  /** What a link to this pack shows. */
  pageOf(link: UrlState): PageState;
  /** The reader looks at this page. */
  show(): void;
  /** The reader looks elsewhere, and may come back: nothing is asked of the engine meanwhile. */
  hide(): void;
  /**
   * A pane's policy at the present weights as one PEFT adapter, zipped, with a card.
   * @throws Error of one sentence when that cannot be (`mixRefusal`), or an adapter cannot be had.
   */
  exportMix(pane: PaneChoice): Promise<MixBundle>;
  /** After a failure: what is missing is loaded, and every pane answers anew. */
  retry(): void;
  /** Puts a recorded run on the page, as it was. @param record Of this pack. */
  openRun(record: RunRecord): void;
  /** What is on the page, to be kept or saved; undefined while there is no text. */
  recordRun(): RunRecord | undefined;
  /** This page with another front as what was measured; what is on it stays. */
  withFront(front: Front | undefined): Tiller;
  /** As `withFront`, on the page itself; undefined shows the pack's own again. */
  showFront(front: Front | undefined): void;
  readonly files: OpenedFiles;
  readonly keptRuns: KeptRuns;
  /** Replaces this pack's page by another's, with the same prompt and sampling. */
  openPack(id: string): void;
  /** Another pack's page takes over: nothing runs any more, the engine stays loaded. */
  dispose(): void;
}

export interface TillerDeps extends Pick<EngineControllerDeps, 'manifestUrl' | 'storage' | 'reasonToWait'> {
  readonly source: PackSource;
  readonly packId: string;
  readonly packs: PackIndex['packs'];
  readonly myPacks: MyPacks;
  readonly catalog: Rewards;
  readonly engine: EnginePort;
  readonly base: BaseStore;
  readonly kept: () => Promise<Kept>;
  readonly url: ParsedUrl;
  /** Seed of a first visit to a prompt that was not measured, unsigned 32-bit. */
  readonly seed: number;
  readonly files: OpenedFiles;
  readonly keptRuns: KeptRuns;
  readonly openPack: (id: string) => void;
  readonly showFront: Tiller['showFront'];
}

/** What parseUrl must know of a pack. */
export function urlContext(pack: Pack): UrlContext {
  return { rewards: pack.rewards, axes: chartAxes(pack.rewards), policies: packPolicies(pack) };
}

/** @throws Error when the pack names a reward that is not in the catalog. */
export function createTiller({
  source,
  packId,
  packs,
  myPacks,
  catalog,
  engine: port,
  base,
  kept,
  url,
  seed,
  openPack,
  showFront,
  files,
  keptRuns,
  storage,
  ...loadingDeps
}: TillerDeps): Tiller {
  const { pack, front, goodhart } = source;
  const notify = (sentence: string) => view.getState().notify(sentence);
  const { score, engineRewards: byEngine, ...known } = packRewards(pack, catalog, notify);
  const engineRewards = withOwnMeasures(byEngine, pack, port, notify);
  const { rewards } = known;
  const policies = packPolicies(pack);
  const usual = usualPanes(policies);

  let measured = source;
  const pageOf = (link: UrlState) => pageOfLink(link, measured, seed);
  const page = pageOf(url.state);
  const engine = createEngineStore(url.state.backend);
  const mix = createMixStore(rewards.length, page.weights, page.beyond);
  const panes = createPanesStore(page.panes);
  const history = createHistory(mix, panes);
  const request = createRequestStore(page);
  const runs = createRunsStore();
  const view = createViewStore(chartAxes(pack.rewards), page);
  for (const notice of [...source.leftOut, ...url.notices]) notify(notice);

  const foreign = watchBase(base, pack, notify);
  const ready = createReadiness(engine, foreign.isForeign);
  const labels = rewards.map(({ label }) => label);
  const inPanes = createPanePolicies(policies, {
    ...{ system: () => request.getState().system, rewards: labels, beyond: () => mix.getState().beyond },
  });
  const { policyOf } = inPanes;

  const forks = createForksStore();
  const asking = createAsking({
    ...{ engine, mix, panes, request, runs, forks, ...inPanes },
    count: (args, options) => port.count(args, options),
    start: (options) => running.start(options),
  });
  const { jobs, promptSize } = asking;

  const wantedSlots = () => slotSources(pack, panes.getState().panes.map(policyOf), source.files);
  const usableSlots = () => wantedSlots().filter(({ id }) => loading.hasSlots([id]));

  const told = tellIn(view);
  const inWords = (weights: Weighting) => weightsInWords(weights, rewards);
  const auto = createAutoStore({ head: pack.auto, engine: port, request, mix, announce: told.announce, inWords });
  const running = createRunController({
    engine: port,
    runs,
    isReady: ready.isReady,
    isLoaded: ({ policy }) => loading.hasSlots(policySlots(policyOf({ policy, options: {} }))),
    slots: usableSlots,
    // A prompt that is too long is told beside the prompt; the engine would refuse it.
    wantedJobs: () => (isTooLong(promptSize.getState()) ? [] : jobs()),
    measured: (job) => measuredFor(measured, job),
    score,
    engineRewards,
    announce: told.announce,
  });
  const loading = createEngineController({
    ...loadingDeps,
    storage: guardedStorage(() => storage),
    engine: port,
    store: engine,
    slots: wantedSlots,
    onReady: () => void asking.askOnceCounted(),
    onBadAdapters: (message) =>
      runs.setState({ badAdapters: message === undefined ? undefined : `The adapters of a pane could not be loaded: ${message}` }),
  });
  const sweep = createSweep({
    ...{ ...pageClock, ...ready, pack, packId, policies, labels, engine: port, score, engineRewards, kept, date: () => new Date() },
    // Fronts are told over the reference of what is shown as measured.
    get front() {
      return measured.front;
    },
    slots: (swept) => slotSources(pack, swept.map(policyOf), source.files),
    watched: [...known.golden, known.guard].map(({ id }) => id),
    ...told,
  });
  const costs = createCostStore({ engine: port, jobs, slots: usableSlots });
  const texts = { engine: port, score, engineRewards, announce: told.announce };
  const samples = createSamples({ ...texts, slots: usableSlots });
  const strip = createStripStore({ ...texts, slots: (id) => slotsFor(policyOf({ policy: id, options: {} }), usableSlots(), source) });

  const why = watchWords({ port, slots: usableSlots, engine, mix, panes, runs, rewards, loading, ...inPanes }, page.why);
  answerChanges({ mix, panes, runs, forks, why, samples, loading, running, refusal: inPanes.refusal });
  const tiller: Tiller = {
    ...{ pack, packId, packs, myPacks },
    ...{ front, goodhart, policies, usualPanes: usual },
    ...{ ...known, score },
    base,
    ...{ engine, mix, auto, panes, history, request, runs, forks, why, view, costs, samples, strip },
    ...asking,
    sweep: sweep.store,
    swept: createSweptStore(sweep.store, policies),
    kept,
    loading,
    running,
    ...inPanes,
    pageOf,
    ...{ openPack, showFront, files, keptRuns },
    exportMix: mixExport({ pack, mix, base, rewards, ...inPanes }, port, source.files),
    ...recordsOf({ pack, panes, mix, request, runs, forks, running, score, ...asking, ...inPanes }),
    withFront(other) {
      measured = { ...source, front: other ?? source.front };
      sweep.redraw();
      return { ...tiller, front: measured.front };
    },
    ...lifeOf({ loading, running, why, costs, samples, strip, auto, ...asking }, sweep, foreign.stop),
  };
  return tiller;
}

/** The panes' adapters where they have what the policy needs, so that no bank is mounted beside theirs; else its own. */
function slotsFor(policy: Policy, usable: readonly SlotSource[], { pack, files }: Pick<PackSource, 'pack' | 'files'>) {
  const known = policySlots(policy).every((slot) => usable.some(({ id }) => id === slot));
  return known ? usable : slotSources(pack, [policy], files);
}

/** Samples were measured with the policies' own options, under the pack's own system prompt, as answers to a first prompt. */
function measuredFor({ pack, front }: PackSource, { policy, system, turns, prompt, weights, options }: Job): MeasuredSample | undefined {
  const own = system === pack.system && turns.length === 0 && Object.keys(options).length === 0;
  return front && own ? measuredSample(front, policy, prompt, weights) : undefined;
}

function tellIn(view: ViewStore): Pick<SweepDeps, 'announce' | 'notify'> {
  return { announce: (sentence) => view.getState().announce(sentence), notify: (sentence) => view.getState().notify(sentence) };
}
