/**
 * Writes pack.json of a trained pack from its description (models/runs/<pack>/policies.json) and from what its runs left: adapters,
 * calibration, logs, prompts; and public/models/packs.json, the list of packs.
 *
 *   npx tsx scripts/make-pack.ts --pack voice [--pack dial ...]   public/models/<pack>/pack.json from its adapters/ and models/runs/<pack>/
 *   npx tsx scripts/make-pack.ts --pack voice --replicas          models/out/replicas/voice/pack.json: the base and what replicas.json names
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseFile } from '../src/lm/parse-file.ts';
import { ManifestSchema } from '../src/packs/manifest.ts';
import { PackIndexSchema, PackSchema } from '../src/packs/pack.ts';
import { readPrompts } from './evaluate/pack-files.ts';
import { assemblePack } from './make-pack/assemble-pack.ts';
import { type Description, DescriptionSchema, ReplicasSchema } from './make-pack/description.ts';

/** In the order of the page's list; the first is shown unless told. */
const PACKS = ['voice', 'dial', 'fork', 'twins', 'proxy'];

const { values: options } = parseArgs({
  options: { pack: { type: 'string', multiple: true, default: ['voice'] }, replicas: { type: 'boolean', default: false } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const models = join(root, 'public/models');
const manifest = parseFile(ManifestSchema, readJson(join(models, 'base/manifest.json')), 'manifest.json');

for (const id of options.pack) {
  const records = join(root, 'models/runs', id);
  const folder = options.replicas ? join(root, 'models/out/replicas', id) : join(models, id);
  const described = options.replicas ? replicas(records) : description(records);
  const pack = assemblePack({
    id,
    description: described,
    prompts: readPrompts(),
    base: manifest.sha256,
    commitOf,
    paths: { root, folder, records, adapters: join(models, id, 'adapters') },
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pack.json'), `${JSON.stringify(pack, null, 2)}\n`);
  const left = described.policies.filter((one) => !pack.policies.some((policy) => policy.id === one.id)).map((one) => one.id);
  if (left.length > 0) console.log(`left out, as adapters of theirs are not there: ${left.join(', ')}`);
  console.log(`wrote ${join(folder, 'pack.json')}: ${pack.policies.length} policies, ${pack.slots.length} slots`);
}
if (!options.replicas) writeIndex();

/** HEAD for what is not committed as it stands: describe a pack again when its records are. */
function commitOf(file: string): string {
  const git = (...words: string[]) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
  return git('status', '--porcelain', '--', file) ? git('rev-parse', 'HEAD') : git('log', '-1', '--format=%H', '--', file);
}

function description(records: string): Description {
  const file = join(records, 'policies.json');
  return parseFile(DescriptionSchema, readJson(file), file);
}

/** The base stands beside the replicas, as every front needs it. */
function replicas(records: string): Description {
  const file = join(records, 'replicas.json');
  const published = description(records);
  const base = published.policies.filter(({ method }) => method === 'base');
  return { ...published, policies: [...base, ...parseFile(ReplicasSchema, readJson(file), file).policies] };
}

function writeIndex(): void {
  const packs = PACKS.flatMap((id) => {
    const file = join(models, id, 'pack.json');
    if (!existsSync(file)) return [];
    const { label, task } = parseFile(PackSchema, readJson(file), file);
    return [{ id, label, task }];
  });
  const file = join(models, 'packs.json');
  writeFileSync(file, `${JSON.stringify(parseFile(PackIndexSchema, { format: 'tiller-packs/1', packs }, file), null, 2)}\n`);
}

function readJson(file: string): unknown {
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
