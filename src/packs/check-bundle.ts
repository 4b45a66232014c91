import type { PackBytes } from './bundle.ts';
import type { Pack } from './pack.ts';
import { adapterPaths, parseJson } from './pack-files.ts';
import { parsePack } from './pack-source.ts';

/** What of the page decides whether a pack can play here. */
export interface PackHost {
  /** The loaded model, where it is known. */
  readonly base: { readonly name: string; readonly sha256: string } | undefined;
  /** Ids of the rewards that can be scored. */
  readonly rewards: readonly string[];
}

/**
 * The pack among files that came from outside, if it can play here.
 * @throws Error of one sentence that names the file and the field.
 */
export function checkBundle(files: PackBytes, host: PackHost): Pack {
  const pack = parsePack(files.get('pack.json'));
  checkHost(pack, host);
  for (const slot of pack.slots) {
    if (!('path' in slot)) continue;
    const [config, tensors] = adapterPaths(slot.path);
    for (const path of [config, tensors]) {
      if (!files.has(path)) throw new Error(`${path}: expected a file for slot ${slot.id}, got none`);
    }
    parseJson(files.get(config) as Uint8Array, config);
  }
  return pack;
}

/** The sentence about a pack whose adapters were trained on another model than the one that is here. */
export function foreignBase({ base }: Pick<Pack, 'base'>, { name, sha256 }: NonNullable<PackHost['base']>): string {
  return `pack.json: field base: expected the model that is here, ${name} (${sha256.slice(0, 10)}…), got ${base.slice(0, 10)}…`;
}

/** @throws Error that names the field of pack.json. */
export function checkHost({ base, rewards, golden = [], definitions = [] }: Pack, host: PackHost): void {
  if (host.base && base !== host.base.sha256) throw new Error(foreignBase({ base }, host.base));
  const known = [...host.rewards, ...definitions.map(({ id }) => id)];
  const unknown = [...rewards, ...golden].find((reward) => !known.includes(reward));
  if (unknown !== undefined) throw new Error(`pack.json: field rewards: expected some of ${known.join(', ')}, got "${unknown}"`);
}
