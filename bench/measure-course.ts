/** The course: how long the fork's five policies train in the page, what that costs the page's own thread, and how much script a lesson loads. */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { build } from 'vite';
import { siteServer } from '../scripts/serve.ts';
import { median } from '../src/math/statistics.ts';
import { FORK_STEPS } from '../src/theory/fork-training.ts';
import { launch } from './browser.ts';
import type { Details } from './measure-decode.ts';
import type { Options } from './options.ts';
import type { Figures } from './targets.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SITE = fileURLToPath(new URL('.cache/course/', import.meta.url));
/** The step of lesson 6 at which the policies are trained. */
const LESSON = '/#/learn/fork?step=4';

export async function measureCourse({ runs }: Options, figures: Figures, details: Details): Promise<void> {
  // Without the models: a lesson needs none.
  await build({
    root: ROOT,
    configFile: `${ROOT}vite.config.ts`,
    publicDir: false,
    logLevel: 'warn',
    build: { outDir: SITE, emptyOutDir: true },
  });
  const server = siteServer(SITE);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const browser = await launch();
  const seconds: number[] = [];
  const longest: number[] = [];
  let scripts: string[] = [];
  try {
    for (let round = 0; round < runs; round++) {
      const context = await browser.newContext({ serviceWorkers: 'block' });
      const page = await context.newPage();
      const loaded = new Set<string>();
      context.on('request', (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.endsWith('.js')) loaded.add(pathname);
      });
      await page.goto(`${origin}${LESSON}`);
      const training = await trainFork(browser, page);
      seconds.push(training.seconds);
      longest.push(training.longestMs);
      scripts = [...loaded].sort();
      await context.close();
    }
  } finally {
    await browser.close();
    server.close();
  }
  const sizes = scripts.map((path) => [path, gzipSync(readFileSync(`${SITE}${path}`)).length] as const);
  figures.fork_train_s = median(seconds);
  figures.fork_longest_task_ms = Math.max(...longest);
  figures.lesson_js_kb = sizes.reduce((sum, [, size]) => sum + size, 0) / 1000;
  details.course = { seconds, longestTaskMs: longest, scripts: Object.fromEntries(sizes) };
}

/** Presses Play and waits for the last step, while the browser notes every task of the page's thread. */
async function trainFork(browser: Browser, page: Page): Promise<{ seconds: number; longestMs: number }> {
  await page.getByLabel('Speed').selectOption('full');
  await browser.startTracing(page, { categories: ['toplevel'] });
  const seconds = await page.evaluate(async (last) => {
    const steps = document.querySelector('.trainer-controls output');
    const began = performance.now();
    [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Play')?.click();
    while (!steps?.textContent?.startsWith(last)) await new Promise((resolve) => setTimeout(resolve, 1));
    return (performance.now() - began) / 1000;
  }, String(FORK_STEPS));
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return { seconds, longestMs: longestTask(traceEvents) };
}

/** What is used of an event of Chromium's trace; times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Time that the thread itself ran, without what it waited for a core. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest task of a page's main thread, in ms of the thread's own time. @throws Error when the trace has no such task. */
export function longestTask(events: readonly TraceEvent[]): number {
  const key = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
  const main = new Set(events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(key));
  const tasks = events.filter((event) => event.name.endsWith('RunTask') && event.tdur !== undefined && main.has(key(event)));
  if (tasks.length === 0) throw new Error('the trace has no task of the page with its time');
  return Math.max(...tasks.map(({ tdur }) => tdur as number)) / 1000;
}
