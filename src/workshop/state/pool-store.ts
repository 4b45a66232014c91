/** The pool of the project: fetched or made here, kept as its answers end, scored anew whenever the rewards change. */
import { createStore } from 'zustand/vanilla';
import { createLatest } from '../../engine/latest.ts';
import { createTimeLeft } from '../../engine/time-left.ts';
import { isAbort, messageOf } from '../../lm/errors.ts';
import { candidatesOf } from '../../training/candidates.ts';
import type { Pool } from '../../training/pool.ts';
import { answerKey, answersOf, poolOf, poolOfShipped, tokensLeft } from './gather-pool.ts';
import type { Notices } from './notices.ts';
import { type Growing, type MakerDeps, makeAnswers } from './pool-maker.ts';
import type { KeptAnswer, PoolShelf } from './pool-shelf.ts';
import { noScores, type PoolState, type PoolStore } from './pool-state.ts';
import { asksFor, createUnused } from './pool-unused.ts';
import { conditionsOf, type WantedPool, wantedAnswers, wantedPool } from './pool-wanted.ts';
import type { ProjectStore } from './project.ts';
import { createRescoring } from './rescore-pool.ts';
import { scorables } from './score-pool.ts';
import type { Scoring } from './scoring.ts';

export interface PoolStoreDeps extends Pick<MakerDeps, 'engine' | 'model'> {
  readonly project: ProjectStore;
  readonly notices: Notices;
  readonly scoring: Pick<Scoring, 'score'>;
  readonly shelf: PoolShelf;
  /** The pool of the site. @throws Error of one sentence. */
  readonly fetchPool: (signal: AbortSignal) => Promise<Pool>;
  /** SHA-256 of the base model, without loading it. @throws Error of one sentence. */
  readonly fetchBase: (signal: AbortSignal) => Promise<string>;
  /** Milliseconds of a clock that only goes on. */
  readonly now: () => number;
}

/** Milliseconds that rewards rest before all is scored anew, and between two drawings of texts that grow. */
const scoringRest = 300;
const growingRest = 100;

/** Answers that are made here. */
interface Place {
  readonly base: string;
  readonly answers: Map<string, KeptAnswer>;
}

type Found = Pick<PoolState, 'status' | 'done' | 'total' | 'pool'>;

