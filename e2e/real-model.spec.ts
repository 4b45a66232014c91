/**
 * The built site with the real model on WASM, as a reader meets it: first load, answers, sliders, stop, reload, second start, no network.
 * Expects nothing of how well the published policies steer but that opposite corners of the simplex give different texts.
 */
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { Pack, PackIndex, Policy } from '../src/packs/pack.ts';

/** The model needs seconds on a quiet machine; a busy one is no failure. */
const PATIENCE = 400_000;
const SHARDS = 4;
/** Policies of the panes. */
const PANES = ['base', 'clp', 'rs'] as const;
const START = '#v=1&prompt=What+is+a+black+hole%3F&w=1,0,0&seed=3&n=24&backend=wasm';

interface Recorded {
  /** What the line about the model said, without repeats. */
  readonly status: string[];
  /** By pane, the texts that it showed while it was writing. */
  readonly writing: Record<string, string[]>;
}

declare global {
  interface Window {
    recorded: Recorded;
  }
}

/** Notes what the page shows too shortly to be caught by asking. Runs in the page, before its own scripts. */
function record(): void {
  window.recorded = { status: [], writing: {} };
  const { status, writing } = window.recorded;
  const note = (list: string[], text: string) => {
    if (text !== '' && text !== list.at(-1)) list.push(text);
  };
  new MutationObserver(() => {
    note(status, document.querySelector('.engine-status')?.textContent ?? '');
    for (const pane of document.querySelectorAll<HTMLElement>('article[data-status="streaming"]')) {
      const id = pane.dataset.policy ?? '';
      writing[id] ??= [];
      note(writing[id], pane.querySelector('.answer')?.textContent ?? '');
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

const pane = (page: Page, id: string) => page.locator(`article[data-policy="${id}"]`);
const weight = (page: Page, reward: string) => page.getByRole('spinbutton', { name: `${reward} weight` });
const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true });
const engineLine = (page: Page) => page.getByRole('region', { name: 'Model' });

async function answerOf(page: Page, id: string): Promise<string> {
  return (await pane(page, id).locator('.answer').textContent()) ?? '';
}

async function answersOf(page: Page): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all(PANES.map(async (id) => [id, await answerOf(page, id)])));
}

/** Pane label to the live point's rewards in words. */
async function livePoints(page: Page): Promise<Record<string, string>> {
  const names = await page.locator('.front-live').evaluateAll((points) => points.map((point) => point.getAttribute('aria-label') ?? ''));
  return Object.fromEntries(names.map((name) => name.split(', this text: ') as [string, string]));
}

async function loaded(page: Page): Promise<void> {
  await expect(engineLine(page)).toContainText('SmolLM2-135M runs here', { timeout: PATIENCE });
}

async function answered(page: Page): Promise<void> {
  await expect(page.locator('article[data-status="done"]')).toHaveCount(PANES.length, { timeout: PATIENCE });
  await expect(page.getByRole('button', { name: 'Run' })).toBeVisible();
}

/** Sends the prompt and waits for its answers. */
async function ask(page: Page, text: string): Promise<void> {
  await prompt(page).fill(text);
  await prompt(page).press('Enter');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await answered(page);
}

async function setLongestAnswer(page: Page, tokens: number): Promise<void> {
  const field = page.getByRole('spinbutton', { name: 'Longest answer' });
  if (!(await field.isVisible())) await page.getByText('Sampling and model settings').click();
  await field.fill(String(tokens));
  await field.press('Enter');
}

