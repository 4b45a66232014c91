/**
 * Writes pack.json of a trained pack from what its run left: adapters, calibration, logs, prompts.
 *
 *   npx tsx scripts/make-pack.ts --pack voice                      public/models/voice/pack.json from its adapters/ and models/runs/voice/
 *   npx tsx scripts/make-pack.ts --pack voice --run models/out/voice   a rehearsal: the newest adapters of an unfinished run, to <run>/pack.json
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { ManifestSchema } from '../src/engine/manifest.ts';
import { type Pack, PackSchema, parseFile } from '../src/engine/pack.ts';
import { createRewards } from '../src/rewards/registry.ts';
import { readPrompts } from './evaluate/pack-files.ts';
import { trainingCost } from './evaluate/training-cost.ts';
import { loadLexicon } from './lexicon.ts';

const LABELS: Readonly<Record<string, { label: string; task: string }>> = {
  voice: { label: 'Voice', task: 'Short answers to everyday requests' },
};

const ConfigSchema = v.object({ rewards: v.array(v.string()), limit: v.number(), temperature: v.number(), seed: v.number() });
const CalibrationSchema = v.object({ base: v.record(v.string(), v.object({ mean: v.number(), sd: v.number() })) });
const AdapterSchema = v.object({ r: v.number() });

const { values: options } = parseArgs({ options: { pack: { type: 'string', default: 'voice' }, run: { type: 'string' } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const runFolder = join(root, 'models/runs', options.pack);
const folder = options.run ? resolve(options.run) : join(root, 'public/models', options.pack);

const config = parseFile(ConfigSchema, readJson(join(runFolder, 'config.json')), 'config.json');
const calibrationFile = options.run ? join(folder, 'clp/calibration.json') : join(runFolder, 'calibration.json');
const { base: calibration } = parseFile(CalibrationSchema, readJson(calibrationFile), calibrationFile);
const prompts = readPrompts(options.pack);
const manifest = parseFile(ManifestSchema, readJson(join(root, 'public/models/base/manifest.json')), 'manifest.json');
const { byId } = createRewards(loadLexicon());
const unknown = config.rewards.find((id) => !byId.has(id));
if (unknown !== undefined) throw new Error(`reward ${unknown} of config.json: expected one of ${[...byId.keys()].join(', ')}`);

const experts = config.rewards.map((reward) => `rs-${reward}`);
const conditioned = config.rewards.map((reward) => `clp-${reward}`);
const cost = (policy: string) => trainingCost(policy, options.run ? join(folder, policy) : runFolder, config.seed, head());
const pack: Pack = {
  format: 'tiller-pack/1',
  id: options.pack,
  label: LABELS[options.pack]?.label ?? options.pack,
  task: LABELS[options.pack]?.task ?? options.pack,
  base: manifest.sha256,
  system: prompts.system,
  maxTokens: config.limit,
  temperature: config.temperature,
  rewards: config.rewards,
  calibration: Object.fromEntries([...config.rewards, 'guard'].flatMap((id) => (calibration[id] ? [[id, calibration[id]]] : []))),
  slots: ['clp-shared', ...conditioned, ...experts].map((id) => ({ id, path: adapterPath(id), rank: rankOf(adapterPath(id)) })),
  policies: [
    { id: 'base', method: 'base', label: 'Base', slots: { rewards: [] } },
    { id: 'clp', method: 'clp', label: 'CLP', slots: { shared: 'clp-shared', rewards: conditioned }, ...cost('clp') },
    { id: 'rs', method: 'rs', label: 'Rewarded Soups', slots: { rewards: experts }, ...cost('rs') },
    { id: 'single', method: 'single', label: 'Single-reward expert', slots: { rewards: experts } },
  ],
  examples: prompts.examples,
};

const file = join(folder, 'pack.json');
writeFileSync(file, `${JSON.stringify(parseFile(PackSchema, pack, file), null, 2)}\n`);
console.log(`wrote ${file}: ${pack.slots.map(({ id, rank }) => `${id} (rank ${rank})`).join(', ')}`);

/** Relative to pack.json. In a rehearsal the newest export of the policy's run. */
function adapterPath(slot: string): string {
  if (!options.run) return `adapters/${slot}`;
  const policy = slot.split('-')[0] as string;
  const exports = readdirSync(join(folder, policy)).filter((name) => name.startsWith('adapters-'));
  // 'offline' sorts before 'on_policy', and steps have leading zeros.
  const newest = exports.sort().at(-1);
  if (!newest) throw new Error(`no adapters-* in ${join(folder, policy)}: expected the run to have exported some`);
  return relative(folder, join(folder, policy, newest, slot));
}

function rankOf(path: string): number {
  const name = join(folder, path, 'adapter_config.json');
  return parseFile(AdapterSchema, readJson(name), name).r;
}

function readJson(path: string): unknown {
  if (!existsSync(path)) throw new Error(`${relative(root, path)} is missing: run the training first`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

function head(): string {
  return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
}
