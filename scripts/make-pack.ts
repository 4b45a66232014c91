/**
 * Writes pack.json of a trained pack from its description (models/runs/<pack>/policies.json) and from what its runs left: adapters,
 * calibration, logs, prompts; and public/models/packs.json, the list of packs.
 *
 *   npx tsx scripts/make-pack.ts --pack voice [--pack dial ...]   public/models/<pack>/pack.json from its adapters/ and models/runs/<pack>/
 *   npx tsx scripts/make-pack.ts --pack voice --replicas          models/out/replicas/voice/pack.json: the base and what replicas.json names
 *   npx tsx scripts/make-pack.ts --pack fork-50 --unserved        models/out/unserved/fork-50/pack.json: a pack that is measured alone
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseFile } from '../src/lm/parse-file.ts';
import { recordCommit } from './make-pack/commits.ts';
import { type Description, ReplicasSchema } from './make-pack/description.ts';
import { jsonText, makePack, packIndexText, readDescription, readJson } from './make-pack/published.ts';

const { values: options } = parseArgs({
  options: {
    pack: { type: 'string', multiple: true, default: ['voice'] },
    replicas: { type: 'boolean', default: false },
    unserved: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const models = join(root, 'public/models');

for (const id of options.pack) {
  const folder = folderOf(id);
  const described = options.replicas ? replicas(id) : readDescription(root, id);
  const pack = makePack(root, id, described, folder, recordCommit);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pack.json'), jsonText(pack));
  const left = described.policies.filter((one) => !pack.policies.some((policy) => policy.id === one.id)).map((one) => one.id);
  if (left.length > 0) console.log(`left out, as adapters of theirs are not there: ${left.join(', ')}`);
  console.log(`wrote ${join(folder, 'pack.json')}: ${pack.policies.length} policies, ${pack.slots.length} slots`);
}
if (!options.replicas && !options.unserved) writeFileSync(join(models, 'packs.json'), packIndexText(root));

function folderOf(id: string): string {
  if (options.unserved) return join(root, 'models/out/unserved', id);
  return options.replicas ? join(root, 'models/out/replicas', id) : join(models, id);
}

/** The base stands beside the replicas, as every front needs it. */
function replicas(id: string): Description {
  const file = join(root, 'models/runs', id, 'replicas.json');
  const published = readDescription(root, id);
  const base = published.policies.filter(({ method }) => method === 'base');
  return { ...published, policies: [...base, ...parseFile(ReplicasSchema, readJson(file), file).policies] };
}
