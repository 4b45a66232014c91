/** One training seed of a pack: CLP and the experts of soups trained, measured and saved by the page; goes on where it was stopped. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../../src/workshop/state/project-schema.ts';
import { openWorkshop } from '../workshop-run/browser.ts';
import { RUNS } from '../workshop-run/runs.ts';
import { measure, readRecords, save, type TrainedRun, train } from '../workshop-run/stations.ts';
import { keepSeed, type SeedFiles } from './seed-record.ts';

/** In the order in which they are trained. */
const METHODS = ['clp', 'soups'] as const;

interface State {
  /** The methods whose runs have begun, and what is known of those that are done. */
  readonly begun: readonly string[];
  readonly done: readonly TrainedRun[];
}

export interface SeedPlaces {
  /** Where the browser is, and what it saves. */
  readonly folder: string;
  /** A browser that has the pool; the seed's own begins as a copy of it. */
  readonly poolProfile: string;
  /** What is kept of the seed, as `seedRecord` names it. */
  readonly record: string;
}

export async function makeSeed(project: Project, seed: number, { folder, poolProfile, record }: SeedPlaces): Promise<void> {
  if (existsSync(record)) return;
  const files = { bundle: join(folder, 'pack.tiller.zip'), answers: join(folder, 'answers.json') };
  if (!existsSync(files.bundle) || !existsSync(files.answers)) await trainSeed(project, seed, folder, poolProfile, files);
  await keepSeed(seed, files, record);
}

async function trainSeed(
  project: Project,
  seed: number,
  folder: string,
  poolProfile: string,
  { bundle, answers }: SeedFiles,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const profile = join(folder, 'profile');
  if (!existsSync(profile)) cpSync(poolProfile, profile, { recursive: true, verbatimSymlinks: true });
  const file = join(folder, 'state.json');
  let state: State = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { begun: [], done: [] };
  const write = (next: State) => {
    state = next;
    writeFileSync(file, `${JSON.stringify(state, null, 1)}\n`);
  };
  const { page, close } = await openWorkshop(profile);
  try {
    for (const method of METHODS) {
      if (state.done.some(({ run }) => run === method)) continue;
      const training = RUNS[method];
      if (!training) throw new Error(`no run of the name ${method}`);
      const planned = { ...project, recipe: { ...project.recipe, seed }, training: { ...training, effort: project.training.effort } };
      const onBegun = () => write({ ...state, begun: [...state.begun, method] });
      const run = await train(page, method, planned, state.begun.includes(method), onBegun);
      write({ ...state, done: [...state.done, run] });
    }
    console.log(`measured in ${await measure(page, { prompts: String(project.prompts.counts.heldOut), samples: '1' })} seconds`);
    await save(page, bundle);
    writeFileSync(answers, `${JSON.stringify(await readRecords(page, 'tiller-measured', 'answers'))}\n`);
  } finally {
    await close();
  }
  rmSync(profile, { recursive: true });
}