export function createPoolStore(deps: PoolStoreDeps): PoolStore {
  const { project, notices, scoring } = deps;
  const working = createLatest();
  let wanted = wantedPool(project.getState().project);
  /** Of a pool that is made here. */
  let place: Place | undefined;
  let shipped: Pool | undefined;
  const store = createStore<PoolState>(() => ({ ...reading(wanted), unused: 0, make, stop, forgetUnused: () => unused.forget() }));
  const unused = createUnused(deps, store, () => asksFor(wanted, place?.base));
  const rescoring = createRescoring(store, project, scoring);

  function open(): void {
    rescoring.stop();
    place = undefined;
    store.setState(reading(wanted));
    work(async (signal) => {
      if (wanted.from === 'shipped') {
        shipped ??= await deps.fetchPool(signal);
        const pool = poolOfShipped(shipped, wanted);
        if (!signal.aborted) settle({ status: 'ready', done: pool.answers.length, total: pool.answers.length, pool });
        return;
      }
      const base = await deps.fetchBase(signal);
      const kept = await deps.shelf.read(conditionsOf(base, wanted)).catch(() => []);
      if (signal.aborted) return;
      place = { base, answers: answersOf(wanted, kept) };
      rest();
    });
  }

  /** Shows what is there while nothing is made. */
  function rest(): void {
    settle(resting(wanted, place));
  }

  function settle(found: Found): void {
    const candidates = found.pool ? candidatesOf(found.pool, found.pool.stop) : [];
    store.setState({ ...found, candidates, growing: [], secondsLeft: undefined, error: undefined });
    rescoring.again(0);
    unused.count();
  }

  function make(): void {
    const { status, from } = store.getState();
    if (status !== 'missing' && status !== 'stopped' && status !== 'failed') return;
    if (from === 'shipped' || !place) {
      open();
      return;
    }
    if (isElsewhere(deps)) return;
    const { base, answers } = place;
    rescoring.stop();
    store.setState({ status: 'making', error: undefined });
    work((signal) => fill(base, answers, signal));
  }

  async function fill(base: string, answers: Map<string, KeptAnswer>, signal: AbortSignal): Promise<void> {
    const pace = createTimeLeft(deps.now);
    const asked = wanted;
    const conditions = conditionsOf(base, asked);
    const showGrowing = throttled((growing: readonly Growing[]) => {
      const secondsLeft = pace.seconds(tokensLeft(asked, [...answers.values()], growing));
      if (!signal.aborted) store.setState({ growing, secondsLeft });
    });
    try {
      const missing = wantedAnswers(asked).filter(({ prompt, sample }) => !answers.has(answerKey(prompt, sample)));
      await makeAnswers(asked, missing, { ...deps, onPace, onGrowing: showGrowing.call, onAnswers }, signal);
      if (signal.aborted) return;
      rest();
      notices.getState().announce(`The pool is there: ${answers.size} answers.`);
    } finally {
      showGrowing.stop();
      // Answers that ended as it was stopped are told a moment later.
      if (signal.aborted && place?.answers === answers && store.getState().done < answers.size) rest();
    }

    /** What comes before the first token, the model's load among it, is no pace. */
    function onPace(tokens: number): void {
      pace.start();
      pace.add(tokens);
    }

    async function onAnswers(ended: readonly KeptAnswer[]): Promise<void> {
      for (const answer of ended) answers.set(answerKey(answer.prompt, answer.sample), answer);
      if (!signal.aborted) store.setState({ done: answers.size, pool: poolOf(asked, base, [...answers.values()]) });
      await deps.shelf.add(conditions, ended).catch((error: unknown) => {
        notices.getState().notify(`Answers cannot be kept in this browser: ${messageOf(error)}. They are gone with this page.`);
      });
    }
  }

  function stop(): void {
    if (store.getState().status !== 'making') return;
    working.stop();
    rest();
  }

  function work(task: (signal: AbortSignal) => Promise<void>): void {
    working.ask(task).catch((error: unknown) => {
      if (isAbort(error)) {
        // The reader stopped the model's load: what is there stays.
        if (store.getState().status === 'making') rest();
        return;
      }
      if (place) rest();
      store.setState({ status: 'failed', error: messageOf(error) });
    });
  }

  project.subscribe(({ project: now }, { project: before }) => {
    if (now === before) return;
    const next = wantedPool(now);
    if (JSON.stringify(next) !== JSON.stringify(wanted)) {
      wanted = next;
      open();
    } else if (JSON.stringify(scorables(now)) !== JSON.stringify(scorables(before))) rescoring.again(scoringRest);
  });
  followTab(project, stop, () => wanted.from === 'here' && open());
  open();
  return store;
}

/** Another tab may take the workshop, and make answers until it is taken back. */
function followTab(project: ProjectStore, onLost: () => void, onBack: () => void): void {
  project.subscribe(({ keeping: now }, { keeping: before }) => {
    const [lost, was] = [now.kind === 'elsewhere', before.kind === 'elsewhere'];
    if (lost && !was) onLost();
    if (was && !lost) onBack();
  });
}

function resting(wanted: WantedPool, place: Place | undefined): Found {
  const done = place?.answers.size ?? 0;
  const total = wanted.prompts.length * wanted.samples;
  const pool = place && poolOf(wanted, place.base, [...place.answers.values()]);
  return { status: done === 0 ? 'missing' : done < total ? 'stopped' : 'ready', done, total, pool };
}

/** Said once it was asked for. */
function isElsewhere({ project, notices }: PoolStoreDeps): boolean {
  const elsewhere = project.getState().keeping.kind === 'elsewhere';
  if (elsewhere) notices.getState().notify('The workshop is open in another tab: answers are made there.');
  return elsewhere;
}

function reading({ from, stale, prompts, samples }: WantedPool): Omit<PoolState, 'unused' | 'make' | 'stop' | 'forgetUnused'> {
  return {
    ...{ from, stale, status: 'reading', error: undefined, done: 0, total: prompts.length * samples, secondsLeft: undefined, growing: [] },
    ...{ pool: undefined, candidates: [], scores: noScores, scored: undefined, partly: undefined },
  };
}

/** Calls with the newest of what came, at most so often. */
function throttled<T>(show: (value: T) => void): { readonly call: (value: T) => void; readonly stop: () => void } {
  let newest: { readonly value: T } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    if (newest) show(newest.value);
    newest = undefined;
  };
  return {
    call(value) {
      newest = { value };
      timer ??= setTimeout(flush, growingRest);
    },
    stop: () => clearTimeout(timer),
  };
}
