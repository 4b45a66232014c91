/**
 * Chooses a backend: tries the rungs from the fastest to the surest and says of each what happened.
 * Knows neither WebGPU nor WASM: a rung opens a candidate, or says why not.
 */

import type { EngineErrorCode } from '../../lm/errors.ts';
import { EngineError, isAbort } from '../../lm/errors.ts';
import type { BackendId, HeldRung, RungReport } from '../protocol.ts';

/** A model that runs on a rung, checked and timed. */
export interface Candidate<Model> {
  readonly model: Model;
  /** Median time of a decode step of one row. */
  readonly msPerToken: number;
  /** What was found on the way, for the page: features, precision, what had to be turned off. */
  readonly detail: string;
  dispose(): Promise<void>;
}

export interface Rung<Model> {
  readonly backend: BackendId;
  /** The climb ends here: after a failure this worker cannot try the rungs below (ONNX Runtime starts its WASM once); a new one has to. */
  readonly last: boolean;
  /** @throws RungRefused when the rung is not to be tried here; any other error when it was tried and failed. */
  open(): Promise<Candidate<Model>>;
}

/** The rung is not for this machine, or not wanted. The message is a sentence for the page. */
export class RungRefused extends Error {
  override readonly name = 'RungRefused';
}

export interface Choice<Model> {
  readonly backend: BackendId;
  readonly candidate: Candidate<Model>;
  readonly reports: readonly RungReport[];
  /** True when another candidate was built, lost and was freed. */
  readonly compared: boolean;
}

export interface ClimbOptions {
  /** A backend's id allows that rung alone. */
  readonly wanted: 'auto' | BackendId;
  /** Reports of rungs that failed in this page. */
  readonly failed?: readonly RungReport[];
  /** What held at an earlier load. */
  readonly first?: Pick<HeldRung, 'backend' | 'rungs'> | undefined;
  readonly onRung?: (backend: BackendId) => void;
  /** A rung was tried and failed. */
  readonly onFailed?: (report: RungReport) => void;
}

/** No CPU decodes the base model faster than this (ms per token): a GPU that does need not be compared. */
const FAST_ENOUGH_MS = 12;

const MODELS_OR_NETWORKS: readonly EngineErrorCode[] = [
  'network',
  'integrity',
  'unsupported-model',
  'unsupported-browser',
  'bad-adapter',
  'bad-request',
];

/** True for an abort and for errors of the model or the network, which the next try would meet again. */
export function endsClimb(error: unknown): boolean {
  return isAbort(error) || (error instanceof EngineError && MODELS_OR_NETWORKS.includes(error.code));
}

/**
 * The first rung that works, or the second where it is measurably faster than a slow first.
 * @throws EngineError when none is left for this worker: 'out-of-memory' where memory was refused, else 'backend' with every rung's sentence;
 *   the abort's or the model's own error at once.
 */
export async function climb<Model>(rungs: readonly Rung<Model>[], options: ClimbOptions): Promise<Choice<Model>> {
  const { wanted, failed = [], onRung, onFailed } = options;
  const reports: RungReport[] = [];
  // What held and has failed since says nothing any more.
  let memory = wanted === 'auto' && !failed.some(({ backend }) => backend === options.first?.backend) ? options.first : undefined;
  let best: { backend: BackendId; candidate: Candidate<Model> } | undefined;
  let compared = false;
  for (const rung of rungs) {
    const { backend } = rung;
    if (wanted !== 'auto' && wanted !== backend) continue;
    const known = failed.find((report) => report.backend === backend) ?? memory?.rungs.find((report) => settled(report, backend));
    if (known) {
      reports.push(known);
      continue;
    }
    if (best && best.candidate.msPerToken <= FAST_ENOUGH_MS) break;
    onRung?.(backend);
    try {
      const candidate = await rung.open();
      if (!best) {
        best = { backend, candidate };
        if (rung.last || backend === memory?.backend) break;
        continue;
      }
      const [faster, slower] =
        candidate.msPerToken < best.candidate.msPerToken ? [{ backend, candidate }, best] : [best, { backend, candidate }];
      reports.push(slowerReport(slower, faster));
      await slower.candidate.dispose();
      best = faster;
      compared = true;
      break;
    } catch (error) {
      if (endsClimb(error)) {
        await best?.candidate.dispose();
        throw error;
      }
      if (backend === memory?.backend) memory = undefined;
      const refused = error instanceof RungRefused;
      const report = refused ? ({ backend, outcome: 'refused', reason: error.message } as const) : failure(backend, error);
      reports.push(report);
      if (!refused) onFailed?.(report);
      if (!refused && rung.last) break;
    }
  }
  if (!best) throw nothingHeld(reports);
  const { backend, candidate } = best;
  reports.push({ backend, outcome: 'chosen', reason: candidate.detail, msPerToken: candidate.msPerToken });
  const before = (memory?.rungs ?? []).filter((report) => !reports.some((now) => now.backend === report.backend));
  return { backend, candidate, reports: inOrder([...reports, ...before], rungs), compared };
}

/** The rung need not be tried again: it did not hold when another did. */
function settled(report: RungReport, backend: BackendId): boolean {
  return report.backend === backend && (report.outcome === 'failed' || report.outcome === 'slower');
}

function slowerReport<Model>(
  slower: { backend: BackendId; candidate: Candidate<Model> },
  faster: { backend: BackendId; candidate: Candidate<Model> },
): RungReport {
  const [slow, fast] = [slower.candidate.msPerToken, faster.candidate.msPerToken];
  return {
    backend: slower.backend,
    outcome: 'slower',
    reason: `It works, but takes ${slow.toFixed(1)} ms per token where ${faster.backend} takes ${fast.toFixed(1)} ms.`,
    msPerToken: slow,
  };
}

function failure(backend: BackendId, error: unknown): RungReport {
  const reason = error instanceof Error ? error.message || error.name : String(error);
  return { backend, outcome: 'failed', reason, code: error instanceof EngineError ? error.code : 'backend' };
}

/** Memory is what the reader can do something about: its sentence stands alone. */
function nothingHeld(reports: readonly RungReport[]): EngineError {
  const memory = reports.filter(({ code }) => code === 'out-of-memory').at(-1);
  if (memory) return new EngineError('out-of-memory', memory.reason);
  const told = reports.map(({ backend, reason }) => `${backend}: ${reason}`).join(' ');
  return new EngineError('backend', `no backend works: ${told || 'no rung was allowed.'}`);
}

function inOrder<Model>(reports: readonly RungReport[], rungs: readonly Rung<Model>[]): RungReport[] {
  const rank = (report: RungReport) => rungs.findIndex(({ backend }) => backend === report.backend);
  return [...reports].sort((a, b) => rank(a) - rank(b));
}
