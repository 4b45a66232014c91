/**
 * Drives the workshop as a reader would, in a headless Chromium with the real model on WASM: a project, one run or several, the measurement on
 * held-out prompts, and the pack as a file. Everything is done by the page; this presses its buttons and writes down what took how long.
 *
 *   npm run build && npx tsx scripts/workshop-run.ts --start brevity-richness --out models/out/quick
 *   npx tsx scripts/workshop-run.ts --project review.json --run clp --run soups --effort usual --prompts 40 --samples 4 --out models/out/review
 *
 * --start <id>      one of src/workshop/starts/starts.ts; or --project <file>, what the bench exports
 * --run <method>    clp, clp-full, clp-logit, soups, gold; several are trained one after the other and measured together. Default: the project's
 * --effort, --seed  instead of the project's
 * --set <key=json>  of the recipe, e.g. --set 'offline={"steps":2,"groups":2}'
 * --prompts, --samples   held-out prompts (the page offers 5, 10, 20 and all), answers to each
 *
 * Prompts of the project's own are answered by the base first.
 *
 * Writes <out>.tiller.zip, the pack with its adapters and measured front, and <out>.json: seconds of each part, the runs' last lines, and what
 * each slider does from end to end with its interval.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { EFFORTS } from '../src/training/defaults.ts';
import { findStart } from '../src/workshop/starts/starts.ts';
import { type Project, parseProject } from '../src/workshop/state/project-schema.ts';
import { openWorkshop } from './workshop-run/browser.ts';
import { RUNS } from './workshop-run/runs.ts';
import { importProject, makePool, measure, save, type TrainedRun, train } from './workshop-run/stations.ts';

const { values: options } = parseArgs({
  options: {
    start: { type: 'string' },
    project: { type: 'string' },
    run: { type: 'string', multiple: true, default: [] },
    effort: { type: 'string' },
    seed: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
    prompts: { type: 'string' },
    samples: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});

async function main(): Promise<void> {
  const { out } = options;
  if (out === undefined) throw new Error('--out is missing: expected where the pack goes, without its ending');
  const projects = projectsOf();
  mkdirSync(dirname(out), { recursive: true });
  const { page, close } = await openWorkshop();
  try {
    const [[, first]] = projects as [[string, Project]];
    if (first.prompts.source === 'own') {
      await importProject(page, first);
      await makePool(page);
    }
    const runs: TrainedRun[] = [];
    for (const [name, project] of projects) runs.push(await train(page, name, project));
    const measureSeconds = await measure(page, options);
    const front = await save(page, `${out}.tiller.zip`);
    const found = {
      prompts: front.prompts.length,
      ends: Object.fromEntries(front.policies.map(({ id, indicators }) => [id, indicators?.ends])),
      hypervolume: Object.fromEntries(front.policies.map(({ id, indicators }) => [id, indicators?.hypervolume])),
    };
    writeFileSync(`${out}.json`, `${JSON.stringify({ date: new Date().toISOString(), runs, measureSeconds, ...found }, null, 1)}\n`);
    console.log(`wrote ${out}.tiller.zip and ${out}.json`);
    console.log(JSON.stringify(found.ends));
  } finally {
    await close();
  }
}

/** The project of every run, by the run's name. */
function projectsOf(): [string, Project][] {
  const start = findStart(options.start);
  if (options.start !== undefined && !start) throw new Error(`--start ${options.start}: no start of that name`);
  const project = options.project ? parseProject(JSON.parse(readFileSync(options.project, 'utf8')), options.project) : start?.project;
  if (!project) throw new Error('expected --start or --project');
  const effort = EFFORTS.find((known) => known === options.effort) ?? project.training.effort;
  if (options.effort !== undefined && effort !== options.effort)
    throw new Error(`--effort ${options.effort}: expected ${EFFORTS.join(', ')}`);
  const set = options.set.map((change): [string, unknown] => {
    const [key = '', value = ''] = change.split(/=(.*)/s);
    return [key, JSON.parse(value)];
  });
  const seed = options.seed === undefined ? {} : { seed: Number(options.seed) };
  const recipe = { ...project.recipe, ...seed, ...Object.fromEntries(set) };
  const trainings: [string, Project['training']][] =
    options.run.length === 0
      ? [[project.training.method, project.training]]
      : options.run.map((name) => {
          const training = RUNS[name];
          if (!training) throw new Error(`--run ${name}: expected ${Object.keys(RUNS).join(', ')}`);
          return [name, training];
        });
  return trainings.map(([name, training]) => [name, parseProject({ ...project, recipe, training: { ...training, effort } }, 'project')]);
}

await main();
