/** Chromium as the bench needs it: every engine in a page of its own, none of them slowed down for being in the background. */
import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page, type Worker } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../scripts/find-browser.ts';
import type { Script } from './build-site.ts';

const FOREGROUND_FLAGS = [
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling',
];

/** Starts on a busy machine take longer than Playwright's half minute. */
const PATIENCE_MS = 180_000;

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser(), args: [...BROWSER_FLAGS, ...FOREGROUND_FLAGS], timeout: PATIENCE_MS });
}

/** A script of the site that runs, and the way to call it. */
export interface Running {
  readonly page: Page;
  /** Calls a method of the script's global `engine`. */
  call<Result>(method: string, argument?: unknown): Promise<Result>;
  close(): Promise<void>;
}

/** Opens an empty page and starts `script` in it, in a module worker unless told. */
export async function run(context: BrowserContext, origin: string, script: Script, where: 'worker' | 'page' = 'worker'): Promise<Running> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${origin}/`);
  const url = `${origin}/${script}.js`;
  let target: Page | Worker = page;
  if (where === 'page') await page.addScriptTag({ url, type: 'module' });
  else {
    const [worker] = await Promise.all([
      page.waitForEvent('worker'),
      page.evaluate((address) => {
        const worker = new Worker(address, { type: 'module' });
        worker.onerror = ({ message }) => console.error(message);
      }, url),
    ]);
    target = worker;
  }
  return {
    page,
    call: async <Result>(method: string, argument?: unknown): Promise<Result> => {
      const called = ({ method, argument }: { method: string; argument: unknown }) =>
        (async () => {
          const scope = globalThis as unknown as { engine?: Record<string, (argument: unknown) => unknown> };
          // The module may still be loading.
          for (let waited = 0; !scope.engine && waited < 60_000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
          if (!scope.engine) throw new Error('the script did not start');
          return scope.engine[method]?.(argument);
        })();
      // Chromium lowers the priority of pages that are not in front.
      await page.bringToFront();
      // Two types of one method: Playwright gives pages and workers no common interface.
      return (
        target === page ? page.evaluate(called, { method, argument }) : (target as Worker).evaluate(called, { method, argument })
      ) as Promise<Result>;
    },
    close: () => page.close(),
  };
}

/** Largest resident memory of any renderer process of this browser so far, in MB; undefined where the system does not tell. */
export async function peakRendererMemory(browser: Browser): Promise<number | undefined> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const peaks = processInfo
    .filter(({ type }) => type === 'renderer')
    .flatMap(({ id }) => {
      try {
        const match = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'));
        return match ? [Number(match[1]) / 1024] : [];
      } catch {
        return [];
      }
    });
  return peaks.length > 0 ? Math.max(...peaks) : undefined;
}
