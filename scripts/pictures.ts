/**
 * Makes the README's pictures, docs/<name>.png, from the page itself: the first view and presets, with the texts that were measured. The model
 * waits, as it does where a browser saves data: so the pictures are the same on every machine, however fast.
 *
 *   npm run build && npm run pictures [-- page soup …]
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { presetHash, presets } from '../src/playground/presets/presets.ts';
import { BROWSER_FLAGS, findBrowser } from './find-browser.ts';
import { siteServer } from './serve.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The README shows the first view, and of the presets those that need to be seen. */
const usual = ['page', 'soup', 'hacking'];

/** A bound for what hangs: a busy machine answers slowly. */
const patienceMs = 120_000;

async function main(): Promise<void> {
  if (!existsSync(`${root}dist/index.html`)) throw new Error('dist/index.html is missing: run "npm run build" first');
  const wanted = process.argv.length > 2 ? process.argv.slice(2) : usual;
  const known = ['page', ...presets.map(({ id }) => id)];
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`picture "${unknown}": expected one of ${known.join(', ')}`);

  const server = siteServer(`${root}dist`);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: 'light' });
    page.setDefaultTimeout(patienceMs);
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
      // As on every visit but the first.
      localStorage.setItem('tiller-tour', 'seen');
    });
    for (const name of wanted) {
      await draw(page, `http://localhost:${address.port}/`, name);
      console.log(`docs/${name}.png`);
    }
  } finally {
    await browser.close();
    server.close();
  }
}

async function draw(page: Page, site: string, name: string): Promise<void> {
  const preset = presets.find(({ id }) => id === name);
  const { packs } = (await (await fetch(`${site}models/packs.json`)).json()) as { packs: { id: string; label: string; task: string }[] };
  // Another document each time: a page that is open already would keep its texts.
  await page.goto('about:blank');
  await page.goto(`${site}#${preset ? presetHash(preset, packs) : ''}`);
  await page.waitForFunction(() => {
    const panes = [...document.querySelectorAll('article[data-pane]')];
    const measured = panes.length > 0 && panes.every((pane) => pane.getAttribute('data-status') === 'precomputed');
    return measured && document.querySelector('.front-live') !== null;
  });
  await page.screenshot({ path: `${root}docs/${name}.png` });
}

await main();
