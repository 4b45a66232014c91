/** Checks a request and turns it into rows of token ids and coefficients. */
import type { Mixer, Steering } from '../../methods/method.ts';
import { mixerRows } from '../../methods/mixer-rows.ts';
import { softIds, softTokensOf } from '../adapters/soft-prompt.ts';
import { EngineError } from '../errors.ts';
import type { Generation, GroupRequest, Sampling, ScoreRequest, Scoring, Turn } from '../requests.ts';
import type { Bank, Forward, PrefillRow } from '../run/forward.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

export interface PlannedRow {
  /** Soft vectors, chat template and prompt, without a draft. */
  readonly prompt: readonly number[];
  /** One per slot of the bank, in its order. */
  readonly coefficients: Float32Array;
}

export interface PlannedGroup {
  readonly id: string;
  readonly seed: number;
  readonly mixer: Mixer;
  readonly rows: readonly PlannedRow[];
  /** What the text begins with: at most maxTokens ids. */
  readonly prefix: readonly number[];
  /** At most maxTokens ids, the prefix first; none where drafts are not taken, or the draft begins otherwise. */
  readonly draft: readonly number[];
}

/** A text with the rows that score it. */
export interface PlannedScore {
  readonly id: string;
  readonly mixer: Mixer;
  /** With the end token, where the text has one. */
  readonly answer: readonly number[];
  /** Distinct rows over prompt and answer. */
  readonly rows: readonly PrefillRow[];
  /** Places in `rows` of those that the mixer takes, in its order. */
  readonly mixed: readonly number[];
  /** The base's place in `rows`. */
  readonly base: number;
}

function refuse(message: string): never {
  throw new EngineError('bad-request', message);
}

/** What a text answers. */
type Asked = Pick<GroupRequest, 'turns' | 'prompt'>;
type Encode = (system: string, asked: Asked) => readonly number[];

/** One encoding for all rows that share a conversation. */
function encoder(tokenizer: Pick<Tokenizer, 'encodeChat'>): Encode {
  const encoded = new Map<string, readonly number[]>();
  return (system, { turns = [], prompt }) => {
    const key = JSON.stringify([system, turns, prompt]);
    const tokens = encoded.get(key) ?? tokenizer.encodeChat({ system, turns, prompt });
    encoded.set(key, tokens);
    return tokens;
  };
}

/** What a request is checked against. */
export interface PlanContext {
  readonly forward: Pick<Forward, 'vocabulary' | 'context' | 'prefillsAsSteps'>;
  /** What coefficients are of; the base alone where there is none. */
  readonly bank: Pick<Bank, 'slots' | 'softTokens'> | undefined;
}

/**
 * @throws EngineError 'bad-request' that shows the value and what was expected.
 */
export function planGroups(context: PlanContext, tokenizer: Pick<Tokenizer, 'encodeChat' | 'stops'>, args: Generation): PlannedGroup[] {
  checkGroups(args.groups);
  if (!Number.isInteger(args.maxTokens) || args.maxTokens < 1) refuse(`maxTokens is ${args.maxTokens}, expected an integer >= 1`);
  checkSampling(args.sampling);
  const encode = encoder(tokenizer);
  return args.groups.map((group) => {
    checkPrefix(group, args.maxTokens, tokenizer.stops);
    return planGroup(context, group, args.maxTokens, encode);
  });
}

function planGroup({ forward, bank }: PlanContext, group: GroupRequest, maxTokens: number, encode: Encode): PlannedGroup {
  const { id, system, turns, steering, seed, prefix = [], draft = [] } = group;
  checkSteering(id, steering);
  checkTurns(id, turns);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    refuse(`the seed of group '${id}' is ${seed}, expected an unsigned 32-bit integer`);
  checkTokens(forward, `the prefix of group '${id}'`, prefix);
  checkTokens(forward, `the draft of group '${id}'`, draft);
  const drafted = forward.prefillsAsSteps && prefix.every((token, i) => token === draft[i]);
  return {
    id,
    seed,
    mixer: steering.mixer,
    prefix,
    draft: drafted ? draft.slice(0, maxTokens) : [],
    rows: steering.rows.map((row) => {
      const coefficients = bankCoefficients(bank?.slots ?? [], row.coefficients, id);
      const prompt = [...softBefore({ forward, bank }, coefficients), ...encode(row.system ?? system, group)];
      checkRoom(id, prompt, forward.context - maxTokens);
      return { prompt, coefficients };
    }),
  };
}

/**
 * @throws EngineError 'bad-request' that shows the value and what was expected.
 */
export function planScores(context: PlanContext, tokenizer: Pick<Tokenizer, 'encodeChat' | 'end'>, args: Scoring): PlannedScore[] {
  checkGroups(args.groups);
  if (!(args.temperature > 0 && Number.isFinite(args.temperature))) {
    refuse(`temperature is ${args.temperature}, expected a finite number above 0: greedy decoding has no log-ratio`);
  }
  const encode = encoder(tokenizer);
  return args.groups.map((text) => planScore(context, text, tokenizer.end, encode));
}

