/** From nothing to a worker that holds the model: walks down the backend ladder with a fresh worker wherever a rung took its worker along. */
import { EngineError, type EngineErrorCode } from '../lm/errors.ts';
import type { BackendId, EngineEvent, EngineInfo, LoadArgs, LoadPhase, RungReport } from './protocol.ts';
import { type Loss, type WaitForLock, type WorkerLike, WorkerLink } from './worker-link.ts';

/** Fastest first, as the worker tries them. */
const LADDER: readonly BackendId[] = ['webgpu', 'wasm-threads', 'wasm'];
/** Errors after which the next rung may work where this one did not. */
const RESTARTABLE: readonly EngineErrorCode[] = ['worker-died', 'device-lost', 'out-of-memory', 'backend'];
/** How long a cancelled download may take to put away what came. */
const GRACE_MS = 5_000;

export interface StartDeps {
  readonly spawn: () => WorkerLike;
  readonly waitForLock: WaitForLock;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: EngineEvent) => void;
  /** The worker was lost after it was ready. */
  readonly onLost: (loss: Loss) => void;
  /** What failed in this page; gets what fails now. */
  readonly failed: RungReport[];
}

export interface Started {
  readonly link: WorkerLink;
  readonly info: EngineInfo;
}

/** True for the error of a backend that leaves another to try. */
export function mayDescend(error: unknown, rung: BackendId | undefined): error is EngineError {
  return isBackends(error) && rung !== undefined && rung !== LADDER[LADDER.length - 1];
}

/** Notes that a rung failed, once. */
export function noteFailure(failed: RungReport[], report: RungReport): void {
  if (!failed.some(({ backend }) => backend === report.backend)) failed.push(report);
}

export function failureOf(backend: BackendId, { code, message }: EngineError): RungReport {
  return { backend, outcome: 'failed', reason: message, code };
}

function isBackends(error: unknown): error is EngineError {
  return error instanceof EngineError && RESTARTABLE.includes(error.code);
}

/**
 * Starts workers until a rung holds.
 * @throws EngineError of the last try, or 'out-of-memory' where a try ended so: there the reader can do something; the signal's reason.
 */
export async function startWorker(args: LoadArgs, deps: StartDeps, options: StartOptions): Promise<Started> {
  const { signal, failed } = options;
  let first = args.first;
  let regrown = false;
  for (;;) {
    let rung: BackendId | undefined;
    let phase: LoadPhase = 'shards';
    let ready = false;
    const link = new WorkerLink(deps.spawn(), deps.waitForLock, (loss) => ready && options.onLost(loss));
    try {
      const info = await link.call(
        'load',
        { ...args, failed, ...(first ? { first } : {}) },
        {
          signal,
          onEvent(event) {
            if (event.type === 'rung-failed') noteFailure(failed, event.report);
            if (event.type === 'load-progress') {
              rung = event.backend ?? rung;
              phase = event.phase;
            }
            options.onEvent(event);
          },
        },
      );
      if (!info.outgrown || regrown) {
        ready = true;
        return { link, info };
      }
      // Its memory holds what was dropped, and cannot shrink.
      link.end(new EngineError('worker-died', 'a worker that takes less memory takes its place'));
      first = info.held;
      regrown = true;
    } catch (error) {
      const reason = error instanceof Error ? error : new EngineError('worker-died', String(error));
      // Creating a session cannot be interrupted; ending the worker can.
      if (signal.aborted && phase === 'shards') link.endSoon(reason, GRACE_MS);
      else link.end(reason);
      if (signal.aborted) throw error;
      if (rung && isBackends(error)) noteFailure(failed, failureOf(rung, error));
      if (args.backend !== 'auto' || !mayDescend(error, rung)) throw memoryFirst(failed, error);
    }
  }
}

function memoryFirst(failed: readonly RungReport[], error: unknown): unknown {
  const memory = failed.find(({ code }) => code === 'out-of-memory');
  return memory && isBackends(error) ? new EngineError('out-of-memory', memory.reason) : error;
}
