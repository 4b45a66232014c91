/**
 * Measures a pack's policies with the app's own engine and writes public/models/<pack>/front.json.
 *
 *   npm run evaluate -- --pack voice [--policies clp,rs] [--seeds 1,2] [--workers 2] [--threads 1] [--points 16] [--limit-prompts 40]
 *                       [--folder public/models/voice] [--out <folder>/front.json]
 *   npm run evaluate -- --pack voice --replicas     policies of other training seeds, to models/runs/voice/front-replicas.json, which keeps what
 *                                                   it has of policies whose adapters are gone
 *   npm run evaluate -- --pack fork-50 --unserved   a pack of a series, to models/runs/fork-50/front.json
 *   npm run evaluate -- --pack voice --network integers --policies clp,rs     on the integer kernels, for scripts/compare-networks.ts
 *   npm run evaluate -- --pack voice --add --policies sliders,clp   sliders to the published front, on its ruler: what it has stays as it is.
 *                                                   clp is answered again, to be compared with and for by-prompt.json
 *
 * `--policies` says what is measured now; the front has every policy of the pack that is measured at all its weightings. Finished work is
 * appended to models/out/eval/<pack>.jsonl (models/out/eval-integers), so a run that was stopped goes on where it was, and an answer is made again only when one of the
 * adapters that it depends on changed. Two one-thread workers use two cores best.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseFile } from '../src/lm/parse-file.ts';
import { buildFront, type Frozen } from '../src/measure/build-front.ts';
import { jobSteering } from '../src/measure/job-steering.ts';
import { joinRepeats, type Measurement } from '../src/measure/measurement.ts';
import { engineSeed, type Job, planJobs, type Split } from '../src/measure/plan.ts';
import { FrontSchema } from '../src/packs/front.ts';
import { withFormSeries } from '../src/rewards/forms/form-series.ts';
import { withDefinitions } from '../src/rewards/own/with-definitions.ts';
import { createRewards, engineRewards } from '../src/rewards/registry.ts';
import { byPrompt, writeByPrompt } from './evaluate/by-prompt.ts';
import { driveWorkers } from './evaluate/drive-workers.ts';
import { addMeasured, keepMeasured } from './evaluate/keep-measured.ts';
import { appendMeasurement, logFolder, readMeasurements } from './evaluate/measurement-file.ts';
import { NETWORKS, type Network } from './evaluate/network.ts';
import { readPackFiles } from './evaluate/pack-files.ts';
import { printFront } from './evaluate/print-front.ts';
import { joinReplicates, packReplicates, ReplicatesSchema } from './evaluate/replicates.ts';
import { steeringKey } from './evaluate/steering-key.ts';
import type { WorkerRequest, WorkerSettings } from './evaluate/worker.ts';
import { openLearnedScorers } from './learned-scorers.ts';
import { loadLexicon } from './lexicon.ts';
import { readOwnParts } from './own-parts.ts';

const { values: options } = parseArgs({
  options: {
    pack: { type: 'string', default: 'voice' },
    policies: { type: 'string' },
    seeds: { type: 'string', default: '1,2' },
    workers: { type: 'string', default: '2' },
    threads: { type: 'string', default: '1' },
    points: { type: 'string' },
    'limit-prompts': { type: 'string' },
    replicas: { type: 'boolean', default: false },
    unserved: { type: 'boolean', default: false },
    network: { type: 'string', default: 'floats' },
    add: { type: 'boolean', default: false },
    folder: { type: 'string' },
    out: { type: 'string' },
  },
});

const root = fileURLToPath(new URL('..', import.meta.url));
const network = NETWORKS.find((known) => known === options.network);
if (!network) throw new Error(`--network ${options.network}: expected ${NETWORKS.join(' or ')}`);
const logs = logFolder(root, network);
const published = resolve(root, 'public/models', options.pack);
const records = resolve(root, 'models/runs', options.pack);
const home = options.replicas ? resolve(root, 'models/out/replicas', options.pack) : published;
const folder = resolve(options.folder ?? (options.unserved ? resolve(root, 'models/out/unserved', options.pack) : home));
const unpublished = options.replicas ? 'front-replicas.json' : 'front.json';
const usualOut = options.replicas || options.unserved ? join(records, unpublished) : join(published, 'front.json');
// Published fronts are of float32.
const otherOut = network === 'integers' ? join(logs, `${options.pack}-front.json`) : undefined;
const out = resolve(options.out ?? otherOut ?? (options.folder ? join(folder, 'front.json') : usualOut));
const files = readPackFiles(folder);
const { pack } = files;
const definitions = pack.definitions ?? [];
const known = withFormSeries(createRewards(loadLexicon()), pack.rewards);
const rewards = withDefinitions(known, definitions, await readOwnParts(definitions));
const seeds = options.seeds.split(',').map(Number);
const limit = Number(options['limit-prompts'] ?? Infinity);
const prompts: Record<Split, readonly string[]> = {
  held_out: mostTelling(files.prompts.held_out, files.prompts.examples).slice(0, limit),
  tune: files.prompts.tune.slice(0, limit),
};

/** A job with its rows, and the name of what it depends on. */
interface Task {
  readonly job: Job;
  readonly key: string;
  readonly steering: WorkerRequest['steering'];
}
const labels = pack.rewards.map((id) => (rewards.byId.get(id) ?? engineRewards.get(id))?.label ?? id);
const frozen = options.replicas || options.add;
const planned = { repeats: seeds.length, reference: !frozen, ...(options.points ? { points: Number(options.points) } : {}) };
const taskOf = (job: Job): Task => {
  const steering = jobSteering(pack, labels, job);
  return { job, steering, key: steeringKey(pack, files.contents, steering) };
};
const tasks = planJobs(pack, planned).map(taskOf);
const asked = planJobs(pack, { ...planned, ...(options.policies ? { policies: options.policies.split(',') } : {}) }).map(taskOf);
const nameOf = ({ key, job: { split, repeat } }: Pick<Task, 'key' | 'job'>) => `${key} ${split} ${repeat}`;

