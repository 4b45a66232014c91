/** Stations 2 and 3 of the workshop on the built site: prompts of one's own, the shipped pool, and a pool that the real model makes here. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../scripts/find-browser.ts';
import type { Project } from '../src/workshop/state/project-schema.ts';
import { longestTasks } from './main-thread-tasks.ts';

/** The model needs seconds on a quiet machine; a busy one is no failure. */
const PATIENCE = 400_000;

// The workshop takes the backend that is fastest, and trying WebGPU in software takes minutes.
test.use({ launchOptions: { executablePath: findBrowser(), args: BROWSER_FLAGS.filter((flag) => !/webgpu/i.test(flag)) } });

const shipped: Project = {
  format: 'tiller-project/1',
  name: 'Pool',
  definitions: [],
  rewards: ['brevity', 'richness'],
  prompts: {
    source: 'shipped',
    list: [],
    system: 'Answer in two or three sentences.',
    counts: { train: 0, tune: 0, heldOut: 0 },
    seed: 1,
  },
  pool: { samples: 4, limit: 16, temperature: 0.8, seed: 1 },
  runs: [],
  training: { effort: 'quick', method: 'clp' },
} as Project;

const own: Project = {
  ...shipped,
  prompts: {
    ...shipped.prompts,
    source: 'own',
    list: ['What is tea?', 'How do owls see?', 'Tell me about rain.', 'Why is snow white?'],
    counts: { train: 2, tune: 1, heldOut: 1 },
  },
  // More than one batch, so that there is something to stop between.
  pool: { ...shipped.pool, samples: 24 },
};

async function open(page: Page, station: string, project: Project): Promise<void> {
  await page.goto(`#/workshop/${station}`);
  const buffer = Buffer.from(JSON.stringify(project));
  await page.getByLabel('Import a project').setInputFiles({ name: 'p.json', mimeType: 'application/json', buffer });
  await expect(page.getByRole('textbox', { name: 'Name of the project' })).toHaveValue(project.name);
}

const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations;
const front = (page: Page) => page.getByRole('region', { name: 'The front that can be had', exact: true });

