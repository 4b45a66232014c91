/** A headless Chromium with the built site open in it, over a server of its own. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../find-browser.ts';
import { siteServer } from '../serve.ts';

/** For what the page answers at once; runs and measurements are waited for without an end. */
export const patienceMs = 300_000;

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const portFile = 'tiller-port';

export interface Bench {
  readonly page: Page;
  close(): Promise<void>;
}

/**
 * Opens the workshop at its fourth station.
 * @param profile A folder in which the browser keeps what the page keeps, so that a later call goes on from it; absent: one that is gone with the browser.
 * @throws Error where the site is not built, or the profile's port is taken.
 */
export async function openWorkshop(profile?: string): Promise<Bench> {
  if (!existsSync(`${dist}/index.html`)) throw new Error('dist/index.html is missing: run "npm run build" first');
  // A browser that keeps what it fetches on a disk, as a reader's does.
  const folder = profile ?? mkdtempSync(join(tmpdir(), 'workshop-run-'));
  mkdirSync(folder, { recursive: true });
  const server = siteServer(dist);
  const port = await listen(server, keptPort(folder));
  writeFileSync(join(folder, portFile), String(port));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: findBrowser(),
    // The ladder would try software WebGPU for minutes.
    args: BROWSER_FLAGS.filter((flag) => !flag.includes('webgpu')),
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(`http://localhost:${port}/#/workshop/train`);
  return {
    page,
    async close() {
      await context.close();
      server.close();
      if (profile === undefined) rmSync(folder, { recursive: true });
    },
  };
}

/** What a page keeps belongs to its origin, and the port is a part of that. */
function keptPort(folder: string): number {
  const file = join(folder, portFile);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}
