/** How long the tasks of the page's own thread are, in CPU time: what a busy machine does meanwhile is not counted. */
import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Thread CPU time of a complete event, microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const categories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];

/**
 * Records from now on.
 * @returns Ends the recording; CPU times of the tasks of the renderers' main threads, in milliseconds, the longest first.
 */
export async function longestTasks(browser: Browser, page: Page): Promise<() => Promise<number[]>> {
  await browser.startTracing(page, { categories });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    const main = new Set(
      traceEvents
        .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid} ${tid}`),
    );
    const tasks = traceEvents.flatMap(({ name, pid, tid, tdur }) =>
      tdur !== undefined && name.endsWith('RunTask') && main.has(`${pid} ${tid}`) ? [Math.round(tdur / 10) / 100] : [],
    );
    if (tasks.length === 0) throw new Error('the trace has no task of a page with its CPU time');
    return tasks.sort((a, b) => b - a);
  };
}
