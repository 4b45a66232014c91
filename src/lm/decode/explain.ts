/** Why an answer has the words it has: under several steerings at once, how likely each token was, and what else could have stood there. */
import type { ExplainEvent, ExplainedToken, Explaining, ExplainResult } from '../explanation.ts';
import type { Forward } from '../run/forward.ts';
import { textPieces } from '../text/text-pieces.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { type Pass, planExplaining } from './explain-passes.ts';
import { logProbabilities } from './log-probability.ts';
import { mixLogits } from './mixer.ts';
import { prefillGroups } from './prefill-groups.ts';
import type { PlannedScore } from './request.ts';
import type { ScoreOptions } from './score.ts';

export interface ExplainOptions extends ScoreOptions {
  readonly onEvent?: (event: ExplainEvent) => void;
}

/** What is known of one place in the answer so far. */
interface Place {
  readonly token: number;
  rank: number;
  rivals: readonly number[];
  /** By steering: of the token itself, then of its rivals. */
  readonly logProbabilities: (readonly number[])[];
  divergence?: number;
}

/**
 * Reads the answer once for every distinct row of the steerings, without decoding. Logits are reduced position by position and never kept.
 * @throws EngineError 'bad-request' for a request that makes no sense; what `between` throws; errors of the backend.
 */
export async function explain(
  forward: Forward,
  tokenizer: Pick<Tokenizer, 'encodeChat' | 'end' | 'stops' | 'decode'>,
  args: Explaining,
  { bank, between, onEvent = () => {} }: ExplainOptions = {},
): Promise<ExplainResult> {
  const start = performance.now();
  const { plans, passes, experts } = planExplaining({ forward, bank }, tokenizer, args);
  const { answer } = plans[0] as PlannedScore;
  const places = answer.map((token): Place => ({ token, rank: 0, rivals: [], logProbabilities: [] }));
  const read = placeReader({ plans, experts, rivals: args.rivals, temperature: args.temperature });

  let done = 0;
  const total = answer.length * passes.reduce((sum, { rows }) => sum + rows.length, 0);
  for (const pass of passes) {
    const take = (position: number, logits: readonly Float32Array[]) => {
      read(places[position] as Place, pass, logits);
      done += pass.rows.length;
      onEvent({ type: 'explain-progress', done: done / total });
    };
    await prefillGroups(forward, [pass.rows], (_, position, logits) => take(position, logits), {
      ...(bank ? { bank } : {}),
      ...(between ? { between } : {}),
    });
  }
  const tokens = places.map((place) => tokenOf(place, tokenizer));
  return { tokens, pieces: textPieces(tokenizer.decode, args.tokens), totalMs: performance.now() - start };
}

interface Reading {
  readonly plans: readonly PlannedScore[];
  readonly rivals: number;
  readonly temperature: number;
  /** Index of a steering to its weight. */
  readonly experts: ReadonlyMap<number, number>;
}

/** What is read of a place when a pass comes to it. The first steering's pass is the first, so that the others know the rivals. */
function placeReader({ plans, rivals, temperature, experts }: Reading) {
  return (place: Place, { steerings }: Pass, rows: readonly Float32Array[]): void => {
    const parting: { readonly logits: Float32Array; readonly weight: number }[] = [];
    for (const { index, places } of steerings) {
      const { mixer } = plans[index] as PlannedScore;
      const own = places.map((row) => rows[row] as Float32Array);
      const { logits } = mixLogits(mixer, own);
      if (index === 0) Object.assign(place, rankAndRivals(logits, place.token, rivals));
      place.logProbabilities[index] = logProbabilities(logits, [place.token, ...place.rivals], temperature);
      const weight = experts.get(index);
      if (weight !== undefined) parting.push({ logits, weight });
    }
    if (parting.length === 0) return;
    const mixer = { kind: 'log-probs', weights: parting.map(({ weight }) => weight) } as const;
    const parted = mixLogits(
      mixer,
      parting.map(({ logits }) => logits),
    );
    place.divergence = parted.misalignment ?? 0;
  };
}

/** The token's place among all by falling logit, and the first `count` others; of equal logits the smaller id comes first. */
function rankAndRivals(logits: Float32Array, token: number, count: number): Pick<Place, 'rank' | 'rivals'> {
  const own = logits[token] as number;
  const best: number[] = [];
  let rank = 1;
  for (let v = 0; v < logits.length; v++) {
    const logit = logits[v] as number;
    if (logit > own) rank += 1;
    if (v === token || logit === Number.NEGATIVE_INFINITY) continue;
    if (best.length === count && !(logit > (logits[best.at(-1) ?? v] as number))) continue;
    let at = best.length;
    while (at > 0 && logit > (logits[best[at - 1] as number] as number)) at -= 1;
    best.splice(at, 0, v);
    if (best.length > count) best.pop();
  }
  return { rank, rivals: best };
}

function tokenOf(
  { token, rank, rivals, logProbabilities, divergence }: Place,
  tokenizer: Pick<Tokenizer, 'stops' | 'decode'>,
): ExplainedToken {
  const candidate = (id: number, place: number) => ({
    token: id,
    text: tokenizer.decode([id]),
    ends: tokenizer.stops.has(id),
    logProbabilities: logProbabilities.map((values) => values[place] as number),
  });
  return {
    ...candidate(token, 0),
    rank,
    rivals: rivals.map((id, i) => candidate(id, i + 1)),
    ...(divergence === undefined ? {} : { divergence }),
  };
}
