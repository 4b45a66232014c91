/** The sweep of a page: begins, stops, goes on, opens what was saved; one at a time. */
import { createLatest } from '../../engine/latest.ts';
import { sweptOf } from '../../measure/live-front.ts';
import type { Front } from '../../packs/front.ts';
import { foreignFront } from '../../packs/front-complaint.ts';
import type { Kept } from '../kept/kept.ts';
import { failureInWords } from '../state/failure.ts';
import { optionRefusal } from '../state/pane-code.ts';
import { createKeeping } from './keeping.ts';
import type { SweepFile } from './sweep-file.ts';
import { planSweep, sweepSize } from './sweep-plan.ts';
import { isThere } from './sweep-run.ts';
import { createSession, isWhole, type Session, type SessionDeps } from './sweep-session.ts';
import { type SweepSettings, settingsComplaint } from './sweep-settings.ts';
import { createSweepStore, noSweep, type SweepStore } from './sweep-state.ts';
import { type SweepText, savedText } from './sweep-text.ts';

export interface SweepDeps extends SessionDeps {
  readonly packId: string;
  /** Why nothing can be swept, in a sentence; undefined where it can. */
  readonly refusal: () => string | undefined;
  readonly kept: () => Promise<Kept>;
  readonly date: () => Date;
  readonly notify: (sentence: string) => void;
}

export interface Sweep {
  readonly store: SweepStore;
  /** The reader looks elsewhere: nothing is asked of the engine until `show`, which goes on. */
  hide(): void;
  show(): void;
  /** Another front is shown as what was measured: `deps.front` changed. */
  redraw(): void;
  dispose(): void;
}

export function createSweep(deps: SweepDeps): Sweep {
  const latest = createLatest();
  let session: Session | undefined;
  /** What ran when the reader looked elsewhere. */
  let interrupted = false;
  const store = createSweepStore({ start, offer, stop, goOn, clear, open });

  const keepingOf = (settings: SweepSettings) =>
    createKeeping(deps.kept, settings, deps.pack, deps.date, (reason) =>
      deps.notify(`The sweep cannot be kept in this browser: ${reason}. It is gone with this page.`),
    );
  const refusalOf = (settings: SweepSettings) => deps.refusal() ?? settingsComplaint(settings, sweepSize(settings, deps));

  const areThere = (settings: SweepSettings, texts: readonly (SweepText | undefined)[]) => {
    const measuring = { engineRewards: deps.engineRewards, measuresAll: isWhole(settings, deps.front) };
    return texts.every((text) => isThere(text, measuring));
  };

  function leave(): void {
    latest.stop();
    session?.leave();
    session = undefined;
  }

  function work(task: (signal: AbortSignal) => Promise<void>): void {
    latest.ask(task).catch((error: unknown) => {
      store.setState({ status: 'failed', error: `The sweep could not go on: ${failureInWords(error)}` });
    });
  }

  function start(settings: SweepSettings): void {
    const before = session;
    leave();
    const refusal = refusalOf(settings);
    store.setState({ ...noSweep, settings, ...(refusal === undefined ? { status: 'running' } : { status: 'failed', error: refusal }) });
    if (refusal !== undefined) return;
    work(async (signal) => {
      const keeping = keepingOf(settings);
      const read = await keeping.read();
      if (signal.aborted) return;
      // What was on the page a moment ago is there even where the browser keeps nothing.
      const known = before?.keeping.id === keeping.id ? new Map([...read, ...begun(before.all())]) : read;
      session = createSession(settings, { keeping, known, store }, deps);
      await session.go(signal);
    });
  }

  function offer(wanted: SweepSettings): void {
    const isFree = (signal: AbortSignal) => !signal.aborted && store.getState().status === 'none';
    if (store.getState().status !== 'none') return;
    work(async (signal) => {
      const settings = await keepingOf(wanted).asked();
      if (!settings || refusalOf(settings) !== undefined || !isFree(signal)) return;
      const keeping = keepingOf(settings);
      const known = await keeping.read();
      const texts = planSweep(settings, deps).map(({ key }) => known.get(key));
      if (!isFree(signal) || areThere(settings, texts)) return;
      store.setState({ ...noSweep, settings, status: 'stopped' });
      session = createSession(settings, { keeping, known, store }, deps);
    });
  }

  function stop(): void {
    if (store.getState().status !== 'running') return;
    latest.stop();
    store.setState({ status: 'stopped', secondsLeft: undefined });
  }

  function goOn(): void {
    const { status, settings } = store.getState();
    if (status !== 'stopped' && status !== 'failed') return;
    const present = session;
    if (present) {
      store.setState({ status: 'running', error: undefined });
      work((signal) => present.go(signal));
    } else if (settings) start(settings);
  }

  function clear(): void {
    void session?.keeping.close();
    leave();
    store.setState(noSweep);
  }

  function open(file: SweepFile | Front): void {
    if (file.format === 'tiller-front/1') {
      const foreign = foreignFront(file, deps.pack);
      if (foreign)
        throw new Error(`The front's ${foreign.field.join('.')}: expected ${foreign.expected}, got ${JSON.stringify(foreign.got)}.`);
      leave();
      store.setState({ ...noSweep, status: 'done', front: sweptOf(file, deps.pack.rewards) });
      return;
    }
    const complaint = foreignSweep(file, deps) ?? refusalOf(file.settings);
    if (complaint !== undefined) throw new Error(complaint);
    const known = textsOfFile(file, deps);
    leave();
    store.setState({ ...noSweep, settings: file.settings, status: 'stopped' });
    session = createSession(file.settings, { keeping: keepingOf(file.settings), known, store }, deps);
    if (areThere(file.settings, session.all())) store.setState({ status: 'done' });
  }

  return {
    store,
    hide() {
      interrupted = store.getState().status === 'running';
      if (interrupted) stop();
    },
    show() {
      if (interrupted) goOn();
      interrupted = false;
    },
    redraw: () => session?.redraw(),
    dispose: leave,
  };
}

/** What of a saved sweep does not belong to this page, in a sentence. */
function foreignSweep({ settings, base }: SweepFile, { pack, packId, policies }: SweepDeps): string | undefined {
  // A pack of the host that was imported as well has another address here, and is the same pack.
  if (settings.pack !== packId && settings.pack !== pack.id)
    return `The file has a sweep of the pack ${settings.pack}; this page is of ${packId}.`;
  if (base !== pack.base)
    return `The file has a sweep of the base model ${base.slice(0, 10)}…; this pack is of ${pack.base.slice(0, 10)}….`;
  for (const { policy, options } of settings.policies) {
    const named = policies.find(({ id }) => id === policy);
    if (!named) return `The file has a sweep of the method ${policy}, which this pack has not.`;
    const strange = optionRefusal(named, options);
    if (strange !== undefined) return strange;
  }
  return undefined;
}

/** By key; what a text answers is said by the plan, whatever the file says. */
function textsOfFile({ settings, texts }: SweepFile, deps: SweepDeps): ReadonlyMap<string, SweepText> {
  const saved = new Map(texts.map((text) => [text.key, text]));
  return new Map(
    planSweep(settings, deps).flatMap((planned) => {
      const text = saved.get(planned.key);
      return text ? [[planned.key, savedText(planned, text)] as const] : [];
    }),
  );
}

/** Texts that there is something of. */
function begun(texts: readonly SweepText[]): [string, SweepText][] {
  return texts.filter(({ tokens, stop }) => tokens.length > 0 || stop !== undefined).map((text) => [text.key, text]);
}
