/** A training step in the page beside PyTorch's on the same batch; the most memory that the page takes with it; how fast a pool grows. */
import { readFileSync } from 'node:fs';
import { baseModelSource } from '../scripts/base-model-source.ts';
import type { OpenArgs, Opened, RowToTrain, StepArgs, Stepped } from '../src/engine/trainer/protocol.ts';
import { readModelFile } from '../src/lm/run/model-file.ts';
import { median } from '../src/math/statistics.ts';
import { type Pool, readPool } from '../src/training/pool.ts';
import { launch, peakRendererMemory, type Running, run } from './browser.ts';
import type { Details } from './measure-decode.ts';
import type { Options } from './options.ts';
import type { PoolTimes } from './site/app.ts';
import type { Figures } from './targets.ts';
import { startTorch, type TorchBatch } from './torch-peer.ts';

const MANIFEST = '/models/base/manifest.json';
const PROMPTS = 8;
const PICKS = 2;
const RANK = 4;
const SLOTS = ['clp-shared', 'clp-brevity', 'clp-richness'];
const LONG = { answers: 16, tokens: 96 };
const POOL = { prompts: 32, tokens: 64 };
/** Bytes that the engine holds beside the trainer on WASM (weights packed for its kernels, cache). */
const ENGINE_BYTES = 860e6;
const LIMIT = 2e9;

type Step = Pick<Stepped, 'loss' | 'computed' | 'tokens' | 'ms'>;

export async function measureTrain(origin: string, { runs }: Options, figures: Figures, details: Details): Promise<void> {
  const pool = readPool(JSON.parse(readFileSync(new URL('../public/models/pool.json', import.meta.url), 'utf8')), 'pool.json');
  const rows = batchOf(pool);
  const browser = await launch();
  try {
    const page = await run(await browser.newContext(), origin, 'app', 'page');
    await page.call('load', MANIFEST);
    const opened = await page.call<Opened>('openTrainer', openArgs());
    const { page: steps, torch } = await inTurns(page, opened.threads, rows, pool, runs);
    const rate = ({ computed, ms }: Step) => (1000 * computed) / ms;
    figures.train_tokens_per_s = median(steps.map(rate));
    if (torch) figures.train_vs_torch = median(steps.map(({ ms }, round) => (torch[round] as number) / ms));
    const long = await page.call<Step>('trainStep', stepOf(longRows(pool)));
    figures.train_peak_mb = (await peakRendererMemory(browser)) ?? null;
    const pools: PoolTimes[] = [];
    const prompts = Array.from({ length: POOL.prompts }, (_, i) => pool.prompts[i % pool.prompts.length] as string);
    for (let round = 0; round < runs; round++)
      pools.push(await page.call<PoolTimes>('pool', { system: pool.system, prompts, tokens: POOL.tokens }));
    figures.pool_tokens_per_s = median(pools.map(({ ms, tokens }) => (1000 * tokens) / ms));
    details.train = {
      ...{ threads: opened.threads, plan: opened.memory, answers: rows.length },
      ...{ tokens: steps[0]?.computed, answerTokens: steps[0]?.tokens, stepMs: median(steps.map(({ ms }) => ms)) },
      ...{ torchMs: torch ? median(torch) : undefined, longTokens: long.computed, longMs: long.ms },
    };
  } finally {
    await browser.close();
  }
}

function openArgs(): OpenArgs {
  return {
    manifestUrl: MANIFEST,
    hooks: ['qkv', 'o'],
    slots: SLOTS.map((id) => ({ id, rank: RANK, slow: false })),
    scale: 4,
    seed: 1,
    workload: { tokens: LONG.answers * (LONG.tokens + 60), longest: LONG.tokens + 60 },
    limit: LIMIT,
    besides: ENGINE_BYTES,
  };
}

/** The first answers of the pool to its first prompts, at weightings along the edge. */
function batchOf(pool: Pool): RowToTrain[] {
  return Array.from({ length: PROMPTS }, (_, prompt) => {
    const share = prompt / (PROMPTS - 1);
    return pool.answers
      .filter((answer) => answer.prompt === prompt)
      .slice(0, PICKS)
      .map(({ tokens, finished }) => ({
        system: pool.system,
        prompt: pool.prompts[prompt] as string,
        answer: finished ? [...tokens, pool.stop] : tokens,
        coefficients: [1, share, 1 - share],
      }));
  }).flat();
}

/** Answers as long as the plan was made for, each to a prompt of its own. */
function longRows(pool: Pool): RowToTrain[] {
  const tokens = pool.answers.flatMap((answer) => answer.tokens);
  return Array.from({ length: LONG.answers }, (_, i) => ({
    system: pool.system,
    prompt: pool.prompts[i] as string,
    answer: tokens.slice(i * LONG.tokens, (i + 1) * LONG.tokens),
    coefficients: [1, 0.5, 0.5],
  }));
}

/** At a rate of 0: every round is of the base itself. */
const stepOf = (rows: readonly RowToTrain[]): StepArgs => ({ rows, loss: { kind: 'likelihood' }, rate: 0, temperature: 0.8 });

/** Rounds in which the page and PyTorch take turns, after one that warms up. @throws Error when their losses differ. */
async function inTurns(
  page: Running,
  threads: number,
  rows: readonly RowToTrain[],
  pool: Pool,
  runs: number,
): Promise<{ readonly page: readonly Step[]; readonly torch: readonly number[] | undefined }> {
  const peer = startTorch(threads, await torchBatch(rows, pool));
  const steps: Step[] = [];
  const torch: number[] = [];
  try {
    for (let round = -1; round < runs; round++) {
      const step = await page.call<Step>('trainStep', stepOf(rows));
      const other = await peer?.step();
      if (other && Math.abs(other.loss - step.loss) > 1e-3) throw new Error(`the page's loss is ${step.loss}, PyTorch's ${other.loss}`);
      if (round < 0) continue;
      steps.push(step);
      if (other) torch.push(other.ms);
    }
  } finally {
    peer?.end();
  }
  return { page: steps, torch: peer ? torch : undefined };
}

async function torchBatch(rows: readonly RowToTrain[], pool: Pool): Promise<TorchBatch> {
  const { tokenizer } = await readModelFile(baseModelSource());
  const groups = Array.from({ length: PROMPTS }, (_, i) => rows.slice(i * PICKS, (i + 1) * PICKS));
  return {
    temperature: 0.8,
    slots: SLOTS.length,
    rank: RANK,
    scale: 4,
    groups: groups.map((own) => ({
      prompt: tokenizer.encodeChat({ system: pool.system, prompt: own[0]?.prompt ?? '' }),
      coefficients: own[0]?.coefficients ?? [],
      answers: own.map(({ answer }) => answer),
    })),
  };
}