const done = new Map<string, Measurement>();
for (const measurement of readAll()) {
  if (covers(measurement)) done.set(nameOf({ key: measurement.key, job: measurement }), measurement);
}
const waiting = [...new Map(asked.map((task) => [nameOf(task), task])).values()].filter((task) => !done.has(nameOf(task)));
console.log(`${pack.id}: ${asked.length} points asked for, ${waiting.length} to measure`);
await measure(waiting, Math.min(Number(options.workers), waiting.length));
await report();

/** The examples first, so that a rehearsal on few prompts has samples. The order does not change a full run's results. */
function mostTelling(all: readonly string[], examples: readonly string[]): string[] {
  return [...examples, ...all.filter((prompt) => !examples.includes(prompt))];
}

/** Of every pack: what does not depend on the pack (the base) is measured once. */
function readAll(): Measurement[] {
  mkdirSync(logs, { recursive: true });
  return readdirSync(logs).flatMap((name) => (name.endsWith('.jsonl') ? readMeasurements(join(logs, name)) : []));
}

function covers({ split, repeat, answers }: Measurement): boolean {
  const has = new Set(answers.map(({ prompt, seed }) => `${seed} ${prompt}`));
  return prompts[split].every((prompt) => has.has(`${seedOf(repeat, prompt)} ${prompt}`));
}

function seedOf(repeat: number, prompt: string): number {
  return engineSeed(seeds[repeat] ?? Number.NaN, [...files.prompts.held_out, ...files.prompts.tune].indexOf(prompt));
}

