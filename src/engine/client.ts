/**
 * The page's side of the engine: typed calls to the worker, aborts, events once a frame, and a restart on the next rung of the
 * backend ladder when the GPU device or the worker is lost. Knows neither React nor the model.
 */

import { EngineError, isAbort } from '../lm/errors.ts';
import type { ExplainArgs, ExplainResult } from '../lm/explanation.ts';
import type { ChooseArgs, ChooseResult, StatesArgs, StatesResult } from '../lm/reading.ts';
import type { GenerateArgs, GenerateResult, MixFiles, ScoreArgs, ScoreResult } from '../lm/requests.ts';
import { abortable } from './abort.ts';
import { EventBatch, keptOfDraft } from './event-batch.ts';
import type { HeldMemory } from './held-memory.ts';
import type {
  BackendId,
  CountArgs,
  Counted,
  EngineEvent,
  EngineInfo,
  ExportMixArgs,
  LoadArgs,
  PrepareArgs,
  Prepared,
  RungReport,
  TokenBytes,
  TokenBytesArgs,
} from './protocol.ts';
import { failureOf, mayDescend, noteFailure, type StartDeps, type Started, startWorker } from './start-worker.ts';
import type { Priority } from './wire.ts';
import type { Loss, WorkerLink } from './worker-link.ts';

export type LoadProgress = Extract<EngineEvent, { type: 'load-progress' }>;

export type EngineStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'loading'; readonly progress?: LoadProgress }
  | { readonly state: 'ready'; readonly info: EngineInfo }
  /** The backend was lost; the next one is being started. Calls wait and go on. */
  | { readonly state: 'recovering'; readonly reason: string; readonly progress?: LoadProgress }
  | { readonly state: 'failed'; readonly error: Error };

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Whose turn it is where several wait; 'interactive' unless told. */
  readonly priority?: Priority;
}

export interface EngineClient {
  readonly status: EngineStatus;
  /** Calls back at every change of status; returns the way to stop. */
  subscribe(listener: (status: EngineStatus) => void): () => void;
  /** Calls back at once, and whenever the engine begins or ceases to do what the reader waits for; returns the way to stop. */
  watchBusy(listener: (busy: boolean) => void): () => void;
  /**
   * Loads the base model; a second call starts anew with a fresh worker (the shards come from the cache). Calls that run go on with it.
   * @throws EngineError; the signal's reason when aborted, or an AbortError when another load began (what was downloaded is kept).
   */
  load(args: LoadArgs, options?: Omit<CallOptions, 'priority'>): Promise<EngineInfo>;
  /** Ends the load that is on its way, if any: its promise rejects with an AbortError. What was downloaded is kept. */
  cancelLoad(): void;
  /**
   * Fetches, reads and mounts adapters ahead of the calls that will name them. What cannot be had is told slot by slot.
   * @throws EngineError; the signal's reason when aborted.
   */
  prepare(args: PrepareArgs, options?: Omit<CallOptions, 'onEvent'>): Promise<Prepared>;
  /**
   * Runs all groups in one batch. An abort resolves at once with the texts so far and stop 'aborted', whatever the worker does.
   * @throws EngineError; the signal's reason when it was aborted before the call.
   */
  generate(args: GenerateArgs, options?: CallOptions): Promise<GenerateResult>;
  /**
   * Scores given texts without decoding, in turn with the runs.
   * @throws EngineError; the signal's reason when aborted, at once.
   */
  score(args: ScoreArgs, options?: Omit<CallOptions, 'onEvent'>): Promise<ScoreResult>;
  /**
   * Says how likely the words of an answer were under several steerings, without decoding, in turn with the runs. Tells its progress by
   * 'explain-progress'; where the model is lost on the way it begins anew.
   * @throws EngineError; the signal's reason when aborted, at once.
   */
  explain(args: ExplainArgs, options?: CallOptions): Promise<ExplainResult>;
  /**
   * The base's hidden states over given texts, in turn with the runs.
   * @throws EngineError; the signal's reason when aborted, at once.
   */
  states(args: StatesArgs, options?: Omit<CallOptions, 'onEvent'>): Promise<StatesResult>;
  /**
   * How likely the base is to answer each question with each of some words, in turn with the runs.
   * @throws EngineError; the signal's reason when aborted, at once.
   */
  choose(args: ChooseArgs, options?: Omit<CallOptions, 'onEvent'>): Promise<ChooseResult>;
  /**
   * Counts a prompt in tokens; waits for no run.
   * @throws EngineError; the signal's reason when aborted, at once.
   */
  count(args: CountArgs, options?: Pick<CallOptions, 'signal'>): Promise<Counted>;
  /**
   * What tokens write, and which one ends an answer; waits for no run.
   * @throws EngineError; the signal's reason when aborted, at once.
   */
  tokenBytes(args: TokenBytesArgs, options?: Pick<CallOptions, 'signal'>): Promise<TokenBytes>;
  /**
   * Adds adapters up to one, as PEFT's files; waits for no run.
   * @throws EngineError; the signal's reason when aborted, at once.
   */
  exportMix(args: ExportMixArgs, options?: Pick<CallOptions, 'signal'>): Promise<MixFiles>;
}

