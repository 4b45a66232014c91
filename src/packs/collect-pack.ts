import type { PackBytes } from './bundle.ts';
import { adapterPaths } from './pack-files.ts';
import { packReadme } from './pack-readme.ts';
import type { PackSource } from './pack-source.ts';

/**
 * All files of a pack on a host, as a bundle has them: its own bytes unchanged, with a README and its prompts beside them.
 * @throws Error that names an adapter's file which is missing; the signal's reason when aborted.
 */
export async function collectPack({ pack, front, files }: PackSource, signal?: AbortSignal): Promise<PackBytes> {
  const adapters = pack.slots.flatMap((slot) => ('path' in slot ? adapterPaths(slot.path) : []));
  const read = await Promise.all(
    ['pack.json', 'front.json', ...(pack.rewardModel ? ['goodhart.json'] : []), ...adapters].map(
      async (path) => [path, await files.read(path, signal)] as const,
    ),
  );
  const missing = read.find(([path, bytes]) => bytes === undefined && (path === 'pack.json' || adapters.includes(path)));
  if (missing) throw new Error(`${missing[0]}: expected a file of this pack, got none`);
  const text = (words: string) => new TextEncoder().encode(words);
  const prompts = { format: 'tiller-prompts/1', examples: pack.examples, heldOut: front?.prompts ?? [] };
  return new Map([
    ...read.flatMap(([path, bytes]) => (bytes ? [[path, bytes] as const] : [])),
    ['prompts.json', text(`${JSON.stringify(prompts, null, 2)}\n`)],
    ['README.md', text(packReadme(pack, front))],
  ]);
}
