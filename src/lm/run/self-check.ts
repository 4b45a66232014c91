/** Does this backend compute the model that we know? Compares with stored logits, then times decode steps. */
import * as v from 'valibot';
import { median } from '../../math/statistics.ts';
import { EngineError } from '../errors.ts';
import { parseFile } from '../parse-file.ts';
import type { Forward } from './forward.ts';

const Id = v.pipe(v.number(), v.integer(), v.minValue(0));
const Ids = v.pipe(v.array(Id), v.minLength(1));

/**
 * self-check.json beside a base model's manifest: logits after a prompt, at some token ids; made by models/reference.py.
 * self-check-blocks8.json and -blocks4.json: the same with the weights rounded to blocks; made by scripts/self-check-blocks.ts.
 */
const SelfCheckSchema = v.object({
  format: v.literal('tiller-self-check/1'),
  /** SHA-256 of the GGUF. */
  base: v.string(),
  cases: v.pipe(
    v.array(
      v.object({
        /** 40 or more ids: attention with subgroups goes wrong on some drivers from 32 on. */
        tokens: v.pipe(v.array(Id), v.minLength(40)),
        indices: Ids,
        logits: v.array(v.pipe(v.number(), v.finite())),
      }),
    ),
    v.minLength(1),
  ),
});

export type StoredLogits = v.InferOutput<typeof SelfCheckSchema>['cases'][number];

/**
 * The first case of a self-check.json.
 * @param base SHA-256 of the GGUF that is loaded.
 * @throws Error that names the file, the field and what was expected.
 */
export function parseSelfCheck(data: unknown, base: string, file: string): StoredLogits {
  const { cases, base: madeFor } = parseFile(SelfCheckSchema, data, file);
  if (madeFor !== base) throw new Error(`${file}: field base: expected ${base}, got ${madeFor}`);
  return cases[0] as StoredLogits;
}

export interface SelfCheckResult {
  /** Largest absolute difference to the stored logits; undefined when there are none to compare with. */
  readonly worst: number | undefined;
  /** Median of the timed decode steps of one row. */
  readonly msPerToken: number;
}

export interface SelfCheckOptions {
  readonly stored: StoredLogits | undefined;
  /** Largest difference that is still right. */
  readonly tolerance: number;
  /** No further step is timed after this long. */
  readonly budgetMs?: number;
  readonly now?: () => number;
}

const TIMED_STEPS = 5;
/** Shaders are compiled in the first step of a shape. */
const WARM_STEPS = 2;

/**
 * One prefill of all but the last token, one step with the last (so that an error in either shows), then timed steps.
 * @throws EngineError 'backend' when a logit is not finite or differs from the stored by more than the tolerance.
 */
export async function selfCheck(forward: Forward, options: SelfCheckOptions): Promise<SelfCheckResult> {
  const { stored, tolerance, budgetMs = 1_500, now = () => performance.now() } = options;
  const tokens = stored?.tokens ?? Array.from({ length: 40 }, (_, index) => index % forward.vocabulary);
  const first = tokens.slice(0, -1);
  const last = tokens[tokens.length - 1] ?? 0;
  const coefficients = new Float32Array(forward.slots.length);
  const { batch } = await forward.prefill([{ tokens: first, coefficients, logitsFrom: first.length - 1 }]);
  try {
    const start = now();
    const logits = await forward.step(batch, [last]);
    const worst = stored && largestDifference(logits, stored);
    if (!logits.every(Number.isFinite)) throw new EngineError('backend', 'Self-check failed: a logit is not a finite number.');
    if (worst !== undefined && worst > tolerance) {
      throw new EngineError(
        'backend',
        `Self-check failed: logits differ by ${worst.toPrecision(3)} from the known ones, at most ${tolerance} is right.`,
      );
    }
    const times = [now() - start];
    while (times.length < WARM_STEPS + TIMED_STEPS && now() - start < budgetMs) {
      const before = now();
      await forward.step(batch, [last]);
      times.push(now() - before);
    }
    return { worst, msPerToken: median(times.length > WARM_STEPS ? times.slice(WARM_STEPS) : times.slice(-1)) };
  } finally {
    forward.release(batch);
  }
}

function largestDifference(logits: Float32Array, stored: StoredLogits): number {
  let worst = 0;
  stored.indices.forEach((token, index) => {
    const difference = Math.abs((logits[token] ?? Number.NaN) - (stored.logits[index] ?? Number.NaN));
    // A NaN compares as false: let it win.
    if (!(difference <= worst)) worst = difference;
  });
  return worst;
}
