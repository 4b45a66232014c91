/** Checks a question about an answer's words, and divides its steerings into passes: as many side by side as memory allows, rows that compute the same once. */
import { EngineError } from '../errors.ts';
import type { Explaining } from '../explanation.ts';
import type { PrefillRow } from '../run/forward.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { type PlanContext, type PlannedScore, planScores } from './request.ts';

/** Tokens whose cache is kept at once, about: 96 MB for 2,048. One steering may need more. */
const CACHE_TOKENS = 2048;

/** Steerings that run side by side. */
export interface Pass {
  readonly rows: readonly PrefillRow[];
  /** By rising index: places in `rows` of the rows that the steering mixes. */
  readonly steerings: readonly { readonly index: number; readonly places: readonly number[] }[];
}

export interface PlannedExplaining {
  /** One a steering. */
  readonly plans: readonly PlannedScore[];
  /** The first steering is in the first. */
  readonly passes: readonly Pass[];
  /** Index of a steering to its weight as an expert. */
  readonly experts: ReadonlyMap<number, number>;
}

/** @throws EngineError 'bad-request' that shows the value and what was expected. */
export function planExplaining(
  context: PlanContext,
  tokenizer: Pick<Tokenizer, 'encodeChat' | 'end'>,
  args: Explaining,
): PlannedExplaining {
  checkExplaining(args);
  const { steerings, experts = [], rivals: _, temperature, ...text } = args;
  const plans = planScores(context, tokenizer, { groups: steerings.map((steering) => ({ ...text, ...steering })), temperature });
  const weights = new Map(experts.map(({ id, weight }) => [steerings.findIndex((steering) => steering.id === id), weight]));
  return { plans, passes: explainPasses(plans, [...weights.keys()]), experts: weights };
}

/** @param plans One a steering. @param together Indices of steerings that are read at one position, as a divergence needs. */
function explainPasses(plans: readonly PlannedScore[], together: readonly number[]): Pass[] {
  const first = together.includes(0) ? together : [0];
  const units = [first, ...(first === together ? [] : [together]), ...[...plans.keys()].map((index) => [index])];
  const passes: { rows: Map<string, PrefillRow>; indices: Set<number> }[] = [];
  const placed = new Set<number>();
  for (const unit of units.map((indices) => indices.filter((index) => !placed.has(index)))) {
    if (unit.length === 0) continue;
    const own = new Map(unit.flatMap((index) => mixedRows(plans[index] as PlannedScore)).map((row) => [keyOf(row), row]));
    const last = passes.at(-1);
    const joined = new Map([...(last?.rows ?? []), ...own]);
    if (last && tokensOf(joined) <= CACHE_TOKENS) {
      last.rows = joined;
      for (const index of unit) last.indices.add(index);
    } else passes.push({ rows: own, indices: new Set(unit) });
    for (const index of unit) placed.add(index);
  }
  return passes.map(({ rows, indices }) => {
    const places = new Map([...rows.keys()].map((key, place) => [key, place]));
    const placesOf = (index: number) => mixedRows(plans[index] as PlannedScore).map((row) => places.get(keyOf(row)) as number);
    const steerings = [...indices].sort((a, b) => a - b).map((index) => ({ index, places: placesOf(index) }));
    return { rows: [...rows.values()], steerings };
  });
}

function mixedRows({ rows, mixed }: PlannedScore): PrefillRow[] {
  return mixed.map((place) => rows[place] as PrefillRow);
}

function keyOf({ tokens, coefficients }: PrefillRow): string {
  return JSON.stringify([tokens, [...coefficients]]);
}

function tokensOf(rows: ReadonlyMap<string, PrefillRow>): number {
  return [...rows.values()].reduce((sum, { tokens }) => sum + tokens.length, 0);
}

/** Most steerings of one call, and rivals of a token. */
const STEERINGS = 32;
const RIVALS = 20;

/** @throws EngineError 'bad-request' for what planScores does not know of. */
function checkExplaining({ steerings, experts = [], rivals }: Explaining): void {
  const refuse = (message: string): never => {
    throw new EngineError('bad-request', message);
  };
  if (steerings.length < 1 || steerings.length > STEERINGS) refuse(`${steerings.length} steerings, expected 1 to ${STEERINGS}`);
  if (!Number.isInteger(rivals) || rivals < 0 || rivals > RIVALS) refuse(`rivals is ${rivals}, expected an integer from 0 to ${RIVALS}`);
  const stranger = experts.find(({ id }) => steerings.every((steering) => steering.id !== id));
  if (stranger) refuse(`the expert '${stranger.id}' is no steering, expected one of ${steerings.map(({ id }) => id).join(', ')}`);
  const twice = experts.find(({ id }, i) => experts.findIndex((other) => other.id === id) !== i);
  if (twice) refuse(`the expert '${twice.id}' comes twice, expected every one once`);
  const weights = experts.map(({ weight }) => weight);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (experts.length > 0 && !(weights.every((weight) => weight >= 0) && Math.abs(sum - 1) < 1e-6))
    refuse(`the experts weigh [${weights.join(', ')}], expected numbers of at least 0 that sum to 1`);
}
