/** One step of the decode loop: of lanes that sample from one row a list of the likeliest tokens is enough, where the network can make one. */
import type { Sampling } from '../requests.ts';
import type { Batch, Forward, ListAsk, TokenList } from '../run/forward.ts';
import { askFor, sampleFromList } from './list-sampler.ts';
import type { Choice } from './sampler.ts';

/** A text's rows in the batch, and where it stands. */
export interface StepLane {
  /** Index of its first row. */
  readonly start: number;
  readonly rows: number;
  /** Of the newest tokens, one a row. */
  readonly tokens: readonly number[];
  /** Whether anybody reads what comes of its rows. */
  readonly live: boolean;
  /** Where the next token depends on one row's logits and the noise alone: the seed, and the token's place in the text. */
  readonly sampled?: { readonly seed: number; readonly position: number } | undefined;
}

/** What a step gave a lane: the token, or what to choose it from. */
export type Stepped = { readonly choice: Choice } | { readonly logits: readonly Float32Array[] };

/** @returns Of every lane in turn; of one that is not live nothing that means anything. */
export async function stepLanes(forward: Forward, batch: Batch, lanes: readonly StepLane[], sampling: Sampling): Promise<Stepped[]> {
  const { vocabulary } = forward;
  const tokens = lanes.flatMap((lane) => lane.tokens);
  if (!forward.stepLists || !forward.stepped || !lanes.some(({ sampled }) => sampled)) {
    const flat = await forward.step(batch, tokens);
    return lanes.map(({ start, rows }) => ({
      logits: Array.from({ length: rows }, (_, i) => flat.subarray((start + i) * vocabulary, (start + i + 1) * vocabulary)),
    }));
  }
  const asks = lanes.flatMap(({ rows, sampled, live }): (ListAsk | undefined)[] => {
    const ask = sampled ? askFor(sampling, vocabulary, sampled.seed, sampled.position) : undefined;
    return Array.from({ length: rows }, () => ask ?? (live ? undefined : { temperature: 1 }));
  });
  const given = await forward.stepLists(batch, tokens, asks);
  const stepped: Stepped[] = [];
  for (const { start, rows, sampled, live } of lanes) {
    const own = given.slice(start, start + rows);
    const [first] = own;
    if (!live) stepped.push({ logits: [] });
    else if (sampled && first && 'tokens' in first) {
      const choice = sampleFromList(first, sampling, vocabulary, sampled.seed, sampled.position);
      stepped.push(choice ? { choice } : { logits: [await forward.stepped(batch, start)] });
    } else stepped.push({ logits: own.filter((each): each is Float32Array => !isList(each)) });
  }
  return stepped;
}

const isList = (given: TokenList | Float32Array): given is TokenList => 'tokens' in given;
