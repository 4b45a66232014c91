/**
 * The decode loop: all rows of all groups in one batch; per group a mixer, a sampler and a text. Knows token ids and logits,
 * neither rewards nor how the network runs.
 */
import { median } from '../../math/statistics.ts';
import { isAbort } from '../errors.ts';
import type { DecodeEvent, GenerateResult, Generation } from '../requests.ts';
import type { Bank, Batch, Forward } from '../run/forward.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { groupReader } from './group-reader.ts';
import { GroupText } from './group-text.ts';
import { type Mixed, mixLogits } from './mixer.ts';
import { type Penalise, repetitionPenalty } from './repetition.ts';
import { type PlannedGroup, planGroups } from './request.ts';
import { type Choice, sampleToken, TIE } from './sampler.ts';
import { type StepLane, stepLanes } from './step-lanes.ts';

/** A token that a group has taken, its end token included. */
export interface TokenChoice {
  /** The group's id. */
  readonly id: string;
  /** 0 for the first token of the answer. */
  readonly position: number;
  readonly token: number;
  /** What it was sampled from, [vocabulary], after any repetition penalty, before temperature; valid during the call only. */
  readonly logits: Float32Array;
}

export interface GenerateOptions {
  /** What the rows' coefficients name; the base alone unless told. */
  readonly bank?: Bank;
  /**
   * Awaited at every step and every chunk of the prefill: the caller's turn-taking. An AbortError that it throws ends the run; the texts so far
   * are the result, with stop 'aborted'.
   */
  readonly between?: () => Promise<void>;
  readonly onEvent?: (event: DecodeEvent) => void;
  readonly onToken?: (choice: TokenChoice) => void;
}

/** A group on its way, with its rows' places in the batch. */
interface Lane {
  readonly group: PlannedGroup;
  readonly text: GroupText;
  readonly penalise: Penalise;
  /** Index of its first row in the batch. */
  start: number;
}

/** The next token of a lane, of its rows' logits. */
type Choose = (lane: Lane, logits: readonly Float32Array[]) => Choice & Pick<Mixed, 'misalignment'>;

/** Price of leaving a batch, in row-steps per row that stays: its cache is copied. */
const COPY_COST = 0.5;

/**
 * Makes one text per group, from its prefix on where it has one. A group with a draft verifies it in the prefill and resumes at the first token that differs: the text
 * is the one that it would get without the draft, but for scores within 1e-4, which are counted. Where a prefill is no measure of steps
 * (half precision) drafts are not taken, and every text is decoded from scratch.
 * @throws EngineError 'bad-request' for a request that makes no sense; errors of the backend.
 */
export async function generate(
  forward: Forward,
  tokenizer: Pick<Tokenizer, 'encodeChat' | 'stops' | 'stream'>,
  args: Generation,
  { bank, between = async () => {}, onEvent = () => {}, onToken }: GenerateOptions = {},
): Promise<GenerateResult> {
  const start = performance.now();
  const groups = planGroups({ forward, bank }, tokenizer, args);
  const lanes: Lane[] = [];
  let rows = 0;
  for (const group of groups) {
    const kept = forward.prefillsAsSteps ? 0 : undefined;
    const text = new GroupText(group.id, tokenizer, args.maxTokens, onEvent, kept);
    for (const token of group.prefix) text.take(token);
    if (group.draft.length > 0) text.kept = group.prefix.length;
    const before = group.rows.flatMap(({ prompt }) => prompt.filter((token) => token < forward.vocabulary));
    lanes.push({ group, text, penalise: repetitionPenalty(args.sampling.repetitionPenalty ?? 1, before, tokenizer.stops), start: rows });
    rows += group.rows.length;
  }
  const choose: Choose = ({ group, text, penalise }, rows) => {
    const { logits: mixed, misalignment } = mixLogits(group.mixer, rows);
    const logits = penalise(mixed, text.tokens);
    const position = text.tokens.length;
    const choice = sampleToken(logits, args.sampling, group.seed, position);
    onToken?.({ id: group.id, position, token: choice.token, logits });
    return { ...choice, misalignment };
  };

  let batch: Batch | undefined;
  const stepTimes: number[] = [];
  let firstTokenMs = 0;
  try {
    const verifiers = lanes.map((lane) => verifier(lane, choose));
    const sizes = groups.map((group) => group.rows.length);
    const read = groupReader(sizes, forward.vocabulary, (lane, _, logits) => verifiers[lane]?.(logits));
    const prefill = await forward.prefill(
      lanes.flatMap(({ group }) => prefillRows(group, args.maxTokens)),
      { between, groups: sizes, read, ...(bank ? { bank } : {}) },
    );
    batch = prefill.batch;
    await between();
    firstTokenMs = performance.now() - start;
    for (const { text } of lanes) text.tell();
    // Who reads logits, or changes them before a token is sampled, needs all of them.
    const sampled = onToken === undefined && (args.sampling.repetitionPenalty ?? 1) === 1;
    await decodeLanes(forward, batch, lanes, args, { between, choose, sampled, onStep: (ms) => stepTimes.push(ms) });
  } catch (error) {
    if (!isAbort(error)) throw error;
    for (const { text } of lanes) if (text.stop === undefined) text.abort();
  } finally {
    if (batch) forward.release(batch);
  }
  return {
    groups: lanes.map(({ text }) => text.result()),
    firstTokenMs: firstTokenMs || performance.now() - start,
    totalMs: performance.now() - start,
    steps: stepTimes.length,
    msPerStep: stepTimes.length === 0 ? 0 : median(stepTimes),
  };
}