export interface ClientDeps extends StartDeps {
  /** Calls back once, soon. */
  readonly schedule: (flush: () => void) => void;
  /** Which rung held, for the next visit. */
  readonly memory: HeldMemory;
}

/** A model on its way or in place. */
interface Present {
  readonly args: LoadArgs;
  readonly stop: AbortController;
  /** Settles when it is ready, or will never be; never rejects. */
  settled: Promise<void>;
  link?: WorkerLink;
  info?: EngineInfo;
}

export class WorkerEngineClient implements EngineClient {
  status: EngineStatus = { state: 'idle' };
  private readonly listeners = new Set<(status: EngineStatus) => void>();
  private readonly busyListeners = new Set<(busy: boolean) => void>();
  /** Calls that the reader waits for. */
  private interactive = 0;
  private present: Present | undefined;
  /** What failed since the last call of load. */
  private failed: RungReport[] = [];
  /** Rungs whose worker ended in silence once: the second time is the rung's fault. */
  private readonly silentOnce = new Set<BackendId>();

  constructor(private readonly deps: ClientDeps) {}

  subscribe(listener: (status: EngineStatus) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  watchBusy(listener: (busy: boolean) => void): () => void {
    this.busyListeners.add(listener);
    listener(this.interactive > 0);
    return () => this.busyListeners.delete(listener);
  }

  async load(args: LoadArgs, { signal, onEvent }: Omit<CallOptions, 'priority'> = {}): Promise<EngineInfo> {
    signal?.throwIfAborted();
    this.failed = [];
    this.silentOnce.clear();
    const first = args.first ?? (args.backend === 'auto' && !args.cpu ? this.deps.memory.read() : undefined);
    this.setStatus({ state: 'loading' });
    const onProgress = (event: EngineEvent) => {
      if (event.type === 'load-progress') this.setStatus({ state: 'loading', progress: event });
      onEvent?.(event);
    };
    const info = await this.noted(() => this.begin({ ...args, ...(first ? { first } : {}) }, signal, onProgress));
    if (args.backend === 'auto' && !args.cpu) this.deps.memory.write(info.held);
    return info;
  }

  cancelLoad(): void {
    if (this.present && !this.present.info) this.present.stop.abort(new DOMException('the load was cancelled', 'AbortError'));
  }

  async prepare(args: PrepareArgs, { signal, priority = 'interactive' }: Omit<CallOptions, 'onEvent'> = {}): Promise<Prepared> {
    return this.surviving(priority, signal, (link) => link.call('prepare', args, { signal, priority }));
  }

  async generate(args: GenerateArgs, { signal, onEvent, priority = 'interactive' }: CallOptions = {}): Promise<GenerateResult> {
    signal?.throwIfAborted();
    const start = performance.now();
    const batch = new EventBatch(onEvent, this.deps.schedule);
    let request = args;
    try {
      const result = await this.surviving(
        priority,
        signal,
        (link) => link.call('generate', request, { onEvent: (event) => batch.add(event), signal, priority }),
        () => {
          request = { ...args, groups: batch.resume(args.groups) };
        },
      );
      if (request === args) return result;
      const drafts = new Map(args.groups.map((group) => [group.id, group.draft]));
      return { ...result, groups: result.groups.map((group) => keptOfDraft(group, drafts.get(group.id))) };
    } catch (error) {
      if (!signal?.aborted) throw error;
      const totalMs = performance.now() - start;
      return { groups: batch.soFar(args.groups), firstTokenMs: totalMs, totalMs, steps: 0, msPerStep: 0 };
    } finally {
      batch.close();
    }
  }

  async score(args: ScoreArgs, { signal, priority = 'interactive' }: Omit<CallOptions, 'onEvent'> = {}): Promise<ScoreResult> {
    return this.surviving(priority, signal, (link) => link.call('score', args, { signal, priority }));
  }

  async explain(args: ExplainArgs, { signal, onEvent = () => {}, priority = 'interactive' }: CallOptions = {}): Promise<ExplainResult> {
    return this.surviving(priority, signal, (link) => link.call('explain', args, { signal, onEvent, priority }));
  }

  async states(args: StatesArgs, { signal, priority = 'interactive' }: Omit<CallOptions, 'onEvent'> = {}): Promise<StatesResult> {
    return this.surviving(priority, signal, (link) => link.call('states', args, { signal, priority }));
  }

  async choose(args: ChooseArgs, { signal, priority = 'interactive' }: Omit<CallOptions, 'onEvent'> = {}): Promise<ChooseResult> {
    return this.surviving(priority, signal, (link) => link.call('choose', args, { signal, priority }));
  }

  async count(args: CountArgs, { signal }: Pick<CallOptions, 'signal'> = {}): Promise<Counted> {
    return this.surviving('interactive', signal, (link) => link.call('count', args, { signal }));
  }

  async tokenBytes(args: TokenBytesArgs, { signal }: Pick<CallOptions, 'signal'> = {}): Promise<TokenBytes> {
    return this.surviving('interactive', signal, (link) => link.call('token-bytes', args, { signal }));
  }

  async exportMix(args: ExportMixArgs, { signal }: Pick<CallOptions, 'signal'> = {}): Promise<MixFiles> {
    return this.surviving('interactive', signal, (link) => link.call('export-mix', args, { signal }));
  }

  /** Runs a call when the model is there; where the model is lost or loaded anew under it, waits for the next and runs it again. */
  private async surviving<T>(
    priority: Priority,
    signal: AbortSignal | undefined,
    run: (link: WorkerLink) => Promise<T>,
    again = () => {},
  ): Promise<T> {
    return priority === 'interactive' ? this.noted(() => this.untilDone(signal, run, again)) : this.untilDone(signal, run, again);
  }

  /** The work of a call that the reader waits for. */
  private async noted<T>(work: () => Promise<T>): Promise<T> {
    this.interactive += 1;
    if (this.interactive === 1) this.tellBusy();
    try {
      return await work();
    } finally {
      this.interactive -= 1;
      if (this.interactive === 0) this.tellBusy();
    }
  }

  private tellBusy(): void {
    for (const listener of this.busyListeners) listener(this.interactive > 0);
  }

  private async untilDone<T>(signal: AbortSignal | undefined, run: (link: WorkerLink) => Promise<T>, again: () => void): Promise<T> {
    signal?.throwIfAborted();
    for (;;) {
      const { present } = this;
      await abortable(present?.settled ?? Promise.resolve(), signal);
      if (present !== this.present) continue;
      const { link, info } = present ?? {};
      if (!present || !link || !info) throw this.noModel();
      try {
        return await run(link);
      } catch (error) {
        if (isAbort(error) || signal?.aborted) throw error;
        // A loss that another call met has begun the recovery already, and a load that began since is as good.
        if (present === this.present && mayDescend(error, info.backend)) this.recover(present, { error, silent: false });
        if (present === this.present) throw error;
        again();
      }
    }
  }

  private noModel(): Error {
    const { status, present } = this;
    if (status.state === 'failed') return status.error;
    if (present) return new DOMException('the load was stopped', 'AbortError');
    return new EngineError('bad-request', `the engine is ${status.state}, expected ready: call load first`);
  }

  /** The worker or its device is gone: starts where it was, if it only fell silent, else on the next rung. */
  private recover(present: Present, { error, silent }: Loss): void {
    if (present !== this.present || !present.info) return;
    const { backend, held } = present.info;
    const here = silent && !this.silentOnce.has(backend);
    if (!here && !mayDescend(error, backend)) {
      // The last rung is gone.
      this.end(error);
      this.setStatus({ state: 'failed', error });
      return;
    }
    if (here) this.silentOnce.add(backend);
    else noteFailure(this.failed, failureOf(backend, error));
    const reason = error.message;
    this.setStatus({ state: 'recovering', reason });
    // The user's choice of a backend ends where that backend fails.
    const args: LoadArgs = here ? { ...present.args, first: held } : { ...present.args, backend: 'auto' };
    this.begin(args, undefined, (event) => {
      if (event.type === 'load-progress') this.setStatus({ state: 'recovering', reason, progress: event });
    }).catch(() => {
      // It is in the status.
    });
  }

  /** Puts another model in place of the present one. */
  private begin(args: LoadArgs, signal: AbortSignal | undefined, onEvent: (event: EngineEvent) => void): Promise<EngineInfo> {
    this.end(new DOMException('another load began', 'AbortError'));
    const stop = new AbortController();
    const onAbort = () => stop.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const present: Present = { args, stop, settled: Promise.resolve() };
    const mine = (then: () => void) => present === this.present && then();
    const starting = startWorker(args, this.deps, {
      signal: stop.signal,
      failed: this.failed,
      onEvent: (event) => mine(() => onEvent(event)),
      onLost: (loss) => this.recover(present, loss),
    }).finally(() => signal?.removeEventListener('abort', onAbort));
    present.settled = starting.then(
      ({ link, info }: Started) => {
        Object.assign(present, { link, info });
        mine(() => this.setStatus({ state: 'ready', info }));
      },
      (error: Error) => {
        mine(() => (stop.signal.aborted ? this.setStatus({ state: 'idle' }) : this.setStatus({ state: 'failed', error })));
      },
    );
    this.present = present;
    return present.settled.then(() => starting).then(({ info }) => info);
  }

  /** Ends what is there or on its way. */
  private end(reason: Error): void {
    const { present } = this;
    this.present = undefined;
    present?.stop.abort(reason);
    present?.link?.end(new EngineError('worker-died', reason.message));
  }

  private setStatus(status: EngineStatus): void {
    this.status = status;
    for (const listener of this.listeners) listener(status);
  }
}
