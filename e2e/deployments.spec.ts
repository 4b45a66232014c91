/** Hosts in trouble, deployments under open pages and beside each other, and what the service worker makes of them. The model is not loaded. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { answerWithPage, built, nextBuild, type PlainHost, plainHost } from './plain-host.ts';

let host: PlainHost;

test.beforeEach(async ({ context }) => {
  host = await plainHost({ '/a/': built });
  // A reader who saves data is asked before the model is fetched.
  await context.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
});
test.afterEach(() => host.close());

const chart = (page: Page) => page.locator('.front svg').first();
const figure = (page: Page) => page.getByRole('figure').first();
const heading = (page: Page) => page.getByRole('heading', { level: 1, name: 'Tiller' });
/** The playground is there, with the pack that it fetched. */
const drawn = async (page: Page) => {
  await expect(heading(page)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Model' })).toBeVisible();
};

/** The service worker has all of the shell, rules the page, and the page has reloaded as often as it wants to. */
async function settled(page: Page): Promise<void> {
  await expect
    .poll(
      () =>
        page.evaluate(() => navigator.serviceWorker.controller?.state === 'activated' && globalThis.crossOriginIsolated).catch(() => false),
      {
        timeout: 120_000,
      },
    )
    .toBe(true)
    .catch(async () => {
      // A machine so slow that the page did not reload by itself.
      await page.reload();
      await expect.poll(() => page.evaluate(() => globalThis.crossOriginIsolated).catch(() => false)).toBe(true);
    });
  await drawn(page);
}

/** Names of the kept files by cache. */
const keptNames = (page: Page) => page.evaluate(() => caches.keys());

/** Addresses of all kept files that are web pages, or hold one, but should not. */
const keptPages = (page: Page) =>
  page.evaluate(async () => {
    const wrong: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const kept = await cache.match(request);
        if (request.url.endsWith('/index.html') || !kept) continue;
        if (kept.headers.get('content-type')?.includes('html') || (await kept.text()).startsWith('<!doctype')) wrong.push(request.url);
      }
    }
    return wrong;
  });

async function offline(context: BrowserContext): Promise<void> {
  host.close();
  await context.setOffline(true);
}

for (const code of [/^assets\/boot-.*\.js$/, /^assets\/index-.*\.css$/, /^models\/packs\.json$/]) {
  test(`a page that a host once answered for ${code.source} is never kept`, async ({ page, context }) => {
    host.trouble = (path, response) => code.test(path) && answerWithPage(response);
    await page.goto(`${host.origin}/a/`);
    // The install fails, and leaves nothing.
    await expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.installing ?? null).catch(() => 'reloading'))
      .toBe(null);
    expect(await keptPages(page)).toEqual([]);
    host.trouble = undefined;
    await page.goto(`${host.origin}/a/`);
    await settled(page);
    expect(await keptPages(page)).toEqual([]);
    await offline(context);
    await page.reload();
    await drawn(page);
  });
}

