/** Does this backend compute the model that we know? Compares with stored logits, then times decode steps. */
import * as v from 'valibot';
import { median } from '../../math/statistics.ts';
import { EngineError } from '../errors.ts';
import type { Precision, WeightFormat } from '../graph/llama-graph.ts';
import { parseFile } from '../parse-file.ts';
import type { Forward } from './forward.ts';

const Id = v.pipe(v.number(), v.integer(), v.minValue(0));
/** With fewer, a mean that is taken off hides what there is to see. */
const LEAST_LOGITS = 16;
const Ids = v.pipe(
  v.array(Id),
  v.minLength(LEAST_LOGITS),
  v.check((ids) => new Set(ids).size === ids.length, 'every token id once'),
);

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
      v.pipe(
        v.object({
          /** 40 or more ids: attention with subgroups goes wrong on some drivers from 32 on. */
          tokens: v.pipe(v.array(Id), v.minLength(40)),
          indices: Ids,
          logits: v.array(v.pipe(v.number(), v.finite())),
        }),
        v.forward(
          v.check(({ indices, logits }) => logits.length === indices.length, 'as many logits as indices'),
          ['logits'],
        ),
      ),
    ),
    v.minLength(1),
  ),
});

export interface StoredLogits extends v.InferOutput<typeof SelfCheckSchema.entries.cases.item> {
  /** Where they come from, for errors. */
  readonly file: string;
}

/**
 * The first case of a self-check.json.
 * @param base SHA-256 of the GGUF that is loaded.
 * @throws Error that names the file, the field and what was expected.
 */
export function parseSelfCheck(data: unknown, base: string, file: string): StoredLogits {
  const { cases, base: madeFor } = parseFile(SelfCheckSchema, data, file);
  if (madeFor !== base) throw new Error(`${file}: field base: expected ${base}, got ${madeFor}`);
  return { ...(cases[0] as (typeof cases)[0]), file };
}

/** How far logits are from the stored ones. */
export interface LogitError {
  /** Largest absolute difference. */
  readonly largest: number;
  /** Root mean square of the differences less their mean, which no probability depends on. */
  readonly spread: number;
}

/**
 * What rounding may make of it. Measured, largest difference and spread: in f32 2e-5 and 8e-6. In f16, on the whole model, 0.08 and 0.027 with
 * blocks, 0.24 and 0.086 with dense weights (whose sums are kept in f16 too); wrong attention 0.23 and 0.104, 0.48 and 0.139. In integers, whose
 * weights are the file's own and whose activations have 14 bits, 0.005 and 0.002 in every engine, to the bit.
 */
function boundOf(weights: WeightFormat, precision: Precision | 'integers'): LogitError {
  if (precision === 'integers') return { largest: 0.05, spread: 0.01 };
  if (precision === 'f32') return { largest: 1e-3, spread: 3e-4 };
  return weights === 'dense' ? { largest: 0.35, spread: 0.11 } : { largest: 0.15, spread: 0.05 };
}

export interface SelfCheckResult {
  /** Undefined when there are no stored logits to compare with. */
  readonly error: LogitError | undefined;
  /** Median of the timed decode steps of one row. */
  readonly msPerToken: number;
}

export interface SelfCheckOptions {
  readonly stored: StoredLogits | undefined;
  /** How the network runs, which decides what rounding makes of its logits. */
  readonly weights: WeightFormat;
  readonly precision: Precision | 'integers';
  /** How many steps are timed, after some that are not; five after two unless told. On a GPU shaders are compiled in the first step of a shape. */
  readonly steps?: { readonly warm: number; readonly timed: number };
  /** No further step is timed after this long. */
  readonly budgetMs?: number;
  readonly now?: () => number;
}

const STEPS = { warm: 2, timed: 5 };

/**
 * One prefill of all but the last token, one step with the last (so that an error in either shows), then timed steps.
 * @throws EngineError 'backend' when a logit is not finite or is further from the stored than rounding makes it, 'integrity' when the stored
 *   are not this model's.
 */
export async function selfCheck(forward: Forward, options: SelfCheckOptions): Promise<SelfCheckResult> {
  const { stored, weights, precision, steps = STEPS, budgetMs = 1_500, now = () => performance.now() } = options;
  if (stored) checkVocabulary(stored, forward.vocabulary);
  const tokens = stored?.tokens ?? Array.from({ length: 40 }, (_, index) => index % forward.vocabulary);
  const first = tokens.slice(0, -1);
  const last = tokens[tokens.length - 1] ?? 0;
  const coefficients = new Float32Array(0);
  const { batch } = await forward.prefill([{ tokens: first, coefficients, logitsFrom: first.length - 1 }]);
  try {
    const start = now();
    const logits = await forward.step(batch, [last]);
    if (!logits.every(Number.isFinite)) throw new EngineError('backend', 'Self-check failed: a logit is not a finite number.');
    const error = stored && logitError(logits, stored);
    if (error) judge(error, boundOf(weights, precision));
    const times = [now() - start];
    while (times.length < steps.warm + steps.timed && now() - start < budgetMs) {
      const before = now();
      await forward.step(batch, [last]);
      times.push(now() - before);
    }
    return { error, msPerToken: median(times.length > steps.warm ? times.slice(steps.warm) : times.slice(-1)) };
  } finally {
    forward.release(batch);
  }
}

function checkVocabulary({ tokens, indices, file }: StoredLogits, vocabulary: number): void {
  for (const [field, ids] of Object.entries({ tokens, indices })) {
    const at = ids.findIndex((id) => id >= vocabulary);
    if (at >= 0) throw new EngineError('integrity', `${file}: field cases.0.${field}.${at}: expected below ${vocabulary}, got ${ids[at]}`);
  }
}

/** @param stored Token ids, and the known logits of each. */
export function logitError(
  logits: Float32Array,
  { indices, logits: known }: { readonly indices: readonly number[]; readonly logits: ArrayLike<number> },
): LogitError {
  const differences = indices.map((token, index) => (logits[token] ?? Number.NaN) - (known[index] ?? Number.NaN));
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
  const square = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0) / differences.length;
  // Math.max keeps a NaN.
  const largest = differences.reduce((worst, difference) => Math.max(worst, Math.abs(difference)), 0);
  return { largest, spread: Math.sqrt(square) };
}

function judge({ largest, spread }: LogitError, bound: LogitError): void {
  if (largest <= bound.largest && spread <= bound.spread) return;
  const sentence =
    largest <= bound.largest
      ? `logits spread by ${spread.toPrecision(3)} around the known ones, at most ${bound.spread} is rounding.`
      : `logits differ by ${largest.toPrecision(3)} from the known ones, at most ${bound.largest} is rounding.`;
  throw new EngineError('backend', `Self-check failed: ${sentence}`);
}
