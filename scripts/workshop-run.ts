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
 * Writes <out>.tiller.zip, the pack with its adapters and measured front, and <out>.json: seconds of each part, the runs' last lines, and what
 * each slider does from end to end with its interval.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { parseFile } from '../src/lm/parse-file.ts';
import { FrontSchema } from '../src/packs/front.ts';
import { readZip } from '../src/packs/read-zip.ts';
import { EFFORTS } from '../src/training/defaults.ts';
import { findStart } from '../src/workshop/starts/starts.ts';
import { type Project, parseProject } from '../src/workshop/state/project-schema.ts';
import { BROWSER_FLAGS, findBrowser } from './find-browser.ts';
import { siteServer } from './serve.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** For what the page answers at once; runs and measurements are waited for without an end. */
const patienceMs = 300_000;

const RUNS: Readonly<Record<string, Project['training']>> = {
  clp: { effort: 'quick', method: 'clp', variant: 'attention' },
  'clp-full': { effort: 'quick', method: 'clp', variant: 'full' },
  'clp-logit': { effort: 'quick', method: 'clp', variant: 'logit' },
  soups: { effort: 'quick', method: 'soups' },
  gold: { effort: 'quick', method: 'gold' },
};

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

interface TrainedRun {
  readonly run: string;
  readonly standing: string;
  readonly seconds: number;
}

async function main(): Promise<void> {
  const { out } = options;
  if (out === undefined) throw new Error('--out is missing: expected where the pack goes, without its ending');
  if (!existsSync(`${root}dist/index.html`)) throw new Error('dist/index.html is missing: run "npm run build" first');
  const projects = projectsOf();
  mkdirSync(dirname(out), { recursive: true });
  const server = siteServer(`${root}dist`);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  // A browser that keeps what it fetches on a disk, as a reader's does.
  const profile = mkdtempSync(join(tmpdir(), 'workshop-run-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    // The ladder would try software WebGPU for minutes.
    args: BROWSER_FLAGS.filter((flag) => !flag.includes('webgpu')),
    viewport: { width: 1440, height: 900 },
  });
  try {
    const page = await openPage(context, `http://localhost:${address.port}/`);
    const runs: TrainedRun[] = [];
    for (const [name, project] of projects) runs.push(await train(page, name, project));
    const measureSeconds = await measure(page);
    const front = await save(page, `${out}.tiller.zip`);
    writeFileSync(`${out}.json`, `${JSON.stringify({ date: new Date().toISOString(), runs, measureSeconds, ...front }, null, 1)}\n`);
    console.log(`wrote ${out}.tiller.zip and ${out}.json`);
    console.log(JSON.stringify(front.ends));
  } finally {
    await context.close();
    server.close();
    rmSync(profile, { recursive: true });
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

async function openPage(context: BrowserContext, site: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(`${site}#/workshop/train`);
  return page;
}

/** Trains a project's run to its end. */
async function train(page: Page, name: string, project: Project): Promise<TrainedRun> {
  const began = performance.now();
  await page.getByLabel('Import a project').setInputFiles({
    name: 'project.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(project)),
  });
  const another = page.getByRole('button', { name: 'Train another policy …' });
  const start = page.getByRole('button', { name: 'Start training' });
  await another.or(start).first().waitFor();
  if (await another.isVisible()) await another.click();
  await start.click();
  const standing = await settled(page, '.run-standing', /^(Done|Stopped)/);
  const run = { run: name, standing, seconds: Math.round((performance.now() - began) / 1000) };
  if (standing.startsWith('Stopped')) throw new Error(`${name}: ${standing}: ${await page.locator('.run-view [role=alert]').innerText()}`);
  return run;
}

/** Measures on held-out prompts, as many as were asked for; how many seconds it took. */
async function measure(page: Page): Promise<number> {
  const began = performance.now();
  await page.evaluate(() => {
    location.hash = '#/workshop/keep';
  });
  const panel = page.locator('.measure-panel');
  await panel.waitFor();
  if (options.prompts !== undefined) await page.getByLabel('Prompts', { exact: true }).selectOption(options.prompts);
  await page.getByLabel('Answers to each').selectOption(options.samples);
  const button = panel.getByRole('button', { name: /^(Measure|Go on|Try again)$/ });
  if ((await panel.getAttribute('data-status')) !== 'done') await button.click();
  await settled(page, '.measure-progress', /./, async () => ['done', 'failed'].includes((await panel.getAttribute('data-status')) ?? ''));
  if ((await panel.getAttribute('data-status')) === 'failed') throw new Error(await panel.getByRole('alert').innerText());
  return Math.round((performance.now() - began) / 1000);
}

/** The text of a place once it says what is waited for; tells on the way what it says, each once. */
async function settled(page: Page, selector: string, wanted: RegExp, isOver?: () => Promise<boolean>): Promise<string> {
  let told = '';
  for (;;) {
    const [text = ''] = await page.locator(selector).allInnerTexts();
    const short = text.replaceAll(/\s+/g, ' ');
    if (short !== told) console.log(short);
    told = short;
    if (wanted.test(short) && (!isOver || (await isOver()))) return short;
    await page.waitForTimeout(2000);
  }
}

/** Saves the bundle, and reads of its front what the sliders do from end to end. */
async function save(page: Page, path: string) {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  await (await downloading).saveAs(path);
  const files = await readZip(new Blob([readFileSync(path)]), path, { files: 1000, bytes: 1e8 });
  const bytes = files.get('front.json');
  if (!bytes) throw new Error(`${path} has no front.json, expected a measured pack`);
  const front = parseFile(FrontSchema, JSON.parse(new TextDecoder().decode(bytes)), 'front.json');
  return {
    prompts: front.policies[0]?.points[0]?.samples.length,
    ends: Object.fromEntries(front.policies.map(({ id, indicators }) => [id, indicators?.ends])),
    hypervolume: Object.fromEntries(front.policies.map(({ id, indicators }) => [id, indicators?.hypervolume])),
  };
}

await main();
