/**
 * How a step and the memory grow: rows 1 to 64, rank 0 to 128, prompts of 16 to 1,024 tokens, threads 1 to the machine's cores; and the longest task of a
 * page's thread while 64 rows are decoded.
 *
 *   npx tsx bench/growth.ts [--rounds 9]     # measures, writes bench/results/<date>-<commit>-growth.json and bench/growth.svg
 *   npx tsx bench/growth.ts --draw           # draws the newest result anew
 *
 * Steps are those of the kernels in Node (which before version 22 has no relaxed SIMD), of the shipped base; a page's are faster and grow alike. The
 * settings of a series take turns, a step each a round, and the median counts.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { baseModelSource } from '../scripts/base-model-source.ts';
import { loadNodeKernels } from '../scripts/load-node-kernels.ts';
import { readAdapter } from '../src/lm/adapters/bank-slots.ts';
import type { Bank, Batch } from '../src/lm/run/forward.ts';
import type { LoadedKernels } from '../src/lm/run/kernels/load-kernels.ts';
import { randomPeft } from '../src/lm/testing/random-adapter.ts';
import { median } from '../src/math/statistics.ts';
import { launch, run } from './browser.ts';
import { buildSite } from './build-site.ts';
import { type Growth, growthChart, type Point } from './growth-chart.ts';
import { longestTask } from './measure-course.ts';
import { serveMounts } from './server.ts';
import { SITE } from './subject.ts';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '9' }, draw: { type: 'boolean', default: false } } });
const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const CONTEXT = 1280;
const CORES = cpus().length;
/** What is not varied. */
const USUAL = { rows: 1, slots: 0, prompt: 64 };
/** Of a slot, on the attention. */
const RANK = 8;
const ATTENTION = ['q', 'k', 'v', 'o'] as const;
const SERIES = {
  rows: [1, 2, 4, 8, 16, 32, 64].map((rows) => ({ at: rows, rows, slots: 4, prompt: 16 })),
  rank: [0, 8, 16, 32, 64, 128].map((rank) => ({ at: rank, ...USUAL, slots: rank / RANK })),
  prompt: [16, 64, 256, 512, 1024].map((prompt) => ({ at: prompt, ...USUAL, prompt })),
};

interface Setting {
  readonly at: number;
  readonly rows: number;
  readonly slots: number;
  readonly prompt: number;
}

/** A batch that stands after its prompt. */
interface Standing {
  readonly bank: Bank;
  readonly batch: Batch;
  readonly prompt: number;
}

async function begin({ forward, config }: LoadedKernels, { rows, slots, prompt }: Setting): Promise<Standing> {
  const { layers, width, keyValueHeads, headSize, mlp, vocabulary } = config;
  const shape = { layers, width, kvWidth: keyValueHeads * headSize, mlpWidth: mlp, vocabulary };
  const adapters = Array.from({ length: slots }, (_, seed) => {
    const spec = { id: `${seed}`, seed, rank: RANK, alpha: RANK, targets: ATTENTION, sharedA: true, scaleA: 2 ** -5, scaleB: 2 ** -9 };
    return { id: spec.id, adapter: readAdapter(randomPeft(spec, shape), config, spec.id).adapter };
  });
  const bank = await forward.mount(adapters);
  const { batch } = await forward.prefill(
    Array.from({ length: rows }, (_, row) => ({
      tokens: Array.from({ length: prompt }, (_, i) => 100 + ((13 * row + 7 * i) % 5000)),
      coefficients: Float32Array.from({ length: slots }, (_, slot) => ((slot + row) % 5) / 5 + 0.1),
      logitsFrom: prompt - 1,
    })),
    { bank },
  );
  return { bank, batch, prompt };
}

/** Milliseconds. */
async function step({ forward }: LoadedKernels, { batch, prompt }: Standing): Promise<number> {
  const tokens = batch.lengths.map((_, row) => 500 + row);
  const start = performance.now();
  await forward.step(batch, tokens);
  const ms = performance.now() - start;
  forward.rewind(
    batch,
    batch.lengths.map(() => prompt),
  );
  return ms;
}

