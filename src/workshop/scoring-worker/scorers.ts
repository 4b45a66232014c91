/** From rewards as they are asked for to scorers that run, one that cannot be built by name beside the others. */
import { createOwnReward, type OwnParts, type OwnScorer } from '../../rewards/own/create.ts';
import { engineRewards, type Rewards } from '../../rewards/registry.ts';
import type { TextScorable } from './protocol.ts';

/** A scorer, and a name for its content: two with one name score alike. */
export interface NamedScorer {
  readonly scorer: OwnScorer;
  readonly content: string;
  /** The reward that it is, or is the twin of. */
  readonly reward: string;
}

export interface Built {
  readonly scorers: readonly NamedScorer[];
  readonly faults: readonly { readonly reward: string; readonly message: string }[];
}

/** The rewards, their twins where wanted, and the guard; each id once. */
export function buildScorers(rewards: readonly TextScorable[], twins: boolean, catalog: Rewards, parts: OwnParts): Built {
  const faults: { reward: string; message: string }[] = [];
  const scorers = new Map<string, NamedScorer>();
  const add = (scorer: OwnScorer, reward: string, content: string) => {
    if (!scorers.has(scorer.id)) scorers.set(scorer.id, { scorer, content: `${scorer.id} ${content}`, reward });
  };
  for (const asked of rewards) {
    const id = typeof asked === 'string' ? asked : asked.id;
    const content = typeof asked === 'string' ? '' : JSON.stringify(asked);
    try {
      const { twin, ...own } = typeof asked === 'string' ? knownReward(asked, catalog) : createOwnReward(asked, catalog, parts);
      add(own, id, content);
      if (twins && twin) add(twin, id, content);
    } catch (error) {
      faults.push({ reward: id, message: error instanceof Error ? error.message : String(error) });
    }
  }
  add(catalog.guard, catalog.guard.id, '');
  return { scorers: [...scorers.values()], faults };
}

/** A reward of the registry, or the twin of one, which has no twin of its own. */
function knownReward(id: string, { byId }: Rewards): OwnScorer & { readonly twin?: OwnScorer } {
  const reward = byId.get(id);
  if (reward) return reward;
  const twin = [...byId.values()].find((one) => one.twin.id === id)?.twin;
  if (twin) return twin;
  const measured = engineRewards.get(id);
  throw new Error(
    measured
      ? `${measured.label} is measured of a policy, not of a text alone.`
      : `expected one of ${[...byId.keys()].join(', ')} or a definition, got ${id}`,
  );
}