test.describe('visits of one reader', () => {
  test.describe.configure({ mode: 'serial', timeout: 2 * PATIENCE });

  let context: BrowserContext;
  let page: Page;
  let answers: Record<string, string> = {};
  const complaints: string[] = [];
  const shards: string[] = [];

  test.beforeAll(async ({ browser, baseURL }) => {
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...(baseURL ? { baseURL } : {}) });
    context.on('request', (request) => {
      if (request.url().endsWith('.bin')) shards.push(request.url());
    });
    page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.addInitScript(record);
  });
  test.afterAll(() => context.close());
  test.afterEach(() => {
    expect(complaints).toEqual([]);
  });

  test('the model loads byte by byte while measured samples answer, then three panes write', async () => {
    await page.goto(`./${START}`);
    for (const id of ['clp', 'rs']) await expect(pane(page, id)).toContainText('measured at brevity 1', { timeout: PATIENCE });
    await loaded(page);
    await expect(engineLine(page)).toContainText('on WebAssembly, one thread (integers)');
    await answered(page);
    expect(shards).toHaveLength(SHARDS);

    const { status, writing } = await page.evaluate(() => window.recorded);
    const megabytes = status.flatMap((line) => /^Fetching the model (\d+) of 98 MB/.exec(line)?.[1] ?? []).map(Number);
    expect(new Set(megabytes).size).toBeGreaterThan(2);
    expect(megabytes).toEqual(megabytes.toSorted((a, b) => a - b));
    expect(status.some((line) => line.startsWith('Unpacking the weights'))).toBe(true);

    answers = await answersOf(page);
    for (const id of PANES) {
      const texts = [...(writing[id] ?? []), answers[id] ?? ''];
      expect(texts.length, `texts that ${id} showed on the way`).toBeGreaterThan(3);
      for (const [i, text] of texts.slice(1).entries()) expect(text.startsWith(texts[i] ?? '')).toBe(true);
      await expect(pane(page, id)).toContainText('tokens/s');
    }
    expect(Object.keys(await livePoints(page))).toHaveLength(PANES.length);
  });

  test('the sliders change the steered texts and their points, by keyboard, and leave the base as it is', async () => {
    const points = await livePoints(page);
    const slider = page.getByRole('slider', { name: 'Brevity' });
    await slider.focus();
    await slider.press('Home');
    await expect(weight(page, 'Brevity')).toHaveValue('0.00');
    for (const id of ['clp', 'rs']) await expect.poll(() => answerOf(page, id), { timeout: PATIENCE }).not.toBe(answers[id]);
    await answered(page);
    const [now, moved] = [await answersOf(page), await livePoints(page)];
    expect(now.base).toBe(answers.base);
    const [base = '', ...steered] = Object.keys(points);
    expect(moved[base]).toBe(points[base]);
    for (const label of steered) expect(moved[label], `the point of ${label}`).not.toBe(points[label]);
    await expect(pane(page, 'clp').locator('ins').first()).toBeVisible();
    await expect(pane(page, 'clp')).toContainText('draft tokens kept');

    // Back again: the same weights give the same texts.
    await slider.press('End');
    for (const id of ['clp', 'rs']) await expect.poll(() => answerOf(page, id), { timeout: PATIENCE }).not.toBe(now[id]);
    await answered(page);
    expect(await answersOf(page)).toEqual(answers);
  });

  test('Escape stops the answers and keeps what was written', async () => {
    await setLongestAnswer(page, 200);
    await prompt(page).fill('Tell me a long story about a shy elephant.');
    await prompt(page).press('Enter');
    // A short answer may have ended by itself.
    await page.waitForFunction(
      (panes) =>
        document.querySelector('article[data-status="streaming"]') !== null &&
        [...document.querySelectorAll('article .answer')].filter(({ textContent }) => /\w/.test(textContent ?? '')).length === panes,
      PANES.length,
      { timeout: PATIENCE },
    );
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Run' })).toBeVisible({ timeout: PATIENCE });
    await expect(page.locator('article[data-status="streaming"]')).toHaveCount(0);
    const stopped = await answersOf(page);
    await expect(page.locator('article[data-status="stopped"]').first()).toContainText('stopped');
    for (const id of PANES) expect(stopped[id]).toMatch(/\w/);
    // What came late would be drawn with the next frames.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    expect(await answersOf(page)).toEqual(stopped);

    // The same noise: a shorter answer is the beginning of the longer.
    await setLongestAnswer(page, 24);
    await answered(page);
    const whole = await answersOf(page);
    for (const id of PANES) {
      const [short = '', long = ''] = [stopped[id] ?? '', whole[id] ?? ''].sort((a, b) => a.length - b.length);
      expect(long.startsWith(short)).toBe(true);
    }
  });

  test('a prompt is counted in tokens as it is typed, and one that is too long is told before it is run', async () => {
    const before = await answersOf(page);
    const told = page.getByRole('status').filter({ hasText: 'tokens long' });
    await prompt(page).fill('永遠に続く庭の話を'.repeat(222));
    await expect(told).toContainText(/^The prompt is \d,\d{3} tokens long with its template; 2,024 fit beside an answer of 24\./);
    await expect(page.getByRole('button', { name: 'Run' })).toBeDisabled();
    await prompt(page).press('Enter');
    await weight(page, 'Brevity').fill('0.5');
    await weight(page, 'Brevity').press('Enter');
    await expect(page).toHaveURL(/w=0.5/);
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(await answersOf(page)).toEqual(before);
    await prompt(page).fill('Why?');
    await expect(told).toHaveCount(0);
    await expect(prompt(page)).toHaveAccessibleDescription(/^\d\d tokens$/);
    await expect(page.getByRole('button', { name: 'Run' })).toBeEnabled();
  });

  test('a reload restores prompt, weights, seed and the very texts, and downloads no shard', async () => {
    await page.getByRole('spinbutton', { name: 'Seed' }).fill('11');
    await page.getByRole('spinbutton', { name: 'Seed' }).press('Enter');
    await weight(page, 'Brevity').fill('0.4');
    await weight(page, 'Brevity').press('Enter');
    await ask(page, 'Why do cats purr?');
    answers = await answersOf(page);
    await expect(page).toHaveURL(/prompt=Why\+do\+cats\+purr%3F/);

    shards.length = 0;
    await page.reload();
    await loaded(page);
    await expect(engineLine(page)).toContainText('from the cache');
    await expect(prompt(page)).toHaveValue('Why do cats purr?');
    await expect(weight(page, 'Brevity')).toHaveValue('0.40');
    await expect(page.getByRole('spinbutton', { name: 'Seed' })).toHaveValue('11');
    await answered(page);
    expect(await answersOf(page)).toEqual(answers);
    expect(shards).toEqual([]);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      test(`axe finds nothing in the live page at ${width} px, ${colorScheme}`, async () => {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      });
    }
  }

  test('without a network the page starts, loads the model and answers', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await context.setOffline(true);
    await page.reload();
    await loaded(page);
    await answered(page);
    expect(await answersOf(page)).toEqual(answers);
    await ask(page, 'What is a rainbow?');
    for (const id of PANES) expect(await answerOf(page, id)).not.toBe(answers[id]);
    expect(shards).toEqual([]);
    await context.setOffline(false);
  });
});

