/** The real model for a lesson: loaded when the reader asks for it, or used at once where the playground has loaded it already. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallOptions, EngineStatus } from '../../engine/client.ts';
import type { EnginePort } from '../../engine/engine-port.ts';
import { createLatest } from '../../engine/latest.ts';
import type { EngineInfo } from '../../engine/protocol.ts';
import { isAbort, messageOf } from '../../lm/errors.ts';
import type { GenerateArgs, GenerateResult, SlotSource } from '../../lm/requests.ts';

export type ModelStatus =
  | { readonly kind: 'absent' }
  /** `share` in [0, 1] of the present phase; `note` says what it is. */
  | { readonly kind: 'loading'; readonly share: number | undefined; readonly note: string }
  | { readonly kind: 'ready'; readonly info: EngineInfo }
  | { readonly kind: 'failed'; readonly message: string };

export interface CourseModel {
  readonly status: StoreApi<ModelStatus>;
  /** Never rejects: what went wrong is in the status. */
  load(): Promise<void>;
  /** With the lesson's adapters. @throws as the engine's. */
  generate(args: Omit<GenerateArgs, 'slots'>, options?: CallOptions): Promise<GenerateResult>;
  /** Stops following the engine, which stays as it is. */
  leave(): void;
}

export interface CourseModelDeps {
  readonly engine: EnginePort;
  readonly manifestUrl: string;
  /** The adapters that the lesson's policies need. */
  readonly slots: readonly SlotSource[];
}

export function createCourseModel({ engine, manifestUrl, slots }: CourseModelDeps): CourseModel {
  const status = createStore<ModelStatus>(() => ({ kind: 'absent' }));
  const preparing = createLatest();
  const show = (next: ModelStatus) => status.setState(next, true);

  /** The lesson's adapters, as soon as the model is there: whoever loaded it. */
  async function prepare(info: EngineInfo, signal: AbortSignal): Promise<void> {
    show({ kind: 'loading', share: undefined, note: 'Fetching the adapters' });
    try {
      const { failures } = await engine.prepare({ slots }, { signal });
      const [failure] = failures;
      show(failure ? { kind: 'failed', message: failure.message } : { kind: 'ready', info });
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) show({ kind: 'failed', message: messageOf(error) });
    }
  }

  function follow(now: EngineStatus): void {
    // A lost model that is being replaced answers what was asked of it: nothing of that is the reader's business here.
    if (now.state === 'recovering' && status.getState().kind === 'ready') return;
    if (now.state === 'ready') {
      if (status.getState().kind !== 'ready') void preparing.ask((signal) => prepare(now.info, signal));
      else show({ kind: 'ready', info: now.info });
      return;
    }
    preparing.stop();
    if (now.state === 'failed') show({ kind: 'failed', message: now.error.message });
    else if (now.state === 'idle') show({ kind: 'absent' });
    else {
      const { progress } = now;
      const share = progress && progress.total > 0 ? progress.done / progress.total : undefined;
      show({ kind: 'loading', share, note: progress?.note ?? '' });
    }
  }

  follow(engine.status);
  const unsubscribe = engine.subscribe(follow);
  return {
    status,
    async load() {
      if (['ready', 'loading'].includes(status.getState().kind)) return;
      if (engine.status.state === 'ready') {
        const { info } = engine.status;
        return preparing.ask((signal) => prepare(info, signal));
      }
      try {
        await engine.load({ manifestUrl, backend: 'auto' });
      } catch (error) {
        if (!isAbort(error)) show({ kind: 'failed', message: messageOf(error) });
      }
    },
    generate: (args, options) => engine.generate({ ...args, slots }, options),
    leave() {
      unsubscribe();
      preparing.stop();
    },
  };
}
