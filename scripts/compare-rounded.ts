/**
 * Serves policies that are measured at single weightings with their adapters in floats of 8 bits, and says in public/models/<pack>/front.json what
 * that does to what was measured: the same weightings, prompts and seeds answered with both.
 *
 *   cp -r public/models/fork models/out/rounded/fork
 *   python models/round_adapters.py --adapters models/out/rounded/fork/adapters --slots gold-1
 *   npm run evaluate -- --pack fork --add --policies base,gold --seeds 1 --out models/out/rounded/fork-16.json
 *   npm run evaluate -- --pack fork --add --policies base,gold --seeds 1 --out models/out/rounded/fork-8.json --folder models/out/rounded/fork
 *   npx tsx scripts/compare-rounded.ts --pack fork --policies gold
 */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseFile } from '../src/lm/parse-file.ts';
import { axisScorers } from '../src/measure/axes.ts';
import { jobSteering } from '../src/measure/job-steering.ts';
import { evaluationSeed, planJobs } from '../src/measure/plan.ts';
import { FrontSchema } from '../src/packs/front.ts';
import { createRewards } from '../src/rewards/registry.ts';
import { compareRounded } from './evaluate/compare-networks.ts';
import { logFolder, readMeasurements } from './evaluate/measurement-file.ts';
import { readPackFiles } from './evaluate/pack-files.ts';
import { steeringKey } from './evaluate/steering-key.ts';
import { loadLexicon } from './lexicon.ts';

const { values: options } = parseArgs({ options: { pack: { type: 'string' }, policies: { type: 'string' } } });
if (!options.pack || !options.policies) throw new Error('--pack and --policies: expected both');
const root = fileURLToPath(new URL('..', import.meta.url));
const served = join(root, 'public/models', options.pack);
const rounded = join(root, 'models/out/rounded', options.pack);
const policies = options.policies.split(',');
const { pack } = readPackFiles(served);
const axes = axisScorers(pack, createRewards(loadLexicon()));
const exact = answersOf(served);
const compared = compareRounded(exact, answersOf(rounded), policies, axes);

const file = join(served, 'front.json');
const front = parseFile(FrontSchema, JSON.parse(readFileSync(file, 'utf8')), file);
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const seeds = [...new Set(exact.flatMap(({ answers }) => answers.map(({ seed }) => evaluationSeed(seed))))].sort((a, b) => a - b);
writeFileSync(file, `${JSON.stringify(parseFile(FrontSchema, { ...front, eightBits: { commit, seeds, policies: compared } }, file))}\n`);
cpSync(join(rounded, 'adapters'), join(served, 'adapters'), { recursive: true });
for (const one of compared) console.log(pack.id, JSON.stringify(one));

/** What is written down of the policies as a folder's adapters have them. */
function answersOf(folder: string) {
  const files = readPackFiles(folder);
  const jobs = planJobs(files.pack, { policies, reference: false }).filter(({ policy }) => policies.includes(policy));
  const keys = new Set(jobs.map((job) => steeringKey(files.pack, files.contents, jobSteering(files.pack, pack.rewards, job))));
  return readMeasurements(join(logFolder(root, 'floats'), `${pack.id}.jsonl`)).filter(({ key }) => keys.has(key));
}