test.describe('other policies in a pane', () => {
  // The pack is given two policies that need no training of their own; a service worker's fetches could not be routed.
  test.use({ serviceWorkers: 'block' });
  test.describe.configure({ timeout: 2 * PATIENCE });

  test('DeRa and MOD meet the policies that they are made of at their ends; adapters that are not there are loaded beside', async ({
    page,
  }) => {
    await page.addInitScript(record);
    await page.route('**/models/voice/pack.json', async (route) => {
      const pack = (await (await route.fetch()).json()) as Pack;
      const { slots } = pack.policies.find(({ id }) => id === 'rs') as Policy;
      const made = (['dera', 'mod'] as const).map((method) => ({ id: `test-${method}`, method, label: `Test ${method}`, slots }));
      await route.fulfill({ json: { ...pack, policies: [...pack.policies, ...made] } });
    });
    const settled = (policy: string) => expect(pane(page, policy)).toHaveAttribute('data-status', 'done', { timeout: PATIENCE });
    const choose = (place: number, label: string) => page.getByRole('combobox', { name: `Method of pane ${place}` }).selectOption(label);
    const setLambda = async (value: string) => {
      const before = await answerOf(page, 'test-dera');
      await page.getByRole('spinbutton', { name: 'Lambda of pane 1' }).fill(value);
      await page.keyboard.press('Enter');
      await expect.poll(() => answerOf(page, 'test-dera'), { timeout: PATIENCE }).not.toBe(before);
      await settled('test-dera');
    };

    await page.goto(`./${START}&panes=base,rs`);
    for (const policy of ['base', 'rs']) await settled(policy);
    const [base, soup] = [await answerOf(page, 'base'), await answerOf(page, 'rs')];
    expect(base).not.toBe(soup);

    await choose(1, 'Test dera');
    await settled('test-dera');
    await setLambda('0');
    expect(await answerOf(page, 'test-dera')).toBe(base);
    await setLambda('1');
    expect(await answerOf(page, 'test-dera')).toBe(soup);

    await choose(1, 'Test mod');
    await settled('test-mod');
    expect(await answerOf(page, 'test-mod')).toBe(soup);
    await expect(pane(page, 'test-mod')).toContainText('experts part by 0.00 nats a token');
    await page.getByRole('button', { name: 'Equal' }).click();
    await expect(pane(page, 'test-mod')).toContainText(/experts part by (?!0\.00)\d\.\d\d nats a token/, { timeout: PATIENCE });
    await settled('rs');
    const equal = await answerOf(page, 'rs');

    await choose(1, 'CLP');
    await settled('clp');
    expect(await answerOf(page, 'rs')).toBe(equal);
    const { status } = await page.evaluate(() => window.recorded);
    expect(status.some((line) => line.startsWith('More adapters are being loaded.'))).toBe(true);
  });
});

