/**
 * Chooses a backend: tries the rungs from the fastest to the surest and says of each what happened.
 * Knows neither WebGPU nor WASM: a rung opens a candidate, or says why not.
 */

import type { EngineErrorCode } from '../../lm/errors.ts';
import { EngineError } from '../../lm/errors.ts';
import type { BackendId, RungReport } from '../protocol.ts';

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
}

export interface ClimbOptions {
  /** A backend's id allows that rung alone. */
  readonly wanted: 'auto' | BackendId;
  readonly exclude?: readonly BackendId[];
  readonly onRung?: (backend: BackendId) => void;
}

/** No CPU decodes the base model faster than this (ms per token): a GPU that does need not be compared. */
const FAST_ENOUGH_MS = 12;

/** Errors of the model or the network, which the next rung would meet again. */
const NOT_THE_RUNGS: readonly EngineErrorCode[] = ['network', 'integrity', 'unsupported-model', 'bad-adapter', 'bad-request'];

/**
 * The first rung that works, or the second where it is measurably faster than a slow first.
 * @throws EngineError 'backend' with every rung's sentence when none is left for this worker; the abort's or the model's own error at once.
 */
export async function climb<Model>(rungs: readonly Rung<Model>[], options: ClimbOptions): Promise<Choice<Model>> {
  const reports: RungReport[] = [];
  let best: { backend: BackendId; candidate: Candidate<Model> } | undefined;
  for (const rung of rungs) {
    const { backend } = rung;
    if (options.wanted !== 'auto' && options.wanted !== backend) continue;
    if (options.exclude?.includes(backend)) {
      reports.push({ backend, outcome: 'failed', reason: 'It failed earlier in this page.' });
      continue;
    }
    if (best && best.candidate.msPerToken <= FAST_ENOUGH_MS) break;
    options.onRung?.(backend);
    try {
      const candidate = await rung.open();
      if (!best) {
        best = { backend, candidate };
        if (rung.last) break;
        continue;
      }
      const [faster, slower] =
        candidate.msPerToken < best.candidate.msPerToken ? [{ backend, candidate }, best] : [best, { backend, candidate }];
      reports.push(slowerReport(slower, faster));
      await slower.candidate.dispose();
      best = faster;
      break;
    } catch (error) {
      if (isNotTheRungs(error)) {
        await best?.candidate.dispose();
        throw error;
      }
      const refused = error instanceof RungRefused;
      reports.push({ backend, outcome: refused ? 'refused' : 'failed', reason: sentence(error) });
      if (!refused && rung.last) break;
    }
  }
  if (!best) throw new EngineError(memoryRanOut(reports) ? 'out-of-memory' : 'backend', `no backend works: ${tell(reports)}`);
  const { backend, candidate } = best;
  reports.push({ backend, outcome: 'chosen', reason: candidate.detail, msPerToken: candidate.msPerToken });
  return { backend, candidate, reports: inOrder(reports, rungs) };
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

function isNotTheRungs(error: unknown): boolean {
  if (error instanceof DOMException && error.name === 'AbortError') return true;
  return error instanceof EngineError && NOT_THE_RUNGS.includes(error.code);
}

function memoryRanOut(reports: readonly RungReport[]): boolean {
  return reports.some(({ reason }) => /out of memory|bad_alloc|allocation failed|could not allocate/i.test(reason));
}

function sentence(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  // Emscripten throws numbers: addresses of C++ exceptions.
  return typeof error === 'number' ? `ONNX Runtime failed (C++ exception at ${error}), most likely out of memory.` : String(error);
}

function tell(reports: readonly RungReport[]): string {
  return reports.map(({ backend, reason }) => `${backend}: ${reason}`).join(' ') || 'no rung was allowed.';
}

function inOrder<Model>(reports: readonly RungReport[], rungs: readonly Rung<Model>[]): RungReport[] {
  const rank = (report: RungReport) => rungs.findIndex(({ backend }) => backend === report.backend);
  return [...reports].sort((a, b) => rank(a) - rank(b));
}
