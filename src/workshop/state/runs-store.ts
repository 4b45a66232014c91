/** The runs of the workshop: those that this browser keeps, and the one that trains. Station 4 draws it, station 5 makes packs of it. */
import { createStore } from 'zustand/vanilla';
import type { EnginePort } from '../../engine/engine-port.ts';
import type { Opened } from '../../engine/trainer/protocol.ts';
import { messageOf } from '../../lm/errors.ts';
import type { Activity } from './activity.ts';
import type { Checkpoint, KeptRun, RunInputs } from './run.ts';
import { type Birth, forkedRun, newRun, newRunId } from './run-begin.ts';
import { atCheckpoint, type DriveDeps, driveRun } from './run-drive.ts';
import type { RunShelf } from './run-shelf.ts';
import type { LiveRun, RunsState, RunsStore } from './runs-state.ts';
import { spareRunShelf } from './spare-run-shelf.ts';
import type { TabClaim } from './tab-claim.ts';

export interface RunsDeps extends Omit<DriveDeps, 'shelf' | 'engine'> {
  readonly shelf: RunShelf;
  readonly engine: DriveDeps['engine'] & Pick<EnginePort, 'watchBusy'>;
  /** One sentence that waits until it is read. */
  readonly notify: (sentence: string) => void;
  /** What a screen reader hears. */
  readonly announce: (sentence: string) => void;
  readonly date: () => Date;
  readonly commit: string;
  /** Which tab may train and write. */
  readonly claim: Pick<TabClaim, 'mine' | 'onChange' | 'inTurn'>;
}

export function createRunsStore(given: RunsDeps): RunsStore {
  const deps = { ...given, shelf: spareRunShelf(given.shelf) };
  const { shelf, trainer, notify, claim } = deps;
  let ended: Promise<void> = Promise.resolve();
  let stop: AbortController | undefined;

  const store = createStore<RunsState>((set, get) => {
    const found = (id: string): KeptRun => {
      const run = get().runs.find((one) => one.id === id);
      if (!run) throw new Error('That run is not here any more.');
      return run;
    };
    const put = (run: KeptRun) =>
      set(({ runs }) => ({
        runs: runs.some(({ id }) => id === run.id) ? runs.map((one) => (one.id === run.id ? run : one)) : [...runs, run],
      }));
    const show = (change: Partial<LiveRun>) => set(({ live }) => (live ? { live: { ...live, ...change } } : {}));

    function birth(): Birth {
      const date = deps.date().toISOString();
      const taken = get().runs.map(({ id }) => id);
      return { id: newRunId(date, taken), date, commit: deps.commit };
    }

    function mayTrain(): void {
      if (!claim.mine()) throw new Error('Another tab has the workshop: take it over there, or train here when that tab is closed.');
      if (get().live) throw new Error('A run is training already: pause it first.');
    }

    /** @returns when it trains. */
    function drive(run: KeptRun, inputs: RunInputs, from: Checkpoint | undefined): void {
      const controller = new AbortController();
      stop = controller;
      set({ live: { id: run.id, activity: { kind: 'opening', note: 'Starting the trainer', done: 0, total: 1 }, standing: false } });
      put(run);
      const unwatch = deps.engine.watchBusy((busy) => {
        trainer.giveWay(busy);
        show({ standing: busy });
      });
      const listener = {
        onOpened: (opened: Opened) => show({ opened }),
        onActivity: (activity: Activity) => show(controller.signal.aborted ? { activity: { kind: 'pausing' } } : { activity }),
        onRun: put,
        onSecondsLeft: (secondsLeft: number) => show({ secondsLeft }),
        onNotice: notify,
        onLook: deps.announce,
      };
      const driven = claim.inTurn(() => driveRun(deps, run, inputs, from, listener, controller.signal));
      ended = driven.then((rests) => {
        unwatch();
        put(rests);
        set({ live: undefined });
        deps.announce(
          rests.failure ??
            (rests.status === 'done' ? `The run is done after ${rests.step} steps.` : `The run rests after step ${rests.step}.`),
        );
      });
    }

    return {
      read: false,
      lasts: shelf.lasts,
      runs: [],
      live: undefined,
      async start(plan, inputs) {
        mayTrain();
        const run = newRun(plan, birth());
        drive(run, inputs, undefined);
        await keepBeginning(deps, run, inputs);
        return run.id;
      },
      async pause() {
        show({ activity: { kind: 'pausing' } });
        stop?.abort(new DOMException('the run was paused', 'AbortError'));
        await ended;
      },
      async goOn(id) {
        mayTrain();
        // Another tab may have taken it further since it was read here, or be about to keep it.
        await claim.inTurn(() => readKept(store, deps));
        const run = atCheckpoint({ ...found(id), status: 'paused', failure: undefined });
        const [inputs, from] = await Promise.all([shelf.inputs(id), run.step > 0 ? shelf.checkpoint(id, run.step) : undefined]);
        mayTrain();
        if (!inputs || (run.step > 0 && !from))
          throw new Error('What the run goes on from is not in this browser any more: begin a new one.');
        drive(run, inputs, from);
      },
      async finish(id) {
        const run = { ...found(id), status: 'done' as const, failure: undefined };
        put(run);
        await shelf.keep(run);
      },
      async fork(id, step, change) {
        const parent = found(id);
        const [inputs, from] = await Promise.all([shelf.inputs(id), step > 0 ? shelf.checkpoint(id, step) : undefined]);
        if (!inputs || (step > 0 && !from)) throw new Error(`The checkpoint after step ${step} is not in this browser any more.`);
        const run = forkedRun(parent, step, change(parent.plan.recipe), birth());
        await keepBeginning(deps, run, inputs, from);
        put(run);
        return run.id;
      },
      async remove(id) {
        if (get().live?.id === id) throw new Error('The run is training: pause it first.');
        await shelf.remove(id);
        set(({ runs }) => ({ runs: runs.filter((run) => run.id !== id) }));
      },
      checkpoint: async (id, step = found(id).checkpoints.at(-1)) => (step === undefined ? undefined : shelf.checkpoint(id, step)),
      inputs: (id) => shelf.inputs(id),
    };
  });

  followClaim(store, deps);
  void readKept(store, deps);
  return store;
}

