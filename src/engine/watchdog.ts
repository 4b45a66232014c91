/**
 * Notices a worker that no longer says anything. It counts its own ticks and never reads the clock: a page that slept for an hour has
 * missed one tick, and a worker that slept with it is not blamed.
 */

export const tickMs = 5_000;
/** Two minutes: a worker on WASM hears nothing while a session is made or a chunk of a prefill runs, on a slow phone for long. */
export const silentTicks = 24;
/** Forty seconds: what was asked to stop should be at its next boundary. */
export const stoppingTicks = 8;

export interface WatchdogDeps {
  /** Asks for a sign of life. */
  readonly ping: () => void;
  /** @param reason What it did, to go on after its name. */
  readonly onSilent: (reason: string) => void;
}

export class Watchdog {
  private timer: ReturnType<typeof setInterval> | undefined;
  /** Ticks since the worker was last heard. */
  private silent = 0;
  private readonly owed = new Set<number>();
  /** Calls that were asked to stop, and the ticks since. */
  private readonly stopping = new Map<number, number>();

  constructor(private readonly deps: WatchdogDeps) {}

  /** The worker owes an answer to this call. */
  expect(call: number): void {
    this.owed.add(call);
    this.timer ??= setInterval(() => this.tick(), tickMs);
  }

  /** The call was asked to stop: its answer is due soon. */
  hurry(call: number): void {
    if (this.owed.has(call)) this.stopping.set(call, 0);
  }

  /** The worker said something. */
  heard(): void {
    this.silent = 0;
  }

  answered(call: number): void {
    this.owed.delete(call);
    this.stopping.delete(call);
    if (this.owed.size === 0) this.end();
  }

  end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.silent = 0;
  }

  private tick(): void {
    this.silent += 1;
    for (const [call, ticks] of this.stopping) this.stopping.set(call, ticks + 1);
    const stopping = Math.max(0, ...this.stopping.values());
    const seconds = (ticks: number) => (ticks * tickMs) / 1000;
    if (this.silent >= stoppingTicks && stopping >= stoppingTicks) this.bark(`did not stop within ${seconds(stopping)} seconds`);
    else if (stopping >= silentTicks) this.bark(`did not stop within ${seconds(stopping)} seconds, though it lives`);
    else if (this.silent >= silentTicks) this.bark(`was silent for ${seconds(this.silent)} seconds`);
    else this.deps.ping();
  }

  private bark(what: string): void {
    this.end();
    this.deps.onSilent(what);
  }
}
