/**
 * The page's side of the engine: typed calls to the worker, aborts, events once a frame, and a restart on the next rung of the
 * backend ladder when the GPU device or the worker is lost. Knows neither React nor the model.
 */

import type { EngineErrorCode } from '../lm/errors.ts';
import { EngineError, isAbort } from '../lm/errors.ts';
import type { GenerateArgs, GenerateResult, ScoreArgs, ScoreResult } from '../lm/requests.ts';
import { fromWire } from './errors.ts';
import { EventBatch, keptOfDraft } from './event-batch.ts';
import type { BackendId, CallName, Calls, EngineEvent, EngineInfo, FromWorker, LoadArgs, RungReport, ToWorker } from './protocol.ts';

export type LoadProgress = Extract<EngineEvent, { type: 'load-progress' }>;

export type EngineStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'loading'; readonly progress?: LoadProgress }
  /** `next`: another bank is being loaded beside this one, which goes on answering. */
  | { readonly state: 'ready'; readonly info: EngineInfo; readonly next?: { readonly progress?: LoadProgress } }
  /** The backend was lost; the next one is being started. Calls of generate wait and go on. */
  | { readonly state: 'recovering'; readonly reason: string; readonly progress?: LoadProgress }
  | { readonly state: 'failed'; readonly error: Error };

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EngineEvent) => void;
}

export interface LoadOptions extends CallOptions {
  /**
   * Keeps the present model until the new one is ready, which takes the memory of both: for another bank of the same base. A load that
   * fails leaves the present model as it is, but where memory was short: then it ends, and the load is tried again alone.
   */
  readonly beside?: boolean;
}

export interface EngineClient {
  readonly status: EngineStatus;
  /** Calls back at every change of status; returns the way to stop. */
  subscribe(listener: (status: EngineStatus) => void): () => void;
  /**
   * Loads the model and its bank; a second call starts anew with a fresh worker (the shards come from the cache), and ends what runs on the
   * present one when it takes its place.
   * @throws EngineError; a DOMException named AbortError when aborted (shards that came stay in the cache).
   */
  load(args: LoadArgs, options?: LoadOptions): Promise<EngineInfo>;
  /**
   * Runs all groups in one batch. An abort while it runs resolves with the texts so far and stop 'aborted'; runs wait for one another.
   * @throws EngineError; a DOMException named AbortError when aborted before it began.
   */
  generate(args: GenerateArgs, options?: CallOptions): Promise<GenerateResult>;
  /**
   * Scores given texts without decoding, in turn with the runs.
   * @throws EngineError; a DOMException named AbortError when aborted.
   */
  score(args: ScoreArgs, options?: Pick<CallOptions, 'signal'>): Promise<ScoreResult>;
  /** Ends the worker and frees its memory; waiting calls reject with AbortError. */
  dispose(): Promise<void>;
}

/** What of a Worker is used; tests pass a fake. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror' | 'onmessageerror'>;

export interface ClientOptions {
  readonly spawn?: () => WorkerLike;
  /** Calls back once, soon. */
  readonly schedule?: (flush: () => void) => void;
}

interface WaitingCall {
  resolve(result: Calls[CallName]['result']): void;
  reject(error: Error): void;
  onEvent(event: EngineEvent): void;
}

/** Fastest first, as the worker tries them. */
const LADDER: readonly BackendId[] = ['webgpu', 'wasm-threads', 'wasm'];
/** Errors of a model that found no room beside another. */
const CROWDED: readonly EngineErrorCode[] = ['out-of-memory', 'worker-died', 'device-lost'];
/** Errors after which the next rung may work where this one did not. */
const RESTARTABLE: readonly EngineErrorCode[] = ['worker-died', 'device-lost', 'out-of-memory', 'backend'];

export function createEngineClient(options: ClientOptions = {}): EngineClient {
  return new WorkerEngineClient(options.spawn ?? spawnWorker, options.schedule ?? nextFrame);
}

function spawnWorker(): Worker {
  return new Worker(new URL('./worker/entry.ts', import.meta.url), { type: 'module', name: 'tiller-engine' });
}

/** Hidden pages get no frames. */
function nextFrame(flush: () => void): void {
  if (document.visibilityState === 'visible') requestAnimationFrame(flush);
  else setTimeout(flush, 100);
}

class WorkerEngineClient implements EngineClient {
  status: EngineStatus = { state: 'idle' };
  private readonly listeners = new Set<(status: EngineStatus) => void>();
  private readonly calls = new Map<number, WaitingCall>();
  private worker: WorkerLike | undefined;
  private nextId = 1;
  private loaded: LoadArgs | undefined;
  /** The rung being tried or in use. */
  private rung: BackendId | undefined;
  /** What failed since the last call of load. */
  private failures: RungReport[] = [];
  private recovery: Promise<void> | undefined;
  /** Loads a model that will take this one's place. */
  private next: WorkerEngineClient | undefined;