/** Prompt, prefix and draft in one go; the last of maxTokens is never fed, as nothing comes after it. What is given needs no logits. */
function prefillRows({ rows, prefix, draft }: PlannedGroup, maxTokens: number) {
  const fed = [...prefix, ...draft.slice(prefix.length)].slice(0, maxTokens - 1);
  const given = Math.min(prefix.length, fed.length);
  return rows.map(({ prompt, coefficients }) => ({ tokens: [...prompt, ...fed], coefficients, logitsFrom: prompt.length - 1 + given }));
}

/**
 * Takes tokens as long as they are the draft's, and the first that is not (or that comes after it).
 * @returns What is called with the logits of the lane's rows, position by position.
 */
function verifier(lane: Lane, choose: Choose): (logits: readonly Float32Array[]) => void {
  const { group, text } = lane;
  let position = group.prefix.length;
  let open = text.stop === undefined;
  return (logits) => {
    if (!open) return;
    const { token, gap, misalignment } = choose(lane, logits);
    text.take(token, misalignment);
    const drafted = group.draft[position++];
    if (drafted !== undefined && gap < TIE) text.ties++;
    const stands = drafted !== undefined && text.stop !== 'end' && token === drafted;
    if (stands) text.kept = position;
    open = stands && text.stop === undefined;
  };
}

interface Decoding {
  readonly between: () => Promise<void>;
  readonly choose: Choose;
  /** Whether a token depends on nothing but its rows' logits and the noise. */
  readonly sampled: boolean;
  readonly onStep: (ms: number) => void;
}

/** Steps until every lane has ended. */
async function decodeLanes(
  forward: Forward,
  batch: Batch,
  lanes: Lane[],
  { maxTokens, sampling }: Generation,
  decoding: Decoding,
): Promise<void> {
  let present = lanes;
  for (let first = true; ; first = false) {
    const live = present.filter(({ text }) => text.stop === undefined);
    if (live.length === 0) return;
    if (leavingPays(present, live, maxTokens)) {
      forward.keep(batch, live.flatMap(rowsOf));
      place(live);
      present = live;
    }
    // a draft was prefilled beyond the last token that stands; an ended row that stays is stepped on the spot
    if (first || present.length > live.length) forward.rewind(batch, present.flatMap(cachedLengths));

    const start = performance.now();
    const stepped = await stepLanes(
      forward,
      batch,
      present.map((lane) => stepLane(lane, decoding.sampled)),
      sampling,
    );
    for (const [i, lane] of present.entries()) {
      const given = stepped[i];
      if (lane.text.stop !== undefined || !given) continue;
      const { token, misalignment }: Choice & Pick<Mixed, 'misalignment'> =
        'choice' in given ? given.choice : decoding.choose(lane, given.logits);
      lane.text.take(token, misalignment);
      lane.text.tell();
    }
    decoding.onStep(performance.now() - start);
    await decoding.between();
  }
}

function stepLane(lane: Lane, sampled: boolean): StepLane {
  const { group, text, start } = lane;
  const live = text.stop === undefined;
  const alone = sampled && live && group.mixer.kind === 'identity';
  return {
    start,
    rows: group.rows.length,
    tokens: lastTokens(lane),
    live,
    sampled: alone ? { seed: group.seed, position: text.tokens.length } : undefined,
  };
}

/** Ended rows cost their share of every step to come; leaving costs a copy of the others' cache. */
function leavingPays(present: readonly Lane[], live: readonly Lane[], maxTokens: number): boolean {
  const count = (lanes: readonly Lane[]) => lanes.reduce((sum, { group }) => sum + group.rows.length, 0);
  const ended = count(present) - count(live);
  const stepsLeft = maxTokens - Math.min(...live.map(({ text }) => text.tokens.length));
  return ended * stepsLeft > COPY_COST * count(live);
}

function place(lanes: readonly Lane[]): void {
  let start = 0;
  for (const lane of lanes) {
    lane.start = start;
    start += lane.group.rows.length;
  }
}

function rowsOf({ group, start }: Lane): number[] {
  return group.rows.map((_, i) => start + i);
}

/** The newest token is not in the cache yet: the next step appends it. */
function cachedLengths({ group, text }: Lane): number[] {
  return group.rows.map(({ prompt }) => prompt.length + Math.max(0, text.tokens.length - 1));
}

/** A text that ended before its first token repeats the prompt's last: the row is not read any more. */
function lastTokens({ group, text }: Lane): number[] {
  return group.rows.map(({ prompt }) => text.tokens.at(-1) ?? (prompt.at(-1) as number));
}