function planScore({ forward, bank }: PlanContext, text: ScoreRequest, end: number, encode: Encode): PlannedScore {
  const slots = bank?.slots ?? [];
  const { id, system, turns, steering, tokens, ended } = text;
  checkSteering(id, steering);
  checkTurns(id, turns);
  checkTokens(forward, `the text of group '${id}'`, tokens);
  const answer = ended ? [...tokens, end] : tokens;
  if (answer.length === 0) refuse(`the text of group '${id}' has 0 tokens, expected at least 1`);
  const rows: PrefillRow[] = [];
  const places = new Map<string, number>();
  /** Rows that compute the same are one. */
  const placeOf = (own: string, coefficients: Float32Array): number => {
    const key = JSON.stringify([own, [...coefficients]]);
    const known = places.get(key);
    if (known !== undefined) return known;
    const asked = [...softBefore({ forward, bank }, coefficients), ...encode(own, text)];
    checkRoom(id, asked, forward.context - answer.length);
    places.set(key, rows.length);
    return rows.push({ tokens: [...asked, ...answer.slice(0, -1)], coefficients, logitsFrom: asked.length - 1 }) - 1;
  };
  const mixed = steering.rows.map((row) => placeOf(row.system ?? system, bankCoefficients(slots, row.coefficients, id)));
  return { id, mixer: steering.mixer, answer, mixed, base: placeOf(system, new Float32Array(slots.length)), rows };
}

function checkGroups(groups: readonly { readonly id: string }[]): void {
  if (groups.length === 0) refuse('the request has 0 groups, expected at least 1');
  const ids = groups.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) refuse(`two groups are called '${twice}', expected unique ids`);
}

function checkPrefix({ id, prefix = [] }: GroupRequest, maxTokens: number, stops: ReadonlySet<number>): void {
  if (prefix.length > maxTokens)
    refuse(`the prefix of group '${id}' has ${prefix.length} tokens, expected at most maxTokens, ${maxTokens}`);
  const end = prefix.findIndex((token) => stops.has(token));
  if (end >= 0 && end < prefix.length - 1)
    refuse(`the prefix of group '${id}' has ${prefix.length - 1 - end} tokens after an end token, expected none`);
}

function checkSteering(id: string, { rows, mixer }: Steering): void {
  const expected = mixerRows(mixer);
  if (rows.length === 0 || rows.length !== expected)
    refuse(`group '${id}' has ${rows.length} rows, expected ${Math.max(1, expected)}, as its mixer`);
  if (mixer.kind !== 'identity' && !mixer.weights.every(Number.isFinite))
    refuse(`group '${id}' mixes by [${mixer.weights}], expected finite weights`);
}

/** Chat templates know a conversation as user and assistant by turns; many raise over another. */
function checkTurns(id: string, turns: readonly Turn[] = []): void {
  const roles = turns.map(({ role }) => role);
  const inTurn = roles.length % 2 === 0 && roles.every((role, i) => role === (i % 2 === 0 ? 'user' : 'assistant'));
  if (!inTurn) refuse(`the turns of group '${id}' are ${roles.join(', ')}, expected user and assistant by turns, the assistant last`);
}

function checkTokens(forward: PlanContext['forward'], what: string, tokens: readonly number[]): void {
  const strange = tokens.find((token) => !(Number.isInteger(token) && token >= 0 && token < forward.vocabulary));
  if (strange !== undefined) refuse(`${what} holds ${strange}, expected token ids from 0 to ${forward.vocabulary - 1}`);
}

function checkRoom(id: string, prompt: readonly number[], room: number): void {
  if (prompt.length > room) refuse(`the prompt of group '${id}' has ${prompt.length} tokens, expected at most ${room}`);
}

/** Ids of the soft vectors that stand before a row's tokens: they count as positions, and nothing else tells them from words. */
function softBefore({ forward, bank }: PlanContext, coefficients: Float32Array): number[] {
  return softIds(forward.vocabulary, softTokensOf(bank?.softTokens, coefficients));
}

function bankCoefficients(slots: readonly string[], named: Readonly<Record<string, number>>, group: string): Float32Array {
  const coefficients = new Float32Array(slots.length);
  for (const [slot, coefficient] of Object.entries(named)) {
    const index = slots.indexOf(slot);
    if (index < 0) refuse(`group '${group}' names the slot '${slot}', expected one of ${slots.join(', ') || 'none: no adapter is loaded'}`);
    // a row's coefficients are in single precision
    if (!Number.isFinite(Math.fround(coefficient))) refuse(`the coefficient of '${slot}' is ${coefficient}, expected a finite number`);
    coefficients[index] = coefficient;
  }
  return coefficients;
}

function checkSampling({ temperature, topK, topP, minP = 0, repetitionPenalty = 1 }: Sampling): void {
  if (!(temperature >= 0 && Number.isFinite(temperature))) refuse(`temperature is ${temperature}, expected a finite number >= 0`);
  if (!Number.isInteger(topK) || topK < 0) refuse(`topK is ${topK}, expected an integer >= 0`);
  if (!(topP > 0 && topP <= 1)) refuse(`topP is ${topP}, expected a number above 0 and up to 1`);
  if (!(minP >= 0 && minP <= 1)) refuse(`minP is ${minP}, expected a number from 0 to 1`);
  if (!(repetitionPenalty > 0 && Number.isFinite(repetitionPenalty)))
    refuse(`repetitionPenalty is ${repetitionPenalty}, expected a finite number above 0`);
}
