/** The worker's side: scores texts in short slices, so that an abort is heard between them, and keeps what it scored. */
import type { Lexicon } from '../../rewards/lexicon/lexicon.ts';
import type { OwnParts } from '../../rewards/own/create.ts';
import { fitHead } from '../../rewards/own/fit-head.ts';
import { loadOwnParts } from '../../rewards/own/load-parts.ts';
import { createRewards, type Rewards } from '../../rewards/registry.ts';
import type { FromScoring, ToScoring } from './protocol.ts';
import { ScoreCache } from './score-cache.ts';
import { buildScorers } from './scorers.ts';

export interface ScoringHostDeps {
  /** Fetches and reads the word list. @throws Error that names the file. */
  readonly loadLexicon: (url: string) => Promise<Lexicon>;
  /** Fetches and compiles the interpreter of code rewards. */
  readonly interpreter: () => Promise<Uint8Array>;
  /** Milliseconds. */
  readonly now: () => number;
  /** Lets messages in. */
  readonly pause: () => Promise<void>;
}

type Score = Extract<ToScoring, { kind: 'score' }>;

/** How long a slice takes before messages are read, in milliseconds. */
const SLICE = 40;
/** Scores that are kept: those of eight rewards on all of a pool's candidates, about four times. */
const KEPT = 400_000;

/** @returns the receiver of messages. */
export function createScoringHost(deps: ScoringHostDeps, post: (message: FromScoring) => void): (message: ToScoring) => Promise<void> {
  let catalog: Promise<Rewards> = Promise.reject(new Error('the word list was not named yet'));
  catalog.catch(() => {});
  const running = new Set<number>();
  const kept = new ScoreCache(KEPT);
  let parts: OwnParts | undefined;

  /** The libraries of earlier rewards stay: an interpreter takes long to compile. */
  async function partsFor(rewards: Score['rewards']): Promise<OwnParts> {
    const definitions = rewards.filter((reward) => typeof reward !== 'string');
    parts = await loadOwnParts(definitions, deps.interpreter, parts);
    return parts;
  }

  async function score({ id, rewards, twins, inputs }: Score): Promise<void> {
    const { scorers, faults } = buildScorers(rewards, twins, await catalog, await partsFor(rewards));
    const faulty = new Set<string>();
    const fault = (reward: string, message: string) => {
      if (!faulty.has(reward)) post({ kind: 'fault', id, reward, message });
      faulty.add(reward);
    };
    for (const { reward, message } of faults) fault(reward, message);
    const scores = new Float64Array(inputs.length * scorers.length).fill(Number.NaN);
    let since = deps.now();
    for (const [i, input] of inputs.entries()) {
      for (const [s, scorer] of scorers.entries()) {
        const { value, message } = kept.score(scorer, input);
        scores[i * scorers.length + s] = value;
        if (message !== undefined) fault(scorer.reward, message);
        if (deps.now() - since < SLICE) continue;
        post({ kind: 'progress', id, done: i });
        await deps.pause();
        if (!running.has(id)) return;
        since = deps.now();
      }
    }
    post({ kind: 'scored', id, ids: scorers.map(({ scorer }) => scorer.id), scores });
  }

  return async (message) => {
    if (message.kind === 'open') {
      catalog = deps.loadLexicon(message.lexicon).then(createRewards);
      catalog.catch(() => {});
    } else if (message.kind === 'abort') running.delete(message.id);
    else {
      running.add(message.id);
      try {
        if (message.kind === 'fit') post({ kind: 'fitted', id: message.id, head: fitHead(message.fit) });
        else await score(message);
      } catch (error) {
        post({ kind: 'failed', id: message.id, message: error instanceof Error ? error.message : String(error) });
      } finally {
        running.delete(message.id);
      }
    }
  };
}
