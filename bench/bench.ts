/** `npm run bench`: Tiller's engine against wllama and transformers.js in Chromium on WASM. Ends in one JSON line, also kept in bench/results/. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { runAgainst } from './against.ts';
import { launch } from './browser.ts';
import { buildSite } from './build-site.ts';
import type { Arena } from './contestants.ts';
import { measureBank } from './measure-bank.ts';
import { measureCourse } from './measure-course.ts';
import { type Details, measureDecode } from './measure-decode.ts';
import { measureLoad } from './measure-load.ts';
import { measureMethods } from './measure-methods.ts';
import { measureSweep } from './measure-sweep.ts';
import { measureTrain } from './measure-train.ts';
import { DEFAULT_PARTS, type Options, type Part, readOptions } from './options.ts';
import { serveMounts } from './server.ts';
import { prepareSubject, SITE, type Subject } from './subject.ts';
import { type Figures, formatTable, noFigures } from './targets.ts';

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/** Runs one part; a part that fails leaves its figures null and says why. */
async function attempt(name: string, failures: Map<string, string>, work: () => Promise<void>): Promise<void> {
  console.log(`\n${name}`);
  const start = performance.now();
  try {
    await work();
    console.log(`  done in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    failures.set(name, message);
    console.log(`  failed: ${message}`);
  }
}

async function main(options: Options): Promise<void> {
  const figures: Figures = noFigures();
  const details: Details = {};
  const failures = new Map<string, string>();
  const any = (...parts: Part[]) => parts.some((part) => options.parts.has(part));

  const subject = DEFAULT_PARTS.some((part) => part !== 'course' && any(part)) ? await measureEngine() : undefined;
  if (any('webgpu')) {
    await attempt('WebGPU, in Node on Dawn', failures, async () => {
      // Not before it is asked for: it brings in Dawn's own build.
      const { measureWebgpu } = await import('./measure-webgpu.ts');
      details.webgpu = await measureWebgpu(options.runs);
    });
  }
  if (any('course')) await attempt('the course', failures, () => measureCourse(options, figures, details));

  /** All parts that run a model. */
  async function measureEngine(): Promise<Subject> {
    console.log('preparing the model for the peers and the pages (the first time takes a minute or two)');
    const prepared = await prepareSubject(any('row1', 'front11'));
    await buildSite(SITE);
    const { origin, server } = await serveMounts(prepared.mounts);
    const browser = await launch();
    try {
      const arena: Arena = { context: await browser.newContext(), origin, failures };
      if (any('row1', 'front11')) {
        await attempt('one row and a front of eleven, against the peers', failures, () =>
          measureDecode(arena, prepared, options, figures, details),
        );
      }
      if (any('bank', 'redecode'))
        await attempt('bank and re-decode', failures, () => measureBank(arena, prepared, options, figures, details));
      if (any('dera', 'rows', 'rank'))
        await attempt('methods, rows and rank', failures, () => measureMethods(arena, prepared, options, figures, details));
      if (any('sweep'))
        await attempt('a front at once, and the largest sweep', failures, () => measureSweep(arena, prepared, options, figures, details));
      if (any('train')) await attempt('training in the page, and PyTorch', failures, () => measureTrain(origin, options, figures, details));
      if (any('load')) await attempt('start and memory', failures, () => measureLoad(origin, options, figures, details));
    } finally {
      details.browser = `Chromium ${browser.version()}`;
      await browser.close();
      server.close();
    }
    return prepared;
  }

  const date = new Date().toISOString();
  const [cpu] = cpus();
  const device = `${cpu?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const head = {
    date,
    commit: commit(),
    device,
    threads: options.threads,
    runs: options.runs,
    promptTokens: subject?.prompt.prompt.length,
    gguf: subject?.sha256,
  };
  const line = JSON.stringify({ ...head, ...figures, failures: Object.fromEntries(failures), details });
  const results = fileURLToPath(new URL('results/', import.meta.url));
  mkdirSync(results, { recursive: true });
  const whole = options.parts.size === DEFAULT_PARTS.length && !any('webgpu') ? '' : `-${[...options.parts].join('-')}`;
  writeFileSync(`${results}${date.slice(0, 10)}-${head.commit}${whole}.json`, `${line}\n`);
  console.log(`\n${formatTable(figures)}\n`);
  console.log(line);
}

const options = readOptions(process.argv.slice(2));
if (options.against) {
  const { parts, runs, threads, against } = options;
  // Another checkout may have other parts: all of them means its own.
  const only = parts.size < DEFAULT_PARTS.length ? ['--only', [...parts].join(',')] : [];
  runAgainst(against.folder, against.rounds, [...only, '--runs', `${runs}`, '--threads', `${threads}`]);
} else {
  await main(options);
  // Dawn keeps the process alive.
  process.exit(0);
}