test.describe('a pack of one reward and closeness', () => {
  test.use({ serviceWorkers: 'block' });
  test.describe.configure({ timeout: 2 * PATIENCE });

  test('is opened from another, measures how far each text is from the base, and what a token costs', async ({ page }) => {
    // Made of the published expert of cheer: what is tested is the page and the engine, not a policy.
    await page.route('**/models/packs.json', async (route) => {
      const index = (await (await route.fetch()).json()) as PackIndex;
      const packs = [...index.packs.filter(({ id }) => id === 'voice'), { id: 'made', label: 'Made', task: 'Cheer against closeness.' }];
      await route.fulfill({ json: { ...index, packs } });
    });
    await page.route('**/models/made/adapters/**', async (route) => {
      const url = route.request().url().replace('/made/', '/voice/');
      await route.fulfill({ response: await route.fetch({ url }) });
    });
    await page.route('**/models/made/front.json', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
    await page.route('**/models/made/pack.json', async (route) => {
      // Its proposal is of three rewards.
      const { auto: _, ...voice } = (await (await route.fetch({ url: route.request().url().replace('/made/', '/voice/') })).json()) as Pack;
      const slots = { rewards: ['rs-cheer', null] };
      const policies: Policy[] = [
        { id: 'base', method: 'base', label: 'Base', slots: { rewards: [] } },
        { id: 'rs', method: 'rs', label: 'Scaled', slots },
        { id: 'dera', method: 'dera', label: 'Realigned', slots, options: { lambda: 1 } },
      ];
      const bank = [{ id: 'rs-cheer', path: 'adapters/rs-cheer', rank: 8 }];
      await route.fulfill({ json: { ...voice, id: 'made', rewards: ['cheer', 'closeness'], slots: bank, policies } });
    });
    await page.goto(`./${START}`);
    await loaded(page);
    await page.getByText('Made', { exact: true }).click();
    await expect(page).toHaveURL(/pack=made/);
    await page.getByRole('button', { name: 'All cheer' }).click();
    await answered(page);

    const closeness = (id: string) => pane(page, id).locator('.reward-bars > div', { hasText: 'Closeness' }).locator('.reward-bars-value');
    await expect(closeness('base')).toHaveText('0.0');
    // At weight 1 both are the expert: the same text, equally far from the base.
    expect(await answerOf(page, 'dera')).toBe(await answerOf(page, 'rs'));
    await expect(closeness('rs')).toHaveText(/^−?\d+\.\d$/);
    expect(await closeness('dera').textContent()).toBe(await closeness('rs').textContent());
    expect(Object.keys(await livePoints(page))).toHaveLength(3);

    await page.getByRole('button', { name: 'Measure' }).click();
    const costs = page.getByRole('region', { name: 'Cost per token, here' });
    await expect(costs.getByText('2 rows')).toBeVisible({ timeout: PATIENCE });
    await expect(costs.getByText(/^\d+ ms/)).toHaveCount(3);
  });
});

test.describe('shards that do not come', () => {
  // A service worker's own fetches cannot be routed.
  test.use({ serviceWorkers: 'block' });
  test.describe.configure({ timeout: PATIENCE });

  const isUnpacked = (page: Page) =>
    expect(engineLine(page)).toContainText(/Unpacking the weights|Starting the session|Checking|runs here/, { timeout: PATIENCE });

  test('a shard whose first download breaks off is fetched again', async ({ page }) => {
    let tries = 0;
    await page.route('**/*.part-1.bin', (route) => {
      tries += 1;
      return tries === 1 ? route.abort('connectionreset') : route.continue();
    });
    await page.goto(`./${START}`);
    await isUnpacked(page);
    expect(tries).toBe(2);
  });

  test('a shard that cannot be had is an error that names it, and a click tries again', async ({ page }) => {
    await page.route('**/*.part-2.bin', (route) => route.abort('connectionreset'));
    await page.goto(`./${START}`);
    const alert = engineLine(page).getByRole('alert');
    await expect(alert).toContainText('The model did not load', { timeout: PATIENCE });
    await expect(alert).toContainText('part-2.bin');
    await expect(alert).toContainText('(network)');
    await page.unroute('**/*.part-2.bin');
    await engineLine(page).getByRole('button', { name: 'Try again' }).click();
    await isUnpacked(page);
  });
});
