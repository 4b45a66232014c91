/** The playground over made-up packs and fronts, for the specs that need no model. */
import { expect, type Page } from '@playwright/test';
import type { Front } from '../src/packs/front.ts';
import { dialFixtureFront, dialPack, fixtureGoodhart, proxyFixtureFront, proxyPack } from '../src/packs/testing/fixture-dial.ts';
import { fixtureFront, fixturePack, fixturePacks } from '../src/packs/testing/fixture-pack.ts';

/** Of a base model that the packs here were trained on, and whose one shard never comes. */
const fixtureManifest = {
  format: 'tiller-base/1',
  name: 'Fixture-1B-Instruct',
  license: 'MIT',
  source: 'nowhere',
  file: 'fixture.gguf',
  bytes: 20_000_000,
  sha256: fixturePack.base,
  shards: [{ path: 'fixture.part-0.bin', bytes: 20_000_000, sha256: 'ab'.repeat(32) }],
};

/** Console errors and warnings, and uncaught errors, since the page was opened. */
export const complaints: string[] = [];

/**
 * Opens the playground over made-up packs and fronts, with a model that never arrives.
 * @param changed Files of the folder of packs, by their path in it, in place of the usual ones.
 */
export async function open(
  page: Page,
  hash = '',
  front: Front | 'missing' = fixtureFront,
  changed: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  complaints.length = 0;
  page.on('console', (message) => {
    // Playwright says by a warning that it holds the service worker back.
    if (message.text() === 'Service Worker registration blocked by Playwright') return;
    const blocked = message.text().includes('Service Worker registration blocked by Playwright');
    if (['error', 'warning'].includes(message.type()) && !blocked) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const files = {
    'packs.json': fixturePacks,
    'voice/pack.json': fixturePack,
    'dial/pack.json': dialPack,
    'dial/front.json': dialFixtureFront,
    'proxy/pack.json': proxyPack,
    'proxy/front.json': proxyFixtureFront,
    'proxy/goodhart.json': fixtureGoodhart,
    ...changed,
  };
  for (const [name, json] of Object.entries(files)) await page.route(`**/models/${name}`, (route) => route.fulfill({ json }));
  await page.route('**/models/voice/front.json', (route) =>
    front !== 'missing'
      ? route.fulfill({ json: front })
      : route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html>' }),
  );
  await page.route('**/models/base/**', () => new Promise(() => {}));
  await page.route('**/models/base/manifest.json', (route) => route.fulfill({ json: fixtureManifest }));
  await page.goto(`./${hash}`);
  await expect(page.getByRole('article').first()).toBeVisible();
}

export const pane = (page: Page, name: string) => page.getByRole('article', { name });
/** Opens what can be done with a pane. */
export const more = (page: Page, name: string) => page.getByRole('button', { name: `More for ${name}`, exact: true }).click();
export async function removePane(page: Page, name: string): Promise<void> {
  await more(page, name);
  await page.getByRole('button', { name: `Remove ${name}`, exact: true }).click();
}
export const method = (page: Page, place: number) => page.getByRole('combobox', { name: `Method of pane ${place}` });
export const weight = (page: Page, reward: string) => page.getByRole('spinbutton', { name: `${reward} weight` });
export const view = (page: Page) => page.getByRole('combobox', { name: 'View', exact: true });