test('prompts of one’s own are pasted, or picked from a column of a file; what is left out is named, and the rest is split', async ({
  page,
}) => {
  await open(page, 'prompts', shipped);
  await page.getByRole('group', { name: 'Prompts' }).getByRole('radio', { name: 'My own' }).press('Space');
  const list = page.getByRole('textbox', { name: /^Prompts, one a line/ });
  await list.fill('What is tea?\n\nHow do owls see?\nWhat is tea?\nName a tree.');
  await expect(page.getByText('Line 2 is empty.')).toBeVisible();
  await expect(page.getByText('Line 4 (“What is tea?”) is line 1 again.')).toBeVisible();
  await page.getByRole('button', { name: 'Use these 3 prompts' }).press('Enter');
  for (const part of ['Training', 'Tuning', 'Held out']) {
    await expect(page.getByRole('spinbutton', { name: `${part} prompts` })).toHaveValue('1');
  }

  // A paste that no field could hold is taken at once.
  const long = Array.from({ length: 20_000 }, (_, i) => `Tell me about the number ${i}.`).join('\n');
  await list.evaluate((field, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    (field as HTMLTextAreaElement).select();
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, long);
  await expect(page.getByText('19,400 more are left out: 600 prompts fit.')).toBeVisible();
  await expect(page.getByRole('spinbutton', { name: 'Held out prompts' })).toHaveValue('40');

  const csv = 'id;prompt\n1;"Why; how?"\n2;\n3;Where?\n4;When?\n5;Who?\n6;What?\n7;Which?\n8;Whose?\n9;Whither?\n10;Whence?\n';
  await page.getByLabel('A file of prompts').setInputFiles({ name: 'mine.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await expect(page.getByRole('combobox', { name: 'Which column of mine.csv has the prompts?' })).toHaveValue('1');
  await expect(page.getByText('9 prompts; 1 rows are left out.')).toBeVisible();
  await page.getByRole('button', { name: 'Use these 9 prompts' }).click();
  await expect(page.getByText('Row 3 is empty.')).toBeVisible();
  await expect(page.getByRole('spinbutton', { name: 'Training prompts' })).toHaveValue('6');
  await expect(page.getByRole('spinbutton', { name: 'Held out prompts' })).toHaveValue('2');
  expect(await violations(page)).toEqual([]);

  await page.getByLabel('A file of prompts').setInputFiles({ name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('prompt\n"Why') });
  await expect(page.getByText('Line 2: expected a quote that ends, got “"Why…”.')).toBeVisible();
});

test('the shipped pool says at once what can be had, follows rewards and price, and is there without a network', async ({
  page,
  browser,
  context,
}) => {
  await open(page, 'pool', shipped);
  await expect(page.getByText('11,265 candidates', { exact: true })).toBeVisible();
  await expect(front(page).getByRole('group', { name: /^The front that can be had: Richness over Brevity/ })).toBeVisible();
  await expect(page.getByText('Brevity and richness conflict')).toBeVisible();
  await expect(page.getByText(/^Rank correlation within a prompt: −0\.67 \(−0\.70 to −0\.64\), over 150 prompts\./)).toBeVisible();

  // models/runs/voice/optimum.json has the same numbers at the corner of brevity, whose unit no second reward changes.
  await front(page).getByText('These points as a table').click();
  const corner = front(page).getByRole('row', { name: /^100 % brevity/ });
  const reached = async () => Number((await corner.getByRole('cell').first().textContent())?.slice(0, 5));
  const usual = await reached();
  expect(usual).toBeGreaterThan(0.95);
  const price = front(page).getByRole('slider', { name: /^Price of KL/ });
  for (let i = 0; i < 20; i++) await price.press('ArrowRight');
  await expect(price).toHaveAttribute('aria-valuetext', '1.00 a nat');
  await expect.poll(reached).toBeLessThan(0.75);
  await expect.poll(reached).toBeGreaterThan(0.7);

  for (const [width, colorScheme] of [
    [1440, 'dark'],
    [820, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
  }

  const end = await longestTasks(browser, page);
  await page.goto('#/workshop/rewards');
  await open(page, 'pool', { ...shipped, name: 'Three', rewards: ['brevity', 'richness', 'numbering'] });
  await expect(page.getByText('Brevity and numbering hardly conflict')).toBeVisible();
  await expect(page.getByText(/^Numbering is scarce/)).toBeVisible();
  const [longest] = await end();
  expect(longest).toBeLessThan(400);

  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await expect(page.getByText('11,265 candidates', { exact: true })).toBeVisible();
  await page.waitForFunction(async () => (await caches.match(new URL('models/pool.json', document.baseURI).href)) !== undefined);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByText('11,265 candidates', { exact: true })).toBeVisible();
  await context.setOffline(false);
});

test('another system prompt makes the shipped answers stale', async ({ page }) => {
  await open(page, 'prompts', shipped);
  const system = page.getByRole('textbox', { name: 'System prompt' });
  await system.fill('Answer like a pirate.');
  await system.press('Tab');
  await expect(page.getByText(/^The shipped answers were given under another system prompt/)).toBeVisible();
  await page.goto('#/workshop/pool');
  await expect(page.getByText(/Under “Answer like a pirate\.” the base answers otherwise/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Let the base answer' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Back to the shipped one' }).click();
  await expect(page.getByText('11,265 candidates', { exact: true })).toBeVisible();
});

test('the base answers one’s own prompts here: texts grow in sight, a stop and a reload lose nothing, and the rest is made', async ({
  page,
}) => {
  await open(page, 'pool', own);
  const station = page.getByRole('region', { name: 'Pool', exact: true });
  await expect(station.getByText('48 answers to make', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Let the base answer' }).press('Enter');
  // Its place is where the keyboard goes on, to “Stop”.
  await expect(page.locator('.pool-progress')).toBeFocused();
  await expect(page.getByRole('list', { name: 'Being written' }).getByRole('listitem').first()).toContainText(/\w/, { timeout: PATIENCE });
  const standing = station.getByText(/^\d+ of 48 answers/);
  await expect(standing).not.toContainText(/^0 of/, { timeout: PATIENCE });
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  await stop.click();
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible();
  const made = Number.parseInt((await standing.textContent()) ?? '', 10);
  expect(made).toBeGreaterThan(0);

  await page.reload();
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible();
  expect(Number.parseInt((await standing.textContent()) ?? '', 10)).toBeGreaterThanOrEqual(made);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(station.getByText('48 of 48 answers', { exact: true })).toBeVisible({ timeout: PATIENCE });
  await expect(page.getByText(/^48 answers$/)).toBeVisible();
  await expect(front(page).getByRole('group', { name: /^The front that can be had/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
