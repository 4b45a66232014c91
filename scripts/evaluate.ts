/**
 * Measures a pack's policies with the app's own engine and writes public/models/<pack>/front.json.
 *
 *   npm run evaluate -- --pack voice [--workers 2] [--threads 1] [--policies base,clp,rs] [--points 40] [--limit-prompts 40] [--seeds 1,2]
 *                       [--folder public/models/voice] [--out <folder>/front.json]
 *
 * Every finished (policy, weighting) is appended to models/out/eval/<pack>.jsonl, so a run that was stopped goes on where it was; answers of
 * other adapters (another fingerprint) or of fewer prompts are ignored. Two one-thread workers use two cores best.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FrontSchema, parseFile } from '../src/engine/pack.ts';
import { createRewards } from '../src/rewards/registry.ts';
import type { Answered } from './evaluate/answer-job.ts';
import { buildFront } from './evaluate/build-front.ts';
import { appendMeasurement, joinRepeats, type Measurement, readMeasurements } from './evaluate/measurement.ts';
import { type PackFiles, readPackFiles, type Split } from './evaluate/pack-files.ts';
import { type Job, jobKey, planJobs } from './evaluate/plan.ts';
import { printFront } from './evaluate/print-front.ts';
import type { WorkerSettings } from './evaluate/worker.ts';
import { loadLexicon } from './lexicon.ts';

const { values: options } = parseArgs({
  options: {
    pack: { type: 'string', default: 'voice' },
    workers: { type: 'string', default: '2' },
    threads: { type: 'string', default: '1' },
    policies: { type: 'string' },
    points: { type: 'string' },
    'limit-prompts': { type: 'string' },
    seeds: { type: 'string', default: '1,2' },
    folder: { type: 'string' },
    out: { type: 'string' },
  },
});

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = options.folder ? resolve(options.folder) : resolve(root, 'public/models', options.pack);
const files = readPackFiles(folder);
const log = resolve(root, `models/out/eval/${options.pack}.jsonl`);
const out = options.out ? resolve(options.out) : resolve(folder, 'front.json');
const seeds = options.seeds.split(',').map(Number);
const limit = Number(options['limit-prompts'] ?? Infinity);
const prompts: Record<Split, readonly string[]> = {
  held_out: mostTelling(files.prompts.held_out, files.prompts.examples).slice(0, limit),
  tune: files.prompts.tune.slice(0, limit),
};
const jobs = planJobs(files.pack, {
  repeats: seeds.length,
  ...(options.policies ? { policies: options.policies.split(',') } : {}),
  ...(options.points ? { points: Number(options.points) } : {}),
});

const done = new Map<string, Measurement>();
for (const measurement of readMeasurements(log)) if (covers(measurement)) done.set(jobKey(measurement), measurement);
const waiting = jobs.filter((job) => !done.has(jobKey(job)));
console.log(`${jobs.length} measurements, ${waiting.length} to go; adapters ${files.fingerprint}`);
await measure(waiting, Math.min(Number(options.workers), waiting.length));
report(files);

/** The examples first, so that a rehearsal on few prompts has samples. The order does not change a full run's results. */
function mostTelling(all: readonly string[], examples: readonly string[]): string[] {
  return [...examples, ...all.filter((prompt) => !examples.includes(prompt))];
}

function covers({ fingerprint, split, repeat, answers }: Measurement): boolean {
  const has = new Set(answers.map(({ prompt, seed }) => `${seed} ${prompt}`));
  return fingerprint === files.fingerprint && prompts[split].every((prompt) => has.has(`${engineSeed(repeat, prompt)} ${prompt}`));
}

/** Every prompt has noise of its own, or one lucky draw would move all prompts and no bootstrap over prompts would know. */
function engineSeed(repeat: number, prompt: string): number {
  const index = [...files.prompts.held_out, ...files.prompts.tune].indexOf(prompt);
  return 1000 * (seeds[repeat] ?? Number.NaN) + index;
}

async function measure(queue: readonly Job[], workers: number): Promise<void> {
  const settings: WorkerSettings = { folder, threads: Number(options.threads) };
  const started = performance.now();
  let next = 0;
  let finished = 0;
  const drive = async (): Promise<void> => {
    const child = fork(fileURLToPath(new URL('./evaluate/worker.ts', import.meta.url)), [JSON.stringify(settings)], {
      execArgv: ['--import', 'tsx'],
      cwd: root,
    });
    try {
      while (next < queue.length) {
        const job = queue[next++] as Job;
        const requests = prompts[job.split].map((prompt) => ({ prompt, seed: engineSeed(job.repeat, prompt) }));
        const answered = await ask(child, { job, requests });
        const measurement: Measurement = { ...job, fingerprint: files.fingerprint, ...answered };
        appendMeasurement(log, measurement);
        done.set(jobKey(job), measurement);
        finished += 1;
        const minutes = (performance.now() - started) / 60_000;
        const left = (minutes / finished) * (queue.length - finished);
        const tokens = answered.answers.reduce((sum, answer) => sum + answer.tokens, 0);
        console.log(`${jobKey(job)}: ${tokens} tokens in ${answered.seconds.toFixed(1)} s; ${left.toFixed(1)} min left`);
      }
    } finally {
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: workers }, drive));
}

/** One request to a worker process; a worker that dies rejects. */
function ask(child: ChildProcess, request: object): Promise<Answered> {
  return new Promise((resolveAnswer, reject) => {
    const onExit = (code: number | null) => reject(new Error(`an evaluation worker ended with code ${code}`));
    child.once('exit', onExit);
    child.once('message', (answer) => {
      child.off('exit', onExit);
      resolveAnswer(answer as Answered);
    });
    child.send(request);
  });
}

function report({ pack, prompts: { examples } }: PackFiles): void {
  const input = {
    pack,
    rewards: createRewards(loadLexicon()),
    prompts: prompts.held_out,
    seeds,
    examples: examples.filter((prompt) => prompts.held_out.includes(prompt)),
    measurements: joinRepeats(jobs.flatMap((job) => trimmed(done.get(jobKey(job))))),
    commit: execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
  };
  const front = parseFile(FrontSchema, buildFront(input), out);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(front)}\n`);
  printFront(front, pack);
  console.log(`wrote ${out}`);
}

/** Without the answers to prompts that this run does not ask for. */
function trimmed(measurement: Measurement | undefined): Measurement[] {
  if (!measurement) return [];
  const wanted = prompts[measurement.split];
  return [{ ...measurement, answers: measurement.answers.filter(({ prompt }) => wanted.includes(prompt)) }];
}