function measure(queue: readonly Task[], workers: number): Promise<void> {
  const used = new Set(queue.flatMap(({ steering }) => steering.rows.flatMap(({ coefficients }) => Object.keys(coefficients))));
  if (pack.rewardModel) used.add(pack.rewardModel.slot);
  const settings: WorkerSettings = { network: network as Network, folder, threads: Number(options.threads), slots: [...used] };
  const requestOf = ({ job, steering }: Task): WorkerRequest => ({
    steering,
    requests: prompts[job.split].map((prompt) => ({ prompt, seed: seedOf(job.repeat, prompt) })),
  });
  return driveWorkers(queue, { workers, settings, requestOf }, (task, answered, minutesLeft) => {
    const { job, key } = task;
    const measurement: Measurement = { ...job, key, ...answered };
    appendMeasurement(join(logs, `${pack.id}.jsonl`), measurement);
    done.set(nameOf(task), measurement);
    const tokens = answered.answers.reduce((sum, answer) => sum + answer.tokens, 0);
    const at = job.weights.map((weight) => weight.toFixed(2)).join(' ');
    const what = `${job.policy} ${at} (${job.split}, seed ${seeds[job.repeat]})`;
    console.log(`${what}: ${tokens} tokens in ${answered.seconds.toFixed(1)} s; ${minutesLeft.toFixed(1)} min left`);
  });
}

async function report(): Promise<void> {
  const isMeasured = (policy: string) => tasks.every((task) => task.job.policy !== policy || done.has(nameOf(task)));
  const missing = pack.policies.filter(({ id }) => !isMeasured(id)).map(({ id }) => id);
  if (missing.length > 0) console.log(`not in the front, as not measured yet: ${missing.join(', ')}`);
  const measurements = tasks
    .filter(({ job }) => job.split === 'tune' || !missing.includes(job.policy))
    .flatMap((task) => measurementOf(task));
  const joined = joinRepeats(measurements);
  const answers = measurements.flatMap((measurement) => measurement.answers);
  const ownScorers = await openLearnedScorers(definitions, pack.base, known, Number(options.threads));
  const tell = (done: number, total: number) => console.log(`own rewards: ${done} of ${total} answers`);
  const learned = await ownScorers.measure(answers, tell);
  await ownScorers.dispose();
  const scorers = { ...rewards, byId: new Map([...rewards.byId, ...learned.map((reward) => [reward.id, reward] as const)]) };
  const built = buildFront({
    pack,
    rewards: scorers,
    prompts: prompts.held_out,
    groups: files.prompts.groups,
    seeds,
    examples: options.replicas ? [] : files.prompts.examples.filter((prompt) => prompts.held_out.includes(prompt)),
    measurements: joined,
    commit: execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
    ...(frozen ? { frozen: frozenBy(join(published, 'front.json')) } : {}),
  });
  const earlier = frozen && existsSync(out) ? parseFile(FrontSchema, JSON.parse(readFileSync(out, 'utf8')), out) : undefined;
  const joinFronts = options.add ? addMeasured : keepMeasured;
  const checked = parseFile(FrontSchema, earlier ? joinFronts(built.front, earlier) : built.front, out);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(checked)}\n`);
  if (out === usualOut && limit === Infinity) {
    const file = join(records, 'replicates.json');
    const earlierReplicates = existsSync(file) ? parseFile(ReplicatesSchema, JSON.parse(readFileSync(file, 'utf8')), file) : undefined;
    const found = packReplicates(built);
    const replicates =
      options.add && earlierReplicates ? joinReplicates(earlierReplicates, found) : joinReplicates(found, earlierReplicates);
    writeFileSync(file, `${JSON.stringify(replicates)}\n`);
    writeByPrompt(join(records, 'by-prompt.json'), byPrompt(pack, scorers, built.front, joined));
  }
  printFront(checked, pack);
  console.log(`wrote ${out}`);
}

function frozenBy(file: string): Frozen {
  const { reference, scale } = parseFile(FrontSchema, JSON.parse(readFileSync(file, 'utf8')), file);
  if (!scale) throw new Error(`${file}: field scale: expected one, got none: measure the published pack first`);
  return { reference, scale };
}

/** As the task's policy and weighting, without the answers to prompts that this run does not ask for. */
function measurementOf(task: Task): Measurement[] {
  const measurement = done.get(nameOf(task));
  if (!measurement) return [];
  const wanted = prompts[task.job.split];
  return [{ ...measurement, ...task.job, answers: measurement.answers.filter(({ prompt }) => wanted.includes(prompt)) }];
}
