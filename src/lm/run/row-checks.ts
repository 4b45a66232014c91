/** What every `Forward` refuses, in the same words. */
import { softTokensOf } from '../adapters/soft-prompt.ts';
import { EngineError } from '../errors.ts';
import type { Bank, PrefillRow } from './forward.ts';

interface Limits {
  readonly vocabulary: number;
  readonly context: number;
}

/**
 * @param soft Vectors that ids past the vocabulary may name.
 * @throws EngineError 'bad-request' that names the token.
 */
export function checkTokens(tokens: readonly number[], vocabulary: number, soft = 0): void {
  const strange = tokens.find((token) => !(token >= 0 && token < vocabulary + soft));
  if (strange === undefined) return;
  const beside = soft > 0 ? ` with ${soft} soft vectors` : '';
  throw new EngineError('bad-request', `token ${strange} is not in the vocabulary of ${vocabulary}${beside}`);
}

/**
 * @param bank That the rows read.
 * @throws EngineError 'bad-request' with what was expected and what came.
 */
export function checkRows(
  rows: readonly PrefillRow[],
  { slots, softTokens }: Pick<Bank, 'slots' | 'softTokens'>,
  { vocabulary, context }: Limits,
): void {
  if (rows.length === 0) throw new EngineError('bad-request', 'a batch of 0 rows, expected at least 1');
  for (const { tokens, coefficients, logitsFrom } of rows) {
    checkTokens(tokens, vocabulary, softTokensOf(softTokens, coefficients));
    if (tokens.length < 1 || tokens.length > context)
      throw new EngineError('bad-request', `a row of ${tokens.length} tokens, expected 1 to ${context}`);
    if (coefficients.length !== slots.length)
      throw new EngineError('bad-request', `${coefficients.length} coefficients, expected ${slots.length}`);
    if (!(logitsFrom >= 0 && logitsFrom < tokens.length))
      throw new EngineError('bad-request', `logits from ${logitsFrom}, expected 0 to ${tokens.length - 1}`);
  }
}

/**
 * Lengths of rows after a step with these tokens.
 * @throws EngineError 'bad-request' for a token that is none, or a row that would outgrow the context.
 */
export function steppedLengths(lengths: readonly number[], tokens: readonly number[], { vocabulary, context }: Limits): number[] {
  checkTokens(tokens, vocabulary);
  if (tokens.length !== lengths.length) throw new Error(`${tokens.length} tokens for ${lengths.length} rows`);
  const totals = lengths.map((length) => length + 1);
  if (Math.max(...totals) > context)
    throw new EngineError('bad-request', `a row of ${Math.max(...totals)} tokens, expected at most ${context}`);
  return totals;
}

/** @throws Error for a length that is none, or more than there is. */
export function checkRewind(present: readonly number[], lengths: readonly number[]): void {
  lengths.forEach((length, i) => {
    const own = present[i];
    if (own === undefined || length < 1 || length > own) throw new Error(`row ${i} cannot be rewound from ${own} to ${length} tokens`);
  });
}

/** The kept rows' coefficients, [kept, slots]. */
export function keptCoefficients(coefficients: Float32Array, slots: number, kept: readonly number[]): Float32Array {
  return joinRows(kept.map((row) => coefficients.subarray(row * slots, (row + 1) * slots)));
}

/** @throws Error for a row that is none. */
export function keptLengths(lengths: readonly number[], kept: readonly number[]): number[] {
  return kept.map((row) => {
    const length = lengths[row];
    if (length === undefined) throw new Error(`row ${row} of ${lengths.length} cannot be kept`);
    return length;
  });
}

export function joinRows(rows: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const row of rows) {
    joined.set(row, at);
    at += row.length;
  }
  return joined;
}
