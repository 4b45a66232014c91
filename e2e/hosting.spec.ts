/** The built site on a plain static host: under a sub-path, without COOP and COEP headers, and then without a network. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import sirv from 'sirv';

const files = sirv(fileURLToPath(new URL('../dist', import.meta.url)), { etag: true });
let server: Server;
let site: string;

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const inside = request.url?.startsWith('/some/folder/');
    if (inside) request.url = request.url?.slice('/some/folder'.length);
    const absent = () => response.writeHead(404).end();
    if (inside) files(request, response, absent);
    else absent();
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  site = `http://localhost:${(server.address() as AddressInfo).port}/some/folder/`;
});

test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('the service worker gives threads to a host without headers, reloads once, and keeps the page for use without a network', async ({
  page,
  context,
}) => {
  // The shards are left to the tests of the engine.
  await context.route('**/*.bin', (route) => route.abort());
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  await page.goto(site);
  await expect.poll(() => page.evaluate(() => globalThis.crossOriginIsolated).catch(() => false)).toBe(true);
  expect(loads).toBe(2);
  await expect(page.locator('#root > *').first()).toBeVisible();
  const text = () => page.locator('h1').first().textContent();
  const online = await text();
  expect(online).toBeTruthy();

  await page.waitForTimeout(1_000);
  expect(loads).toBe(2);
  server.closeAllConnections();
  await context.setOffline(true);
  await page.reload();
  expect(await text()).toBe(online);
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
});
