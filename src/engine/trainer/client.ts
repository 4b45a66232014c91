/** The page's side of training: one worker that holds one policy, started when it is asked to open, told when it is lost. */
import { EngineError } from '../../lm/errors.ts';
import type { SlotFiles } from '../../lm/train/export-slots.ts';
import type { StartDeps } from '../start-worker.ts';
import { WorkerLink } from '../worker-link.ts';
import type { LogProbabilityArgs, OpenArgs, Opened, StepArgs, Stepped, TrainerCallName, TrainerCalls, TrainerEvent } from './protocol.ts';

export interface TrainerOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainerEvent) => void;
}

export interface TrainerClient {
  /**
   * Ends what was open and opens a policy in a fresh worker, as a runtime's memory cannot shrink. @throws EngineError; the signal's reason when aborted.
   */
  open(args: OpenArgs, options?: TrainerOptions): Promise<Opened>;
  /** As the protocol's calls. @throws EngineError, 'worker-died' when the worker is lost. */
  beginStage(slowFactor: number): Promise<void>;
  /**
   * An abort stops the step at its next piece, and tells how it ended: an AbortError when it changed nothing, its result when it was done before.
   */
  step(args: StepArgs, options?: TrainerOptions): Promise<Stepped>;
  logProbabilities(args: LogProbabilityArgs, options?: TrainerOptions): Promise<readonly Float32Array[]>;
  adapters(): Promise<readonly SlotFiles[]>;
  checkpoint(): Promise<Uint8Array<ArrayBuffer>>;
  restore(bytes: Uint8Array<ArrayBuffer>): Promise<{ readonly step: number }>;
  /** While busy is true the worker stands at its next piece. Holds for workers to come, too. */
  giveWay(busy: boolean): void;
  /** Ends the worker and frees its memory; open calls reject with an AbortError. */
  close(): void;
}

/** @param onLost The worker died, ended or hung by itself; calls say so too, this comes where none was open. */
export function createTrainer(deps: StartDeps, onLost: (error: EngineError) => void = () => {}): TrainerClient {
  let link: WorkerLink<TrainerCalls, TrainerEvent> | undefined;
  let busy = false;

  function close(): void {
    link?.end(new DOMException('the training was closed', 'AbortError') as Error);
    link = undefined;
  }

  function call<K extends TrainerCallName>(
    name: K,
    args: TrainerCalls[K]['args'],
    options: TrainerOptions = {},
  ): Promise<TrainerCalls[K]['result']> {
    if (!link) return Promise.reject(new EngineError('bad-request', 'no policy is open: call open first'));
    const { signal, onEvent } = options;
    return link.call(name, args, { ...(signal ? { signal } : {}), ...(onEvent ? { onEvent } : {}) });
  }

  /** An abort asks the worker to stop, and waits for what it says: whether the matrices moved has to be known. */
  async function interruptible<K extends 'step' | 'log-probabilities'>(
    name: K,
    args: TrainerCalls[K]['args'],
    { signal, onEvent }: TrainerOptions = {},
  ): Promise<TrainerCalls[K]['result']> {
    signal?.throwIfAborted();
    const stop = () => void call('interrupt', {}).catch(() => {});
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await call(name, args, onEvent ? { onEvent } : {});
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  return {
    async open(args, options) {
      options?.signal?.throwIfAborted();
      close();
      const mine = new WorkerLink<TrainerCalls, TrainerEvent>(
        deps.spawn(),
        deps.waitForLock,
        ({ error }) => {
          if (link === mine) link = undefined;
          onLost(error);
        },
        'the trainer',
      );
      link = mine;
      if (busy) void call('give-way', { busy });
      try {
        return await call('open', args, options);
      } catch (error) {
        // Half a model is of no use, and takes memory.
        if (link === mine) close();
        throw error;
      }
    },
    async beginStage(slowFactor) {
      await call('begin-stage', { slowFactor });
    },
    step: (args, options) => interruptible('step', args, options),
    logProbabilities: (args, options) => interruptible('log-probabilities', args, options),
    adapters: () => call('adapters', {}),
    checkpoint: () => call('checkpoint', {}),
    restore: (bytes) => call('restore', { bytes }),
    giveWay(next) {
      if (next === busy) return;
      busy = next;
      // A worker that is lost meanwhile tells so elsewhere.
      if (link) call('give-way', { busy }).catch(() => {});
    },
    close,
  };
}
