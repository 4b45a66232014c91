/**
 * Makes the packs of models/workshop with the workshop's own trainer, in the page, headless: the base answers the prompts, the rewards are
 * surveyed over its answers, and of every training seed CLP and the experts of soups are trained and measured on held-out prompts.
 *
 *   npm run build && npx tsx scripts/make-workshop-packs.ts                       all packs, three seeds; what is there already is not made again
 *   npx tsx scripts/make-workshop-packs.ts --pack summary --seed 1                one of them
 *   npx tsx scripts/make-workshop-packs.ts --pack summary --survey [--samples 4]  the pool, or a part of it, and what it allows; nothing trained
 *   npx tsx scripts/make-workshop-packs.ts --pack summary --publish               public/models/summary, once its three seeds are there
 *   npx tsx scripts/make-workshop-packs.ts --report                               what stands beside the seeds, and docs/workshop-packs.md, anew from the seeds alone
 *
 * What it works in lies in models/out/workshop/<pack>. It may be stopped at any time: a run goes on from its last checkpoint, a measurement from
 * its last batch, as they do for a reader who comes back. Of every seed models/runs/<pack>/seeds keeps what the page saved, and what stands beside
 * it and in docs/workshop-packs.md is made of that alone.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseProject } from '../src/workshop/state/project-schema.ts';
import { WORKSHOP_PACKS } from './make-pack/published.ts';
import { withHeads } from './make-workshop-packs/fit-examples.ts';
import { readSeed, type SeedResult } from './make-workshop-packs/gather-seeds.ts';
import { poolInFile } from './make-workshop-packs/pool.ts';
import { publish } from './make-workshop-packs/publish.ts';
import { workshopResults, writeSeeds, writeSurvey } from './make-workshop-packs/records.ts';
import { SEEDS, seedRecord } from './make-workshop-packs/seed-record.ts';
import { makeSeed } from './make-workshop-packs/seed-run.ts';
import { surveyLines, surveyPool } from './make-workshop-packs/survey-pool.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const runs = join(root, 'models/runs');
const { values: options } = parseArgs({
  options: {
    pack: { type: 'string', multiple: true, default: [...WORKSHOP_PACKS] },
    seed: { type: 'string', multiple: true, default: SEEDS.map(String) },
    survey: { type: 'boolean', default: false },
    samples: { type: 'string' },
    publish: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
  },
});

for (const id of options.pack) {
  if (options.report) await writeRecords(id);
  else if (options.publish) publish(root, id, await seedsOf(id));
  else await makePack(id);
}
report();

async function makePack(id: string): Promise<void> {
  const file = join(root, 'models/workshop', id, 'project.json');
  const written = parseProject(JSON.parse(readFileSync(file, 'utf8')), file);
  const profile = join(outOf(id), 'pool-profile');
  const samples = options.survey && options.samples !== undefined ? Number(options.samples) : written.pool.samples;
  const part = samples === written.pool.samples ? '' : `-${samples}`;
  const asked = { ...written, pool: { ...written.pool, samples } };
  const pool = await poolInFile(asked, profile, join(outOf(id), `pool${part}.json`));
  const project = await withHeads(written, pool.base);
  if (project !== written) writeFileSync(file, `${JSON.stringify(project, null, 2)}\n`);
  const surveyed = await surveyPool(project, pool);
  writeSurvey(join(runs, id), surveyed);
  console.log([`${id}:`, ...surveyLines(surveyed)].join('\n'));
  if (options.survey) return;
  for (const seed of options.seed) {
    console.log(`${id}, seed ${seed}`);
    const record = seedRecord(join(runs, id), Number(seed));
    await makeSeed(project, Number(seed), { folder: join(outOf(id), `seed-${seed}`), poolProfile: profile, record });
    await writeRecords(id);
    report();
  }
}

/** What stands beside a pack's seeds. */
async function writeRecords(id: string): Promise<void> {
  const [first, ...others] = await seedsOf(id);
  if (first) writeSeeds(join(runs, id), [first, ...others]);
}

function outOf(id: string): string {
  return join(root, 'models/out/workshop', id);
}

/** All that are there. */
async function seedsOf(id: string): Promise<SeedResult[]> {
  const made: SeedResult[] = [];
  for (const seed of SEEDS) {
    const record = seedRecord(join(runs, id), seed);
    if (existsSync(record)) made.push(await readSeed(seed, record));
  }
  return made;
}

function report(): void {
  writeFileSync(join(root, 'docs/workshop-packs.md'), workshopResults(runs, WORKSHOP_PACKS));
}
