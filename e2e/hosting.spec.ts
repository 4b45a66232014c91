/** The built site on a plain static host: under a sub-path, without COOP and COEP headers, and then without a network. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { answerWithFile } from '../scripts/static-files.ts';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
let server: Server;
let site: string;

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const inside = request.url?.startsWith('/some/folder/');
    if (inside) request.url = request.url?.slice('/some/folder'.length);
    if (inside) answerWithFile(DIST, request, response, () => ({}));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  site = `http://localhost:${(server.address() as AddressInfo).port}/some/folder/`;
});

test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('the model loads from its own folder and answers, and nothing outside that folder is asked for', async ({ page, context }) => {
  test.setTimeout(900_000);
  const strays: string[] = [];
  context.on('request', (request) => {
    if (request.url().startsWith('http') && !request.url().startsWith(site)) strays.push(request.url());
  });
  await page.goto(`${site}#v=1&n=8&backend=wasm`);
  await expect(page.getByRole('region', { name: 'Model' })).toContainText('SmolLM2-135M runs here', { timeout: 400_000 });
  await expect(page.locator('article[data-status="done"]')).toHaveCount(3, { timeout: 400_000 });
  expect(strays).toEqual([]);
});

for (const [name, hash, code] of [
  ['playground', '', '**/assets/boot-*.js'],
  ['course', '#/learn', '**/assets/course-*.js'],
] as const) {
  test(`code of the ${name} that a host has lost is said, and reading the page anew is offered`, async ({ page }) => {
    await page.route(code, (route) => route.fulfill({ status: 404, body: 'not found' }));
    await page.goto(`${site}${hash}`);
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('The page could not be drawn');
    await page.unroute(code);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(alert).toHaveCount(0);
  });
}

test('the service worker gives threads to a host without headers, and keeps the page for use without a network', async ({
  page,
  context,
}) => {
  // The shards are left to the tests of the engine.
  await context.route('**/*.bin', (route) => route.abort());
  const missing: string[] = [];
  page.on('response', (response) => {
    // A pack may have no measured front yet.
    if (response.status() === 404 && !response.url().endsWith('front.json')) missing.push(response.url());
  });
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  await page.goto(site);
  // The page reloads itself when the service worker comes soon; on a slow machine it is the next visit that is isolated.
  const state = () =>
    page.evaluate(() => [navigator.serviceWorker.controller !== null, globalThis.crossOriginIsolated].join()).catch(() => 'reloading');
  await expect.poll(state, { timeout: 120_000 }).toMatch(/^true/);
  await page.waitForTimeout(2_000);
  if ((await state()) !== 'true,true') await page.reload();
  expect(await state()).toBe('true,true');
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toBeVisible();
  const online = await title.textContent();
  const before = loads;
  expect(before).toBeLessThanOrEqual(3);

  server.closeAllConnections();
  server.close();
  await context.setOffline(true);
  await page.reload();
  await expect(title).toHaveText(online ?? '');
  expect(await state()).toBe('true,true');
  expect(loads).toBe(before + 1);
  expect(missing).toEqual([]);
});
