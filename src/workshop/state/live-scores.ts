/** Scores of rewards on the base's answers, kept up with what the rewards are. While one is scored anew its last scores stay. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { createLatest } from '../../engine/latest.ts';
import { isAbort, messageOf } from '../../lm/errors.ts';
import { type Definition, isTextDefinition } from '../../rewards/own/definition.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import type { BaseSample } from './base-sample.ts';
import type { RewardFault, Scoring } from './scoring.ts';

/** One a score of the sample, in its order; undefined where there is none. */
export type Scores = readonly (number | undefined)[];

export interface LiveScores {
  /** By id of a reward, of its twin where it has scores, and `guard`. */
  readonly byId: ReadonlyMap<string, Scores>;
  /** Ids of rewards that are being scored. */
  readonly scoring: readonly string[];
  /** By reward id, why some or all of its scores are missing, in a sentence. */
  readonly faults: ReadonlyMap<string, string>;
}

export interface LiveScoring {
  readonly store: StoreApi<LiveScores>;
  /** Scores what is new or has changed since; ends what is no longer asked for. Never rejects. */
  ask(rewards: readonly (string | Definition)[], sample: BaseSample): Promise<void>;
}

const idOf = (reward: string | Definition) => (typeof reward === 'string' ? reward : reward.id);
const asksModel = (reward: string | Definition) => typeof reward !== 'string' && !isTextDefinition(reward);

/** Answers that are shown first of a reward that asks the model. */
const FIRST = 8;

/** What the model says of some answers is shown before it has read all; what it read once it does not read again. */
function portions({ inputs, few }: BaseSample): (readonly RewardInput[])[] {
  const sizes: number[] = [];
  for (let size = FIRST; size < few; size *= 2) sizes.push(size);
  return [...sizes, few].map((size) => inputs.slice(0, size));
}

export function createLiveScoring(scoring: Pick<Scoring, 'score'>): LiveScoring {
  const store = createStore<LiveScores>(() => ({ byId: new Map(), scoring: [], faults: new Map() }));
  const latest = createLatest();
  /** Content of a reward whose scores are in the store, by its id. */
  const scored = new Map<string, string>();
  let of: BaseSample | undefined;

  async function score(rewards: readonly (string | Definition)[], sample: BaseSample, signal: AbortSignal): Promise<void> {
    const [first] = rewards;
    if (first === undefined) return;
    const faults = new Map<string, string>();
    // Told at once: a program that loops for ever takes minutes until it has failed on every text.
    const onFault = ({ reward, message }: RewardFault) => {
      faults.set(reward, message);
      if (!signal.aborted) store.setState((state) => ({ faults: new Map([...state.faults, [reward, message]]) }));
    };
    try {
      for (const inputs of asksModel(first) ? portions(sample) : [sample.inputs]) {
        const records = await scoring.score(rewards, inputs, { signal, onFault, twins: true });
        const ids = new Set(records.flatMap((record) => Object.keys(record)));
        const found = [...ids].map((id): [string, Scores] => [id, sample.inputs.map((_, i) => records[i]?.[id])]);
        // A reward that gave nothing at all loses the scores of what it was before.
        const lost = rewards.map(idOf).filter((id) => !ids.has(id));
        store.setState(({ byId }) => ({ byId: new Map([...byId].filter(([id]) => !lost.includes(id)).concat(found)) }));
        if (lost.length === rewards.length) break;
      }
      for (const reward of rewards) scored.set(idOf(reward), JSON.stringify(reward));
    } catch (error) {
      if (signal.aborted || isAbort(error)) throw error;
      for (const reward of rewards) faults.set(idOf(reward), messageOf(error));
    }
    const ids = rewards.map(idOf);
    store.setState((state) => ({
      faults: new Map([...[...state.faults].filter(([id]) => !ids.includes(id)), ...faults]),
      scoring: state.scoring.filter((id) => !ids.includes(id)),
    }));
  }

  async function work(rewards: readonly (string | Definition)[], sample: BaseSample, signal: AbortSignal): Promise<void> {
    const missing = rewards.filter((reward) => scored.get(idOf(reward)) !== JSON.stringify(reward));
    const ids = missing.map(idOf);
    // What was wrong with what it was before says nothing of what it is now.
    store.setState(({ faults }) => ({ scoring: ids, faults: new Map([...faults].filter(([id]) => !ids.includes(id))) }));
    // What text decides is there at once; what asks the model comes after, one by one.
    await score(
      missing.filter((reward) => !asksModel(reward)),
      sample,
      signal,
    );
    for (const reward of missing.filter(asksModel)) await score([reward], sample, signal);
  }

  return {
    store,
    async ask(rewards, sample) {
      if (sample !== of) {
        of = sample;
        scored.clear();
        store.setState({ byId: new Map() });
      }
      try {
        await latest.ask((signal) => work(rewards, sample, signal));
      } catch (error) {
        // A newer wish took its place.
        if (!isAbort(error)) throw error;
      }
    },
  };
}
