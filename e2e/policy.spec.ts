/** The content security policy: what the site does, it may do; what others wrote never becomes markup; nothing leaves the origin. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { Pack } from '../src/packs/pack.ts';
import { strings } from '../src/strings/strings.ts';
import { built, plainHost } from './plain-host.ts';

/** Everything that the browser refused or complained about, and every request that left the site. */
async function watched(context: BrowserContext, site: string) {
  const violations: string[] = [];
  const strays: string[] = [];
  await context.exposeBinding('reportViolation', (_, text: string) => void violations.push(text));
  await context.addInitScript(() => {
    const report = (globalThis as unknown as { reportViolation(text: string): void }).reportViolation;
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      report(`${violatedDirective}: ${blockedURI} (${sourceFile}:${lineNumber})`),
    );
  });
  // Workers have no binding; what is refused to them is said in the console.
  context.on('console', (message) => {
    if (/content security policy|trusted/i.test(message.text())) violations.push(message.text());
  });
  context.on('weberror', (error) => violations.push(String(error.error())));
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(site) && !url.startsWith(`blob:${new URL(site).origin}`)) strays.push(url);
  });
  return { violations, strays };
}

async function wholeVisit(page: Page, site: string): Promise<void> {
  await page.goto(`${site}#v=1&n=8&backend=wasm&panes=clp,mod`);
  await expect(page.getByRole('region', { name: 'Model' })).toContainText('runs here', { timeout: 400_000 });
  await expect(page.locator('article[data-status="done"]')).toHaveCount(2, { timeout: 400_000 });
  await page.getByRole('button', { name: 'All brevity' }).click();
  await page.getByText('How it works').first().click();
  await expect(page.locator('.katex').first()).toBeVisible();
  await page.getByText('Sampling and model settings').click();
  await page.getByRole('button', { name: 'Clear the stored model' }).click();
  await page.evaluate(() => {
    location.hash = '#/learn/soups';
  });
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(page.getByRole('figure').first()).toBeVisible();
}

test('a visit with the model and a lesson breaks no rule and asks nothing of another origin', async ({ page, context, baseURL }) => {
  test.setTimeout(900_000);
  const response = await page.request.get('./');
  expect(response.headers()['content-security-policy']).toContain("default-src 'none'");
  const { violations, strays } = await watched(context, baseURL as string);
  await wholeVisit(page, baseURL as string);
  expect(violations).toEqual([]);
  expect(strays).toEqual([]);
});

test('so does one in a folder of a host that sends no headers, and a start without a network', async ({ page, context }) => {
  test.setTimeout(900_000);
  const host = await plainHost({ '/some/folder/': built });
  const site = `${host.origin}/some/folder/`;
  const { violations, strays } = await watched(context, site);
  await wholeVisit(page, site);
  await page.goto(site);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null).catch(() => false)).toBe(true);
  host.close();
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('region', { name: 'Model' })).toBeVisible();
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  expect(violations).toEqual([]);
  expect(strays).toEqual([]);
});

test('every lesson is drawn without breaking a rule', async ({ page, context, baseURL }) => {
  test.setTimeout(600_000);
  const { violations, strays } = await watched(context, baseURL as string);
  await page.goto('./#/learn');
  for (const id of Object.keys(strings.lessons)) {
    await page.goto(`./#/learn/${id}`);
    await expect(page.getByRole('figure').first()).toBeVisible();
  }
  expect(violations).toEqual([]);
  expect(strays).toEqual([]);
});

test.describe('what others wrote', () => {
  // A service worker's own fetches cannot be routed.
  test.use({ serviceWorkers: 'block' });
  const markup = '<img src="x" onerror="document.title=1"><b data-evil>bold</b>';

  test('is text, whether it comes by a pack, a measured answer, a prompt or the address', async ({ page }) => {
    await page.route('**/*.bin', (route) => route.abort());
    await page.route('**/models/voice/pack.json', async (route) => {
      const pack = (await (await route.fetch()).json()) as Pack;
      const policies = pack.policies.map((policy) => ({ ...policy, label: `${policy.label} ${markup}` }));
      await route.fulfill({ json: { ...pack, label: markup, task: markup, policies, examples: [markup, ...pack.examples.slice(1)] } });
    });
    await page.route('**/models/voice/front.json', async (route) => {
      const text = await (await route.fetch()).text();
      await route.fulfill({ json: JSON.parse(text, (key, value) => (key === 'text' ? markup : value)) });
    });
    await page.goto(`./#v=1&pack=${encodeURIComponent(markup)}&p=${encodeURIComponent(markup)}&x=${encodeURIComponent(markup)}`);
    await expect(page.getByText(markup, { exact: false }).first()).toBeVisible();
    await expect(page.locator('article').first()).toContainText(markup);
    await page.goto(`./#/learn/${encodeURIComponent(markup)}`);
    await expect(page.getByRole('alert')).toBeVisible();
    expect(await page.locator('img, [data-evil]').count()).toBe(0);
    expect(await page.title()).not.toBe('1');
  });

  test('cannot become markup or code, even by a mistake in the page', async ({ page }) => {
    await page.goto('./#/learn');
    const outcomes = await page.evaluate(async (text) => {
      const refused = (act: () => unknown) => {
        try {
          act();
          return 'done';
        } catch (error) {
          return (error as Error).name;
        }
      };
      const place = document.createElement('p');
      return [
        refused(() => {
          place.innerHTML = text;
        }),
        refused(() => document.body.insertAdjacentHTML('beforeend', text)),
        refused(() => new Worker('https://elsewhere.test/worker.js')),
        refused(() => new Worker(URL.createObjectURL(new Blob(['1'])))),
        await fetch('https://elsewhere.test/').then(
          () => 'done',
          (error: Error) => error.name,
        ),
      ];
    }, markup);
    expect(outcomes).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError']);
  });

  test('the page may stand in a frame of another', async ({ page, baseURL }) => {
    await page.route('**/*.bin', (route) => route.abort());
    const host = await plainHost({
      '/': (path) =>
        path === 'index.html' ? Buffer.from(`<!doctype html><iframe width="1200" height="800" src="${baseURL}"></iframe>`) : undefined,
    });
    await page.goto(host.origin.replace('localhost', '127.0.0.1'));
    await expect(page.frameLocator('iframe').getByRole('region', { name: 'Model' })).toBeVisible();
    host.close();
  });
});