test('a page that a host once answered for the runtime is not kept, and the settings drop what is kept', async ({ page, context }) => {
  await page.goto(`${host.origin}/a/`);
  await settled(page);
  const wasm = await page.evaluate(
    async () => (await (await fetch('service-worker.js')).text()).match(/assets\/ort-wasm-simd-threaded-[\w-]+\.wasm/)?.[0] ?? '',
  );
  const start = () => page.evaluate(async (path) => [...new Uint8Array(await (await fetch(path)).arrayBuffer()).subarray(0, 4)], wasm);
  const code = [0, 0x61, 0x73, 0x6d];
  host.trouble = (path, response) => path.endsWith('.wasm') && answerWithPage(response);
  expect(await start()).not.toEqual(code);
  host.trouble = undefined;
  expect(await start()).toEqual(code);
  const runTime = () =>
    page.evaluate(async () => {
      const names = (await caches.keys()).filter((name) => name.startsWith('tiller-run-time'));
      return (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat();
    });
  await expect.poll(runTime).toContain(`${host.origin}/a/${wasm}`);
  await page.getByText('Sampling and model settings').click();
  await page.getByRole('button', { name: 'Clear the stored model' }).click();
  await expect(page.getByText('Cleared.')).toBeVisible();
  expect(await runTime()).toEqual([]);
  // Kept anew when used, and there without a network.
  expect(await start()).toEqual(code);
  await expect.poll(runTime).toContain(`${host.origin}/a/${wasm}`);
  await offline(context);
  expect(await start()).toEqual(code);
});

test('two deployments on one origin open without a network, whichever was opened last', async ({ page, context }) => {
  host.folders.set('/b/', nextBuild());
  host.folders.set('/', nextBuild());
  for (const folder of ['/a/', '/b/', '/']) {
    await page.goto(`${host.origin}${folder}`);
    await settled(page);
  }
  await offline(context);
  for (const folder of ['/a/', '/b/', '/']) {
    await page.goto(`${host.origin}${folder}`);
    await drawn(page);
  }
});

test('an open page goes on after a deployment took its code away, and its files go when it is closed', async ({ page, context }) => {
  await page.goto(`${host.origin}/a/`);
  await settled(page);
  const [before] = (await keptNames(page)).filter((name) => name.startsWith('tiller-shell'));
  host.folders.set('/a/', nextBuild());
  const later = await context.newPage();
  await later.goto(`${host.origin}/a/`);
  await settled(later);
  await expect.poll(async () => (await keptNames(later)).filter((name) => name.startsWith('tiller-shell')).length).toBe(2);
  await later.reload();
  await drawn(later);
  // Code that the page of the first build has not asked for yet.
  await page.getByText('How it works').first().click();
  await expect(page.locator('.katex').first()).toBeVisible();
  await page.evaluate(() => {
    location.hash = '#/learn/reward';
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A reward is a number');
  await page.close();
  // Chromium now and then drops a reload that comes while another page of the site is closed: asked again, as a reader would.
  await expect(() => later.reload({ timeout: 15_000 })).toPass();
  await expect.poll(async () => (await keptNames(later)).includes(before ?? '')).toBe(false);
});

test.describe('without a service worker', () => {
  test.use({ serviceWorkers: 'block' });

  test('an open page whose code a deployment took away says so and offers to reload', async ({ page }) => {
    await page.goto(`${host.origin}/a/`);
    await drawn(page);
    host.folders.set('/a/', nextBuild());
    await page.getByText('How it works').first().click();
    const alert = page.getByRole('alert').filter({ hasText: 'The formula could not be drawn: its code could not be fetched' });
    await expect(alert).toContainText('perhaps because the site has changed since this page was opened');
    await alert.getByRole('button', { name: 'Reload the page' }).click();
    await page.getByText('How it works').first().click();
    await expect(page.locator('.katex').first()).toBeVisible();
    await expect(alert).toHaveCount(0);
  });

  for (const [part, hash, code, found] of [
    ['chart', '', /^assets\/front-panel-.*\.js$/, chart],
    // Shared by the page and its chart.
    ['page', '', /^assets\/chart-data-.*\.js$/, chart],
    ['chart', '', /^assets\/front-panel-.*\.css$/, chart],
    ['lesson', '#/learn/reward', /^assets\/lesson-.*\.(js|css)$/, figure],
  ] as const) {
    test(`Try again fetches ${code.source} again`, async ({ page }) => {
      host.trouble = (path, response) => {
        if (code.test(path)) response.destroy();
        return code.test(path);
      };
      await page.goto(`${host.origin}/a/${hash}`);
      const alert = page.getByRole('alert').filter({ hasText: `The ${part} could not be drawn` });
      await expect(alert).toContainText('code could not be fetched');
      // Still in trouble: said again, not drawn without its styles.
      await alert.getByRole('button', { name: 'Try again' }).click();
      await expect(alert).toBeVisible();
      let asked = 0;
      host.trouble = (path) => {
        if (code.test(path)) asked += 1;
        return false;
      };
      await alert.getByRole('button', { name: 'Try again' }).click();
      await expect(found(page)).toBeVisible();
      expect(asked).toBeGreaterThan(0);
      await expect(alert).toHaveCount(0);
    });
  }
});

test.describe('a host in trouble, with all kept', () => {
  test.beforeEach(async ({ page }) => {
    await page.goto(`${host.origin}/a/`);
    await settled(page);
  });

  for (const status of [503, 500, 404]) {
    test(`answers ${status}: the kept page is used`, async ({ page }) => {
      host.trouble = (_, response) => {
        response.writeHead(status, { 'Content-Type': 'text/html' }).end('<!doctype html>in trouble');
        return true;
      };
      await page.goto(`${host.origin}/a/?again`);
      await drawn(page);
    });
  }

  test('answers with a web page for everything: what is kept is used', async ({ page }) => {
    host.trouble = (path, response) => path !== 'index.html' && answerWithPage(response);
    await page.goto(`${host.origin}/a/?again`);
    await drawn(page);
  });

  test('answers nothing: what is kept is used', async ({ page }) => {
    host.trouble = () => true;
    await page.goto(`${host.origin}/a/?again`);
    await drawn(page);
  });

  test('sends the head of every answer and then nothing', async ({ page }) => {
    host.trouble = (path, response) => {
      const type = path.endsWith('.html') ? 'text/html' : path.endsWith('.json') ? 'application/json' : 'text/plain';
      response.writeHead(200, { 'Content-Type': type }).flushHeaders();
      response.write(' ');
      return true;
    };
    await page.goto(`${host.origin}/a/?again`);
    await drawn(page);
  });

  test('answers with the page of a new build and then nothing more: the kept page is used', async ({ page }) => {
    host.folders.set('/a/', nextBuild());
    host.trouble = (path) => path !== 'index.html';
    await page.goto(`${host.origin}/a/?again`);
    await drawn(page);
  });
});
