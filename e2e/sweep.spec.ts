/**
 * A sweep with the real model on WASM, as a reader meets it: one word starts it, a slider goes first, a reload loses nothing. Expects nothing
 * of how well the published policies steer.
 */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { longestTasks } from './main-thread-tasks.ts';

/** The model needs seconds on a quiet machine; a busy one is no failure. */
const PATIENCE = 400_000;
/** Two rewards and two methods: 22 texts of few words. */
const START = '#v=1&pack=fork&panes=clp,rs&prompt=How+do+I+make+tea%3F&w=0.5,0.5&seed=3&n=24&backend=wasm';
const TEXTS = 22;
/** CPU time of one task of the page's thread, ms: a longer one is felt. */
const LONG_TASK = 50;

const line = (page: Page) => page.getByRole('region', { name: 'Sweep', exact: true });
const inLine = (page: Page, name: string) => line(page).getByRole('button', { name, exact: true });
const sweptPoints = (page: Page) => page.locator('.swept-point');
const pane = (page: Page, id: string) => page.locator(`article[data-policy="${id}"]`);

async function reached(page: Page, status: string): Promise<void> {
  await expect(line(page)).toHaveAttribute('data-status', status, { timeout: PATIENCE });
}

async function loaded(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: 'Model' })).toContainText('runs here', { timeout: PATIENCE });
  await answered(page);
}

async function answered(page: Page): Promise<void> {
  await expect(page.locator('article[data-status="done"]')).toHaveCount(2, { timeout: PATIENCE });
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
}

interface KeptText {
  readonly text: string;
  readonly stop?: string;
}

/** What the browser keeps of sweeps: every text by its key. */
function keptTexts(page: Page): Promise<Record<string, KeptText>> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('tiller-kept'));
    const texts = (await done(database.transaction('pieces').objectStore('pieces').getAll())) as (KeptText & { key: string })[];
    database.close();
    return Object.fromEntries(texts.map(({ key, text, stop }) => [key, { text, ...(stop === undefined ? {} : { stop }) }]));
  });
}

function endedOf(texts: Record<string, KeptText>): number {
  return Object.values(texts).filter(({ stop }) => stop !== undefined).length;
}

async function forgetKept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('tiller-kept');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const all = [...database.objectStoreNames];
    const transaction = database.transaction(all, 'readwrite');
    for (const store of all) transaction.objectStore(store).clear();
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    database.close();
  });
}

