/** The built site on a plain static host: under a sub-path, without headers of ours, and then without a network. With the model: policy.spec.ts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { built, type PlainHost, plainHost } from './plain-host.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
let host: PlainHost;
let site: string;

test.beforeAll(async () => {
  host = await plainHost({ '/some/folder/': built });
  site = `${host.origin}/some/folder/`;
});

test.afterAll(() => host.close());

test('the build names no path of the machine that made it, and no file of it is named absolutely', () => {
  const texts = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(html|js|mjs|css|json|txt|svg)$/.test(name));
  expect(texts.length).toBeGreaterThan(50);
  const made = fileURLToPath(new URL('..', import.meta.url));
  expect(texts.filter((name) => readFileSync(join(dist, name), 'utf8').includes(made))).toEqual([]);
  expect(readFileSync(join(dist, 'index.html'), 'utf8')).not.toMatch(/(?:src|href)="\//);
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
  // Asked of every visit, so that it does not matter which one is isolated.
  await expect
    .poll(async () => {
      const now = await state();
      if (now === 'true,false') await page.reload();
      return now;
    })
    .toBe('true,true');
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toBeVisible();
  const online = await title.textContent();
  const before = loads;

  host.close();
  await context.setOffline(true);
  await page.reload();
  await expect(title).toHaveText(online ?? '');
  expect(await state()).toBe('true,true');
  expect(loads).toBe(before + 1);
  expect(missing).toEqual([]);
});