/** Two tabs that trained one run would each undo the other's steps. */
function followClaim(store: RunsStore, deps: RunsDeps): void {
  deps.claim.onChange(() => {
    if (deps.claim.mine()) {
      void readKept(store, deps);
      // Once more when what trained in the other tab rests.
      void deps.claim.inTurn(() => readKept(store, deps));
      return;
    }
    if (!store.getState().live) return;
    deps.notify('Another tab has the workshop now: the run that trained here rests, and goes on there.');
    void store.getState().pause();
  });
}

/** A run that cannot be kept is told of, and goes on. */
async function keepBeginning({ shelf, notify }: RunsDeps, run: KeptRun, inputs: RunInputs, from?: Checkpoint): Promise<void> {
  const told = (error: unknown) => notify(`The run could not be kept: ${messageOf(error)}. It goes on, and would be lost with this page.`);
  await shelf.begin(run, inputs).catch(told);
  if (from) await shelf.keep(run, from).catch(told);
}

function isAmong({ id }: KeptRun, runs: readonly KeptRun[]): boolean {
  return runs.some((run) => run.id === id);
}

/** What this browser keeps now, as this tab or another wrote it. */
async function readKept(store: RunsStore, { shelf, notify }: RunsDeps): Promise<void> {
  try {
    const kept = await shelf.list();
    store.setState(({ runs, live }) => {
      // Of the run that trains the page knows more than was kept.
      const own = runs.filter(({ id }) => id === live?.id);
      return { runs: [...kept.map((run) => own.find(({ id }) => id === run.id) ?? run), ...own.filter((run) => !isAmong(run, kept))] };
    });
  } catch (error) {
    notify(`The runs that this browser keeps could not be read: ${messageOf(error)}.`);
  }
  store.setState({ read: true });
}
