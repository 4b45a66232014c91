/** Gets the adapters that the panes need, ahead of the first answer that they make, and knows which can be had. */
import { createLatest } from '../../engine/latest.ts';
import { isAbort, messageOf } from '../../lm/errors.ts';
import type { EngineControllerDeps } from './engine-controller.ts';

export interface PreparationDeps extends Pick<EngineControllerDeps, 'engine' | 'slots' | 'onReady' | 'onBadAdapters'> {
  /** `running` changed. */
  readonly onChange: () => void;
}

export interface Preparation {
  readonly running: () => boolean;
  /** Ids of the adapters that can be had. */
  readonly good: () => readonly string[];
  /** True when all these can be had. */
  readonly has: (ids: readonly string[]) => boolean;
  /** Prepares what is wanted now, unless that is there or on its way. */
  start(): void;
  /** The model is another: prepares what is wanted now. */
  again(): void;
  stop(): void;
}

export function createPreparation({ engine, slots, onReady, onBadAdapters, onChange }: PreparationDeps): Preparation {
  const latest = createLatest();
  /** Ids of adapters that came. */
  const good = new Set<string>();
  /** Ids of those on their way. */
  let pending: ReadonlySet<string> | undefined;

  const within = (known: ReadonlySet<string> | undefined) => known !== undefined && slots().every(({ id }) => known.has(id));
  const setPending = (ids: ReadonlySet<string> | undefined) => {
    pending = ids;
    onChange();
  };

  async function prepare(signal: AbortSignal): Promise<void> {
    const wanted = slots();
    setPending(new Set(wanted.map(({ id }) => id)));
    try {
      const { slots: usable, failures } = await engine.prepare({ slots: wanted }, { signal });
      for (const id of usable) good.add(id);
      for (const { slot } of failures) good.delete(slot);
      onBadAdapters(failures.length > 0 ? [...new Set(failures.map(({ message }) => message))].join(' ') : undefined);
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      onBadAdapters(messageOf(error));
    } finally {
      if (!signal.aborted) setPending(undefined);
    }
    onReady();
  }

  return {
    running: () => pending !== undefined,
    good: () => [...good],
    has: (ids) => ids.every((id) => good.has(id)),
    start() {
      if (within(pending)) return;
      if (!within(good)) void latest.ask(prepare);
      else if (pending) this.stop();
    },
    again: () => void latest.ask(prepare),
    stop() {
      latest.stop();
      if (pending) setPending(undefined);
    },
  };
}