function end({ forward }: LoadedKernels, { batch, bank }: Standing): void {
  forward.release(batch);
  bank.release();
}

/** Megabytes that each setting has in use, by itself, then the steps in turns. */
async function measure(kernels: LoadedKernels, settings: readonly Setting[]): Promise<Point[]> {
  const memory: number[] = [];
  for (const setting of settings) {
    const standing = await begin(kernels, setting);
    await step(kernels, standing);
    memory.push(kernels.usedBytes() / 1e6);
    end(kernels, standing);
  }
  const standing: Standing[] = [];
  for (const setting of settings) standing.push(await begin(kernels, setting));
  const times = standing.map((): number[] => []);
  for (let round = 0; round <= Number(options.rounds); round++) {
    for (const [i, one] of standing.entries()) {
      const ms = await step(kernels, one);
      if (round > 0) times[i]?.push(ms);
    }
  }
  for (const one of standing) end(kernels, one);
  return settings.map(({ at }, i) => ({ at, ms: median(times[i] as number[]), megabytes: memory[i] as number }));
}

async function measureThreads(): Promise<Point[]> {
  const all: LoadedKernels[] = [];
  const points: Point[] = [];
  for (let threads = 1; threads <= CORES; threads++)
    all.push(await loadNodeKernels({ source: baseModelSource(), context: CONTEXT, threads }));
  const standing = await Promise.all(all.map((kernels) => begin(kernels, { at: 0, ...USUAL })));
  const times = all.map((): number[] => []);
  for (let round = 0; round <= 3 * Number(options.rounds); round++) {
    for (const [i, kernels] of all.entries()) {
      const ms = await step(kernels, standing[i] as Standing);
      if (round > 0) times[i]?.push(ms);
    }
  }
  for (const [i, kernels] of all.entries()) {
    points.push({ at: kernels.threads, ms: median(times[i] as number[]), megabytes: kernels.usedBytes() / 1e6 });
    await kernels.forward.dispose();
  }
  return points;
}

/** The app's engine client in a page, which hears of every token of 64 rows. */
async function measureLongestTask(): Promise<number> {
  await buildSite(SITE);
  const models = fileURLToPath(new URL('../public/models', import.meta.url));
  const { origin, server } = await serveMounts({ '/models/': models, '/': SITE });
  const browser = await launch();
  try {
    const page = await run(await browser.newContext(), origin, 'app', 'page');
    await page.call('load', '/models/base/manifest.json');
    await browser.startTracing(page.page, { categories: ['toplevel'] });
    await page.call('front', { rows: 64, tokens: 32 });
    return longestTask(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
  } finally {
    await browser.close();
    server.close();
  }
}

async function measured(): Promise<Growth> {
  const kernels = await loadNodeKernels({ source: baseModelSource(), context: CONTEXT, threads: CORES });
  const rows = await measure(kernels, SERIES.rows);
  const rank = await measure(kernels, SERIES.rank);
  const prompt = await measure(kernels, SERIES.prompt);
  await kernels.forward.dispose();
  const device = `${cpus()[0]?.model.trim()}, ${CORES} cores`;
  const series = { rows, rank, prompt, threads: await measureThreads() };
  return {
    date: new Date().toISOString(),
    device,
    threads: CORES,
    load: loadavg()[0] as number,
    series,
    longestTaskMs: await measureLongestTask(),
  };
}

const results = join(FOLDER, 'results');
if (!options.draw) {
  const growth = await measured();
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  writeFileSync(join(results, `${growth.date.slice(0, 10)}-${commit}-growth.json`), `${JSON.stringify({ commit, ...growth })}\n`);
}
const newest = readdirSync(results)
  .filter((name) => name.endsWith('-growth.json'))
  .map((name): Growth => JSON.parse(readFileSync(join(results, name), 'utf8')))
  .sort((a, b) => a.date.localeCompare(b.date))
  .at(-1);
if (!newest) throw new Error('no growth was measured yet: run this without --draw');
writeFileSync(join(FOLDER, 'growth.svg'), growthChart(newest));
console.log(JSON.stringify(newest));
process.exit(0);
