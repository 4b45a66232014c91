/** The PyTorch reference fixtures (models/write_fixtures.py, models/cut.py) as typed cases. Reads no files: tests pass the contents in. */
import * as v from 'valibot';
import { parseFile } from '../parse-file.ts';
import type { AdapterSpec } from './random-adapter.ts';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Bank = v.nullable(v.string());

const SpecSchema = v.object({
  id: v.string(),
  seed: Count,
  rank: Count,
  alpha: v.number(),
  targets: v.array(v.picklist(['q', 'k', 'v', 'o', 'gate', 'up', 'down', 'head'])),
  sharedA: v.boolean(),
  scaleA: v.number(),
  scaleB: v.number(),
});

const CaseSchema = v.object({ id: v.string(), bank: Bank, coefficients: v.array(v.number()), prompt: v.string() });

const IndexSchema = v.object({
  format: v.literal('tiller-reference/1'),
  model: v.object({ file: v.string(), sha256: v.string() }),
  vocabulary: Count,
  banks: v.record(v.string(), v.array(SpecSchema)),
  checks: v.array(
    v.object({
      bank: v.string(),
      slot: v.string(),
      tensor: v.string(),
      shape: v.tuple([Count, Count]),
      sum: v.number(),
      weightedSum: v.number(),
    }),
  ),
  prompts: v.record(v.string(), v.object({ text: v.optional(v.string()), tokens: v.array(Count) })),
  logits: v.array(v.object({ ...CaseSchema.entries, positions: v.array(Count), offset: Count })),
  greedy: v.array(v.object({ ...CaseSchema.entries, output: v.array(Count), margin: v.number() })),
});

interface ReferenceCase {
  readonly id: string;
  /** Name of the bank, null for the base model. */
  readonly bank: string | null;
  /** One per slot of the bank, in its order; empty without a bank. */
  readonly coefficients: readonly number[];
  readonly tokens: readonly number[];
}

export interface LogitsCase extends ReferenceCase {
  readonly positions: readonly number[];
  /** Per position, the logits [vocabulary] that follow the token there. */
  readonly logits: readonly Float32Array[];
}

export interface GreedyCase extends ReferenceCase {
  /** Tokens at temperature 0, without an end token. */
  readonly output: readonly number[];
  /** Least gap between the best two logits on the way. */
  readonly margin: number;
}

export interface Reference {
  readonly model: { readonly file: string; readonly sha256: string };
  readonly vocabulary: number;
  readonly banks: Readonly<Record<string, readonly AdapterSpec[]>>;
  /** Exact sums over adapter tensors, to know that both languages make the same. */
  readonly checks: v.InferOutput<typeof IndexSchema>['checks'];
  readonly prompts: v.InferOutput<typeof IndexSchema>['prompts'];
  readonly logits: readonly LogitsCase[];
  readonly greedy: readonly GreedyCase[];
}

/**
 * @param index contents of reference.json, parsed.
 * @param values contents of reference.bin, fp32 little-endian.
 * @throws Error that names the field and what was expected.
 */
export function parseReference(index: unknown, values: ArrayBuffer): Reference {
  const { logits, greedy, ...rest } = parseFile(IndexSchema, index, 'reference.json');
  const all = new Float32Array(values);
  const tokens = (prompt: string): readonly number[] => {
    const found = rest.prompts[prompt];
    if (!found) throw new Error(`reference.json: no prompt ${prompt}`);
    return found.tokens;
  };
  const rows = (offset: number, count: number): Float32Array[] =>
    Array.from({ length: count }, (_, row) => all.subarray(offset + row * rest.vocabulary, offset + (row + 1) * rest.vocabulary));
  return {
    ...rest,
    logits: logits.map(({ prompt, offset, ...each }) => ({ ...each, tokens: tokens(prompt), logits: rows(offset, each.positions.length) })),
    greedy: greedy.map(({ prompt, ...each }) => ({ ...each, tokens: tokens(prompt) })),
  };
}
