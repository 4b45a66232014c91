/**
 * Says in public/models/<pack>/front.json what the integer kernels, which a page on WASM runs unless told, do to a front that was measured in
 * float32: reads what both networks answered and writes the differences of the rewards, with intervals over prompts.
 *
 *   for n in floats integers; do npm run evaluate -- --pack fork --network $n --policies clp,rs --seeds 1 --out models/out/networks/$n.json; done
 *   npx tsx scripts/compare-networks.ts --pack fork [--pack voice] [--policies clp,rs]
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseFile } from '../src/lm/parse-file.ts';
import { axisScorers } from '../src/measure/axes.ts';
import { evaluationSeed } from '../src/measure/plan.ts';
import { FrontSchema } from '../src/packs/front.ts';
import { createRewards } from '../src/rewards/registry.ts';
import { compareNetworks } from './evaluate/compare-networks.ts';
import { logFolder, readMeasurements } from './evaluate/measurement-file.ts';
import { NETWORKS } from './evaluate/network.ts';
import { readPackFiles } from './evaluate/pack-files.ts';
import { loadLexicon } from './lexicon.ts';

const { values: options } = parseArgs({
  options: {
    pack: { type: 'string', multiple: true, default: ['voice', 'fork'] },
    policies: { type: 'string', default: 'clp,rs' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const rewards = createRewards(loadLexicon());
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();

for (const id of options.pack) {
  const folder = join(root, 'public/models', id);
  const [floats, integers] = NETWORKS.map((network) => readMeasurements(join(logFolder(root, network), `${id}.jsonl`)));
  const { pack } = readPackFiles(folder);
  const policies = compareNetworks(floats ?? [], integers ?? [], options.policies.split(','), axisScorers(pack, rewards));
  const file = join(folder, 'front.json');
  const front = parseFile(FrontSchema, JSON.parse(readFileSync(file, 'utf8')), file);
  const engineSeeds = (integers ?? [])
    .filter(({ split }) => split === 'held_out')
    .flatMap(({ answers }) => answers.map(({ seed }) => seed));
  const seeds = [...new Set(engineSeeds.map(evaluationSeed))].sort((a, b) => a - b);
  writeFileSync(file, `${JSON.stringify(parseFile(FrontSchema, { ...front, integers: { commit, seeds, policies } }, file))}\n`);
  for (const one of policies) console.log(id, JSON.stringify(one));
}