/** Drops a file on the page. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], file));
      return transfer;
    },
    [name, bytes.toString()] as const,
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

test.describe('a sweep of one prompt', () => {
  test.describe.configure({ mode: 'serial', timeout: 2 * PATIENCE });

  let context: BrowserContext;
  let page: Page;
  let texts: Record<string, KeptText> = {};
  const complaints: string[] = [];

  test.beforeAll(async ({ browser, baseURL }) => {
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...(baseURL ? { baseURL } : {}) });
    page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.addInitScript(() => {
      const spoken: string[] = [];
      Object.assign(window, { spoken });
      new MutationObserver(() => {
        for (const region of document.querySelectorAll('[aria-live="polite"]')) {
          const said = region.textContent ?? '';
          if (said !== '' && spoken.at(-1) !== said) spoken.push(said);
        }
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
  });
  test.afterAll(() => context.close());
  test.afterEach(() => {
    expect(complaints).toEqual([]);
  });

  test('one word starts it; a slider is answered first, and it goes on by itself to its end', async ({ browser }) => {
    await page.goto(`./${START}`);
    await loaded(page);
    await expect(line(page)).toHaveCount(0);
    const before = await pane(page, 'clp').locator('.answer').textContent();
    const stopTracing = await longestTasks(browser, page);
    await page.getByRole('button', { name: 'Sweep', exact: true }).press('Enter');
    await expect(line(page)).toContainText(`of ${TEXTS} texts`);
    await expect(sweptPoints(page).first()).toBeAttached({ timeout: PATIENCE });

    await page.getByRole('button', { name: 'All numbering' }).click();
    await expect.poll(() => pane(page, 'clp').locator('.answer').textContent(), { timeout: PATIENCE }).not.toBe(before);
    await answered(page);
    await expect(line(page)).toHaveAttribute('data-status', 'running');

    await reached(page, 'done');
    await expect(line(page)).toContainText(`${TEXTS} of ${TEXTS} texts`);
    await expect(sweptPoints(page)).toHaveCount(TEXTS);
    const tasks = await stopTracing();
    test.info().annotations.push({ type: 'longest tasks at 1440 px, ms of CPU', description: tasks.slice(0, 5).join(', ') });
    expect(tasks[0]).toBeLessThan(LONG_TASK);
    await expect.poll(async () => endedOf(await keptTexts(page)), { timeout: PATIENCE }).toBe(TEXTS);
    texts = await keptTexts(page);
    const spoken = await page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
    expect(spoken).toContain(`The sweep starts: ${TEXTS} texts.`);
    expect(spoken).toContain(`The sweep is finished: ${TEXTS} texts.`);
    expect(spoken.filter((said) => said.includes('weep')).length).toBeLessThan(8);
  });

  test('its points stand in the chart, in the table and in numbers, and one sets the sliders', async () => {
    const point = page.getByRole('button', { name: /^CLP, this sweep, 100 % bulleting: .*, 1 text/ });
    await point.focus();
    await expect(page.locator('.front-card')).toContainText('This sweep: one text, no mean');
    await expect(page.locator('.front-card')).toContainText('How do I make tea?');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('spinbutton', { name: 'Bulleting weight' })).toHaveValue('1.00');
    await answered(page);

    const numbers = page.getByRole('region', { name: 'The live front' });
    await expect(numbers.getByRole('row', { name: /^CLP 11 / })).toBeVisible();
    await expect(numbers).toContainText('no difference shown yet');
    await expect(numbers).toContainText('one text a point');
  });

  test('more samples extend it, and give every point and difference its interval', async () => {
    await line(page).getByLabel('Samples').selectOption('2');
    await expect(line(page)).toContainText(`of ${2 * TEXTS} texts`);
    await reached(page, 'done');
    await expect.poll(async () => endedOf(await keptTexts(page)), { timeout: PATIENCE }).toBe(2 * TEXTS);
    const kept = await keptTexts(page);
    for (const [key, text] of Object.entries(texts)) expect(kept[key]).toEqual(text);
    await expect(page.getByRole('button', { name: /^CLP, this sweep, 100 % bulleting: .* to .*, 2 texts/ })).toBeAttached();
    const numbers = page.getByRole('region', { name: 'The live front' });
    await expect(numbers).toContainText('Intervals are 95 %, over 2 samples of one prompt.');
    await inLine(page, 'Close').click();
    await expect(line(page)).toHaveCount(0);
    await expect(sweptPoints(page)).toHaveCount(0);
  });

  test('Escape stops it, a reload offers to go on, and then it has the same texts as one that was never left', async ({ browser }) => {
    await forgetKept(page);
    await page.setViewportSize({ width: 390, height: 844 });
    const stopTracing = await longestTasks(browser, page);
    await page.getByRole('button', { name: 'Sweep', exact: true }).click();
    await expect(sweptPoints(page).first()).toBeAttached({ timeout: PATIENCE });
    await page.keyboard.press('Escape');
    await reached(page, 'stopped');
    const tasks = await stopTracing();
    test.info().annotations.push({ type: 'longest tasks at 390 px, ms of CPU', description: tasks.slice(0, 5).join(', ') });
    expect(tasks[0]).toBeLessThan(LONG_TASK);
    await inLine(page, 'Go on').click();
    await reached(page, 'running');
    await expect.poll(async () => Object.values(await keptTexts(page)).length, { timeout: PATIENCE }).toBeGreaterThan(0);
    await page.reload();
    await loaded(page);
    await reached(page, 'stopped');
    await expect(line(page)).toContainText('its texts are kept');
    expect(endedOf(await keptTexts(page))).toBeLessThan(TEXTS);
    await inLine(page, 'Go on').click();
    await reached(page, 'done');
    await expect.poll(() => keptTexts(page), { timeout: PATIENCE }).toEqual(texts);
  });

  test('saved as JSON it opens again by a drop, with the same points', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    const names = () => sweptPoints(page).evaluateAll((points) => points.map((point) => point.getAttribute('aria-label')));
    const before = await names();
    expect(before).toHaveLength(TEXTS);
    await page.getByRole('button', { name: 'Save the chart' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Sweep (JSON)' }).click()]);
    const bytes = await readFile(await download.path());
    expect(JSON.parse(bytes.toString())).toMatchObject({ format: 'tiller-sweep/1', settings: { samples: 1 } });
    await inLine(page, 'Close').click();
    await expect(sweptPoints(page)).toHaveCount(0);
    await forgetKept(page);

    await drop(page, download.suggestedFilename(), bytes);
    await reached(page, 'done');
    await expect.poll(names, { timeout: PATIENCE }).toEqual(before);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      test(`axe finds nothing in a page with a sweep at ${width} px, ${colorScheme}`, async () => {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
          .analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      });
    }
  }
});
