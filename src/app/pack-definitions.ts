/** Rewards that a pack brings as data, on their way into the page. */
import type { Pack } from '../packs/pack.ts';
import { hasKind } from '../rewards/own/load-parts.ts';
import { withDefinitions } from '../rewards/own/with-definitions.ts';
import type { Rewards } from '../rewards/registry.ts';
import { fetchOwnParts } from '../site/own-parts.ts';

/**
 * The rewards with those that the pack defines; what they need is fetched only then.
 * @throws Error of one sentence when a file is missing, or a definition cannot be scored here.
 */
export async function withOwnRewards(catalog: Rewards, { definitions = [] }: Pack, signal: AbortSignal): Promise<Rewards> {
  return definitions.length === 0 ? catalog : withDefinitions(catalog, definitions, await fetchOwnParts(definitions, signal));
}

/** Said of a pack that brings code: a reader may want to know before they read its numbers. */
export function codeNotice({ definitions = [] }: Pack): string | undefined {
  const labels = definitions.filter((one) => hasKind([one], 'code')).map(({ label }) => `“${label}”`);
  if (labels.length === 0) return undefined;
  const [reward, runs] = labels.length === 1 ? ['a reward', 'It runs'] : ['rewards', 'They run'];
  return `This pack brings code of its own for ${reward}, ${labels.join(' and ')}. ${runs} in an interpreter without network, clock or page, within fixed bounds.`;
}