  constructor(
    private readonly spawn: () => WorkerLike,
    private readonly schedule: (flush: () => void) => void,
  ) {}

  subscribe(listener: (status: EngineStatus) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async load(args: LoadArgs, { signal, onEvent, beside = false }: LoadOptions = {}): Promise<EngineInfo> {
    signal?.throwIfAborted();
    void this.next?.dispose();
    if (beside && this.status.state === 'ready') {
      try {
        return await this.loadBeside(args, this.status.info, { signal, onEvent });
      } catch (error) {
        if (!(error instanceof EngineError) || !CROWDED.includes(error.code)) throw error;
      }
    }
    this.end(new DOMException('another load began', 'AbortError'));
    this.loaded = args;
    this.failures = [];
    this.recovery = undefined;
    const stop = () => {
      // Creating a session cannot be interrupted; ending the worker can.
      this.end(signal?.reason instanceof Error ? signal.reason : new DOMException('the load was stopped', 'AbortError'));
      this.setStatus({ state: 'idle' });
    };
    signal?.addEventListener('abort', stop, { once: true });
    this.setStatus({ state: 'loading' });
    try {
      const info = await this.start(args, (event) => {
        if (event.type === 'load-progress') this.setStatus({ state: 'loading', progress: event });
        onEvent?.(event);
      });
      this.setStatus({ state: 'ready', info });
      return info;
    } catch (error) {
      if (!isAbort(error)) {
        this.end(error as Error);
        this.setStatus({ state: 'failed', error: error as Error });
      }
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Loads in a second worker, on the backend that holds the present one, and takes that worker over. */
  private async loadBeside(args: LoadArgs, { backend }: EngineInfo, { signal, onEvent }: CallOptions): Promise<EngineInfo> {
    const next = new WorkerEngineClient(this.spawn, this.schedule);
    this.next = next;
    const show = (progress?: LoadProgress) => {
      if (this.status.state === 'ready') this.setStatus({ ...this.status, next: progress ? { progress } : {} });
    };
    show();
    try {
      const known = args.backend === 'auto' ? { ...args, backend } : args;
      const info = await next.load(known, {
        signal,
        onEvent: (event) => {
          if (event.type === 'load-progress') show(event);
          onEvent?.(event);
        },
      });
      this.end(new DOMException('another model took its place', 'AbortError'));
      this.takeOver(next);
      this.loaded = args;
      // The page reads how the backend was chosen, which was not asked again.
      const rungs = this.status.state === 'ready' ? this.status.info.rungs : info.rungs;
      const taken = { ...info, rungs: args.backend === 'auto' ? rungs : info.rungs };
      this.setStatus({ state: 'ready', info: taken });
      return taken;
    } finally {
      if (this.next === next) this.next = undefined;
      if (this.status.state === 'ready' && this.status.next) this.setStatus({ state: 'ready', info: this.status.info });
    }
  }

  private takeOver(next: WorkerEngineClient): void {
    this.worker = next.worker && this.listen(next.worker);
    this.rung = next.rung;
    this.recovery = undefined;
    this.nextId = next.nextId;
    next.worker = undefined;
  }

  async generate(args: GenerateArgs, { signal, onEvent }: CallOptions = {}): Promise<GenerateResult> {
    const batch = new EventBatch(onEvent, this.schedule);
    let request = args;
    const result = await this.surviving(
      signal,
      () => this.call('generate', request, (event) => batch.add(event), signal),
      () => {
        request = { ...args, groups: batch.resume(args.groups) };
      },
    );
    batch.flush();
    const drafts = new Map(args.groups.map((group) => [group.id, group.draft]));
    return request === args ? result : { ...result, groups: result.groups.map((group) => keptOfDraft(group, drafts.get(group.id))) };
  }

  async score(args: ScoreArgs, { signal }: Pick<CallOptions, 'signal'> = {}): Promise<ScoreResult> {
    return this.surviving(signal, () => this.call('score', args, () => {}, signal));
  }

  /** Runs a call; where the backend is lost under it, waits for the next rung and runs it again. */
  private async surviving<T>(signal: AbortSignal | undefined, run: () => Promise<T>, again: () => void = () => {}): Promise<T> {
    signal?.throwIfAborted();
    for (;;) {
      if (this.recovery) await abortable(this.recovery, signal);
      const { status } = this;
      if (status.state === 'failed') throw status.error;
      if (status.state !== 'ready') throw new EngineError('bad-request', `the engine is ${status.state}, expected ready: call load first`);
      const { worker } = this;
      try {
        return await run();
      } catch (error) {
        // A lost device or a crash that another run met has begun the recovery already.
        if (!this.recovery && this.worker === worker && this.mayRestart(error)) this.recover(error);
        if (!this.recovery || isAbort(error)) throw error;
        again();
      }
    }
  }

  async dispose(): Promise<void> {
    void this.next?.dispose();
    this.end(new DOMException('the engine was disposed', 'AbortError'));
    this.setStatus({ state: 'idle' });
  }

  /** Starts workers until a rung holds. */
  private async start(args: LoadArgs, onEvent: (event: EngineEvent) => void): Promise<EngineInfo> {
    for (let { first } = args; ; ) {
      const failed = [...(args.failed ?? []), ...this.failures];
      this.rung = undefined;
      try {
        const info = await this.call('load', { ...args, failed, ...(first ? { first } : {}) }, (event) => {
          if (event.type === 'rung-failed') this.failures.push(event.report);
          onEvent(event);
        });
        this.rung = info.backend;
        if (!info.outgrown) return info;
        // The loser's memory stays with its worker. What won holds without a comparison in a new one.
        this.end(new DOMException('the model moves to a smaller worker', 'AbortError'));
        first = info.held;
      } catch (error) {
        if (args.backend !== 'auto' || !this.mayRestart(error)) throw error;
        this.fail(error);
      }
    }
  }

  /** True when a rung was in use that is not the last. */
  private mayRestart(error: unknown): boolean {
    const restartable = error instanceof EngineError && RESTARTABLE.includes(error.code);
    return restartable && this.rung !== undefined && this.rung !== LADDER[LADDER.length - 1];
  }

  /** Notes that the present rung failed, and ends its worker. */
  private fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const { rung: backend } = this;
    const told = this.failures.some((report) => report.backend === backend);
    if (backend && !told)
      this.failures.push({ backend, outcome: 'failed', reason, code: error instanceof EngineError ? error.code : 'backend' });
    this.end(error instanceof Error ? error : new EngineError('worker-died', reason));
  }

  /** Restarts on the next rung; the user's choice of a backend ends where that backend is lost. */
  private recover(error: unknown): void {
    const { loaded } = this;
    if (!loaded || this.recovery) return;
    this.fail(error);
    const reason = error instanceof Error ? error.message : String(error);
    this.setStatus({ state: 'recovering', reason });
    const recovery = this.start({ ...loaded, backend: 'auto' }, (event) => {
      if (event.type === 'load-progress') this.setStatus({ state: 'recovering', reason, progress: event });
    }).then(
      (info) => this.setStatus({ state: 'ready', info }),
      (failure: Error) => {
        if (!isAbort(failure)) this.setStatus({ state: 'failed', error: failure });
      },
    );
    this.recovery = recovery;
    void recovery.then(() => {
      if (this.recovery === recovery) this.recovery = undefined;
    });
  }

  private call<K extends CallName>(
    name: K,
    args: Calls[K]['args'],
    onEvent: (event: EngineEvent) => void,
    signal?: AbortSignal,
  ): Promise<Calls[K]['result']> {
    this.worker ??= this.listen(this.spawn());
    const { worker } = this;
    const id = this.nextId++;
    const abort = () => worker.postMessage({ kind: 'abort', id } satisfies ToWorker);
    return new Promise<Calls[CallName]['result']>((resolve, reject) => {
      this.calls.set(id, { resolve, reject, onEvent });
      // The map type pairs name and args, which the compiler does not see through a generic.
      worker.postMessage({ kind: 'call', id, name, args } as ToWorker);
      signal?.addEventListener('abort', abort, { once: true });
    }).finally(() => {
      this.calls.delete(id);
      signal?.removeEventListener('abort', abort);
    }) as Promise<Calls[K]['result']>;
  }

  private listen(worker: WorkerLike): WorkerLike {
    const died = (message: string) => this.lost(worker, new EngineError('worker-died', message));
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (worker !== this.worker) return;
      if (data.kind === 'device-lost') {
        this.lost(worker, new EngineError('device-lost', data.reason));
        return;
      }
      const call = this.calls.get(data.id);
      if (data.kind === 'event') {
        if (data.event.type === 'load-progress' && data.event.backend) this.rung = data.event.backend;
        call?.onEvent(data.event);
      } else if (data.kind === 'result') call?.resolve(data.result);
      else call?.reject(fromWire(data.error));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      died(`the engine's worker died: ${event.message || 'no reason given'}`);
    };
    worker.onmessageerror = () => died("the engine's worker sent a message that could not be read");
    return worker;
  }

  /** The worker or its device is gone: waiting calls decide themselves whether to go on; without any the client does. */
  private lost(worker: WorkerLike, error: EngineError): void {
    if (worker !== this.worker) return;
    if (this.status.state === 'ready') {
      if (this.mayRestart(error)) {
        this.recover(error);
        return;
      }
      this.setStatus({ state: 'failed', error });
    }
    this.end(error);
  }

  /** Ends the worker; waiting calls reject with the error. */
  private end(error: Error): void {
    this.worker?.terminate();
    this.worker = undefined;
    const calls = [...this.calls.values()];
    this.calls.clear();
    for (const call of calls) call.reject(error);
  }

  private setStatus(status: EngineStatus): void {
    this.status = status;
    for (const listener of this.listeners) listener(status);
  }
}

/** The promise's value, or a rejection as soon as the signal aborts. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
