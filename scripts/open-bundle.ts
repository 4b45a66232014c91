/**
 * Says what the page would make of a bundle: its policies and slots, or the sentence with which it is refused.
 *
 *   npx tsx scripts/open-bundle.ts mine.tiller.zip
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { messageOf } from '../src/lm/errors.ts';
import { readBundle } from '../src/packs/bundle.ts';
import { checkBundle } from '../src/packs/check-bundle.ts';
import { heldFiles } from '../src/packs/pack-files.ts';
import { loadPack } from '../src/packs/pack-source.ts';
import { slotSources } from '../src/packs/slot-sources.ts';
import { createRewards, engineRewards } from '../src/rewards/registry.ts';
import { loadLexicon } from './lexicon.ts';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('expected a bundle, <name>.tiller.zip');

try {
  const { files, left } = await readBundle(new Blob([readFileSync(file)]), basename(file));
  const rewards = [...createRewards(loadLexicon()).byId.keys(), ...engineRewards.keys()];
  const pack = checkBundle(files, { base: undefined, rewards });
  const held = heldFiles(new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])])), (path) => path);
  const { front, leftOut } = await loadPack(held);
  for (const { id, method, training } of pack.policies) {
    console.log(`${id} (${method})${training ? `: ${training.steps} steps, seed ${training.seed}, commit ${training.commit}` : ''}`);
  }
  console.log(
    `slots: ${slotSources(pack, pack.policies, held)
      .map(({ id }) => id)
      .join(', ')}`,
  );
  console.log(front ? `measured on ${front.prompts.length} prompts` : 'not measured');
  for (const sentence of [...leftOut, ...left.map((path) => `${path} was left out.`)]) console.log(sentence);
} catch (error) {
  console.log(messageOf(error));
  process.exitCode = 1;
}
