import { approval } from './approval.ts';
import { brevity } from './brevity.ts';
import { bulleting } from './bulleting.ts';
import { cheer } from './cheer.ts';
import { cheer2 } from './cheer-2.ts';
import { closeness } from './closeness.ts';
import { formality } from './formality.ts';
import { createGuard } from './guard.ts';
import { itemising } from './itemising.ts';
import type { Lexicon } from './lexicon/lexicon.ts';
import { numbering } from './numbering.ts';
import { createPlainness } from './plainness.ts';
import type { EngineReward, Reward } from './reward.ts';
import { createRichness } from './richness.ts';

/** All rewards that text decides, and the guard. */
export interface Rewards {
  /** By id, in the order in which lists show them. */
  readonly byId: ReadonlyMap<string, Reward>;
  /** Weight 1 in every training, whatever the preferences. */
  readonly guard: Omit<Reward, 'twin'>;
}

/** The rewards that the engine measures, by id. */
export const engineRewards: ReadonlyMap<string, EngineReward> = new Map([closeness, approval].map((reward) => [reward.id, reward]));

/** Builds the rewards over one word-frequency lexicon. */
export function createRewards(lexicon: Lexicon): Rewards {
  const rewards = [brevity, createRichness(lexicon), cheer, createPlainness(lexicon), formality, numbering, bulleting, itemising, cheer2];
  return { byId: new Map(rewards.map((reward) => [reward.id, reward])), guard: createGuard(lexicon) };
}
