/** Checks a request and turns it into rows of token ids and coefficients. */
import type { Mixer } from '../../methods/method.ts';
import { mixerRows } from '../../methods/mixer-rows.ts';
import { EngineError } from '../errors.ts';
import type { Forward } from '../forward.ts';
import type { GenerateArgs, GroupRequest, Sampling } from '../protocol.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface PlannedRow {
  /** Chat template and prompt, without a draft. */
  readonly prompt: readonly number[];
  /** One per slot of the bank, in its order. */
  readonly coefficients: Float32Array;
}

export interface PlannedGroup {
  readonly id: string;
  readonly seed: number;
  readonly mixer: Mixer;
  readonly rows: readonly PlannedRow[];
  /** At most maxTokens ids. */
  readonly draft: readonly number[];
}

function refuse(message: string): never {
  throw new EngineError('bad-request', message);
}

/**
 * @throws EngineError 'bad-request' that shows the value and what was expected.
 */
export function planGroups(forward: Forward, tokenizer: Pick<Tokenizer, 'encodeChat'>, args: GenerateArgs): PlannedGroup[] {
  if (args.groups.length === 0) refuse('the request has 0 groups, expected at least 1');
  if (!Number.isInteger(args.maxTokens) || args.maxTokens < 1) refuse(`maxTokens is ${args.maxTokens}, expected an integer >= 1`);
  checkSampling(args.sampling);
  const ids = args.groups.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) refuse(`two groups are called '${twice}', expected unique ids`);
  // one encoding for all rows that share a prompt
  const encoded = new Map<string, readonly number[]>();
  const encode = (system: string, prompt: string): readonly number[] => {
    const key = JSON.stringify([system, prompt]);
    const tokens = encoded.get(key) ?? tokenizer.encodeChat({ system, prompt });
    encoded.set(key, tokens);
    return tokens;
  };
  return args.groups.map((group) => planGroup(forward, group, args.maxTokens, encode));
}

function planGroup(
  forward: Forward,
  { id, system, prompt, steering, seed, draft = [] }: GroupRequest,
  maxTokens: number,
  encode: (system: string, prompt: string) => readonly number[],
): PlannedGroup {
  const { rows, mixer } = steering;
  const expected = mixerRows(mixer);
  if (rows.length === 0 || rows.length !== expected)
    refuse(`group '${id}' has ${rows.length} rows, expected ${Math.max(1, expected)}, as its mixer`);
  if (mixer.kind !== 'identity' && !mixer.weights.every(Number.isFinite))
    refuse(`group '${id}' mixes by [${mixer.weights}], expected finite weights`);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    refuse(`the seed of group '${id}' is ${seed}, expected an unsigned 32-bit integer`);
  const strange = draft.find((token) => !(Number.isInteger(token) && token >= 0 && token < forward.vocabulary));
  if (strange !== undefined) refuse(`the draft of group '${id}' holds ${strange}, expected token ids from 0 to ${forward.vocabulary - 1}`);
  return {
    id,
    seed,
    mixer,
    draft: draft.slice(0, maxTokens),
    rows: rows.map((row) => {
      const tokens = encode(row.system ?? system, prompt);
      const room = forward.context - maxTokens;
      if (tokens.length > room) refuse(`the prompt of group '${id}' has ${tokens.length} tokens, expected at most ${room}`);
      return { prompt: tokens, coefficients: bankCoefficients(forward.slots, row.coefficients, id) };
    }),
  };
}

function bankCoefficients(slots: readonly string[], named: Readonly<Record<string, number>>, group: string): Float32Array {
  const coefficients = new Float32Array(slots.length);
  for (const [slot, coefficient] of Object.entries(named)) {
    const index = slots.indexOf(slot);
    if (index < 0) refuse(`group '${group}' names the slot '${slot}', expected one of ${slots.join(', ') || 'none: no adapter is loaded'}`);
    if (!Number.isFinite(coefficient)) refuse(`the coefficient of '${slot}' is ${coefficient}, expected a finite number`);
    coefficients[index] = coefficient;
  }
  return coefficients;
}

function checkSampling({ temperature, topK, topP }: Sampling): void {
  if (!(temperature >= 0 && Number.isFinite(temperature))) refuse(`temperature is ${temperature}, expected a finite number >= 0`);
  if (!Number.isInteger(topK) || topK < 0) refuse(`topK is ${topK}, expected an integer >= 0`);
  if (!(topP > 0 && topP <= 1)) refuse(`topP is ${topP}, expected a number above 0 and up to 1`);
}
