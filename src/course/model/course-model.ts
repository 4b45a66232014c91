/** The real model for a lesson: loaded when the reader asks for it, or used at once where the playground has loaded it already. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallOptions, EngineStatus } from '../../engine/client.ts';
import type { EnginePort } from '../../engine/engine-port.ts';
import type { EngineInfo } from '../../engine/protocol.ts';
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
  /** @throws as the engine's. */
  generate(args: GenerateArgs, options?: CallOptions): Promise<GenerateResult>;
  /** Stops following the engine, which stays as it is. */
  leave(): void;
}

export interface CourseModelDeps {
  readonly engine: EnginePort;
  readonly manifestUrl: string;
  /** The slots that the lesson's policies need. */
  readonly slots: readonly SlotSource[];
}

export function createCourseModel({ engine, manifestUrl, slots }: CourseModelDeps): CourseModel {
  const seen = (now: EngineStatus): ModelStatus => {
    if (now.state === 'ready') {
      // Another pack's bank is no use here: the reader may load this one.
      const has = slots.every(({ id }) => now.info.slots.includes(id));
      return has ? { kind: 'ready', info: now.info } : { kind: 'absent' };
    }
    if (now.state === 'failed') return { kind: 'failed', message: now.error.message };
    if (now.state === 'idle') return { kind: 'absent' };
    const { progress } = now;
    const share = progress && progress.total > 0 ? progress.done / progress.total : undefined;
    return { kind: 'loading', share, note: progress?.note ?? '' };
  };
  const status = createStore<ModelStatus>(() => seen(engine.status));
  const leave = engine.subscribe((now) => status.setState(seen(now), true));
  return {
    status,
    async load() {
      if (['ready', 'loading'].includes(status.getState().kind)) return;
      try {
        await engine.load({ manifestUrl, slots, backend: 'auto' });
      } catch (error) {
        status.setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }, true);
      }
    },
    generate: (args, options) => engine.generate(args, options),
    leave,
  };
}
