/** The bench of the workshop, over the site's own pool, without the model: what is defined is scored, kept, and reached by keyboard. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { emptyProject } from '../src/workshop/state/project-schema.ts';
import { tabTo } from './tab-to.ts';

test.use({ serviceWorkers: 'block' });

const complaints: string[] = [];

test.beforeEach(({ page }) => {
  complaints.length = 0;
  page.on('console', (message) => {
    const blocked = message.text().includes('Service Worker registration blocked by Playwright');
    if (['error', 'warning'].includes(message.type()) && !blocked) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
});

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

const station = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Stations' }).getByRole('link', { name: new RegExp(name) });
const picture = (page: Page) => page.getByRole('img', { name: /answers of the base/ });

test('a word list that is made by keyboard alone is scored on the pool, and a reload keeps it', async ({ page }) => {
  await page.goto('./#/workshop');
  await expect(page).toHaveTitle('Workshop · Tiller');
  await expect(page.getByRole('heading', { level: 1, name: 'Workshop' })).toBeVisible();
  await expect(station(page, 'Rewards')).toContainText('None chosen');
  await tabTo(page, page.getByRole('button', { name: 'Cheer', exact: true }));
  await page.keyboard.press('Enter');
  await expect(station(page, 'Rewards')).toContainText('Cheer, against closeness to the base');
  await tabTo(page, page.getByRole('button', { name: /^Words / }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByLabel('Phrases that you like'));
  await page.keyboard.type('you');
  await page.keyboard.press('Enter');
  await page.keyboard.type('your = 2');
  await expect(page.getByRole('img', { name: /^My words on 900 answers of the base: mean 0\.[0-9]/ })).toBeVisible();
  await expect(page.getByText('900 answers of the base model to 150 prompts')).toBeVisible();
  await expect(page.getByText(/liked 0\.\d\d \(.*your/).first()).toBeVisible();
  await expect(page.getByText('Against cheer')).toBeVisible();
  await expect(station(page, 'Rewards')).toContainText('Cheer and My words');

  await page.reload();
  await expect(station(page, 'Rewards')).toContainText('Cheer and My words');
  await station(page, 'Rewards').click();
  await page.getByRole('button', { name: /^My words/ }).click();
  await expect(page.getByLabel('Phrases that you like')).toHaveValue('you\nyour = 2');
  await expect(picture(page).last()).toBeVisible();
});

test('the quickest start is walked by keyboard alone from an empty bench to the button that trains, and on to the last station', async ({
  page,
}) => {
  await page.goto('./#/workshop');
  await tabTo(page, page.getByRole('button', { name: /^Brevity and richness/ }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/workshop\/train$/);
  // The reader goes on at the station that has opened.
  await expect(page.getByRole('heading', { level: 2, name: 'Train' })).toBeFocused();
  const start = page.getByRole('button', { name: 'Start training' });
  await expect(start).toBeEnabled();
  await tabTo(page, page.getByRole('radio', { name: /^Quick/ }));
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /^Usual/ })).toBeChecked();
  await page.keyboard.press('ArrowUp');
  await tabTo(page, start);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(start).toBeFocused();
  await tabTo(page, station(page, 'Keep'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Keep' })).toBeFocused();
  await expect(page.getByText('Nothing is trained yet.')).toBeVisible();
});

test('a wrong field is said there, and the last good definition stays', async ({ page }) => {
  await page.goto('./#/workshop/rewards');
  await page.getByRole('button', { name: /^Pattern / }).click();
  const field = page.getByLabel('Regular expression');
  await field.fill('[0-9]+');
  await expect(page.getByRole('img', { name: /^My pattern on 900 answers/ })).toBeVisible();
  await field.fill('[0-9]+(');
  await expect(page.getByText(/missing closing \)/)).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await page.reload();
  await page.getByRole('button', { name: /^My pattern/ }).click();
  await expect(field).toHaveValue('[0-9]+');
});

test('code that loops, throws or fetches is told by its line, and the page lives', async ({ page }) => {
  await page.goto('./#/workshop/rewards');
  await page.getByRole('button', { name: /^Code / }).click();
  const source = page.getByLabel(/A function score/);
  await expect(page.getByRole('img', { name: /^My code on 900 answers/ })).toBeVisible();
  await source.fill('function score() {\n  throw new Error("not today");\n}');
  await expect(page.getByText(/not today/).last()).toBeVisible();
  await source.fill('function score() {\n  while (true) {}\n}');
  await expect(page.getByText(/line \d: does not end within/).first()).toBeVisible();
  await source.fill('function score() {\n  return fetch("/");\n}');
  await expect(page.getByText(/fetch/).last()).toBeVisible();
  await source.fill('function score(prompt, answer) {\n  return answer.includes("the") ? 1 : 0;\n}');
  await expect(source).toHaveAttribute('aria-invalid', 'false');
  await expect(page.getByText(/code 1\.00|^1\.00/).first()).toBeVisible();
});

test('what is removed can be had back, and a start by address asks before it takes the place of work', async ({ page }) => {
  await page.goto('./#/workshop?start=word-lists');
  await expect(station(page, 'Rewards')).toContainText('Outdoors and People');
  await expect(page).toHaveURL(/#\/workshop\/rewards$/);
  await station(page, 'Rewards').click();
  await page.getByRole('button', { name: /^Outdoors/ }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(station(page, 'Rewards')).toContainText('People, against closeness to the base');
  const notices = page.getByRole('status', { name: 'Notices' });
  await expect(notices).toContainText('The reward “Outdoors” was removed.');
  await notices.getByRole('button', { name: 'Undo' }).click();
  await expect(station(page, 'Rewards')).toContainText('Outdoors and People');

  await page.goto('./#/workshop?start=dial');
  const offer = page.getByText('The link sets up “One reward and KL” in the place of your project.');
  await expect(offer).toBeVisible();
  await page.getByRole('button', { name: 'Set it up' }).click();
  await expect(station(page, 'Rewards')).toContainText('Cheer, against closeness to the base');
  await notices.getByRole('button', { name: 'Undo' }).click();
  await expect(station(page, 'Rewards')).toContainText('Outdoors and People');
});

test('a project leaves as a file and comes back; another file is refused in a sentence', async ({ page }) => {
  await page.goto('./#/workshop?start=formal-friendly');
  await expect(station(page, 'Rewards')).toContainText('Formality and Friendly');
  await page.getByRole('button', { name: 'Project …' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as a file' }).click()]);
  expect(file.suggestedFilename()).toBe('Formal-and-friendly.tiller-project.json');
  await page.getByRole('button', { name: 'Project …' }).click();
  await page.getByRole('button', { name: 'Start anew' }).click();
  await expect(station(page, 'Rewards')).toContainText('None chosen');
  const bring = page.getByLabel('Import a project');
  await bring.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"format":"tiller-run/1"}') });
  const notices = page.getByRole('status', { name: 'Notices' });
  await expect(notices).toContainText('x.json: field format: expected "tiller-project/1", got "tiller-run/1"');
  const unknown = Buffer.from(JSON.stringify({ ...emptyProject, rewards: ['closeness'] }));
  await bring.setInputFiles({ name: 'y.json', mimeType: 'application/json', buffer: unknown });
  await expect(notices).toContainText('y.json: field rewards: expected rewards of this site or definitions of the file, got "closeness"');
  await bring.setInputFiles(await file.path());
  await expect(station(page, 'Rewards')).toContainText('Formality and Friendly');
});

test('a kept project that cannot be read is put aside, leaves as a file, and goes when it is told to', async ({ page }) => {
  await page.goto('./#/workshop?start=dial');
  await expect(station(page, 'Rewards')).toContainText('Cheer');
  // As if another version of the page had written it.
  await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('tiller-workshop'));
    const projects = database.transaction('projects', 'readwrite').objectStore('projects');
    await done(projects.put({ ...(await done(projects.get('present'))), name: 'Warm words', rewards: 'cheer' }, 'present'));
    database.close();
  });
  await page.goto('./#/workshop/rewards');
  await page.reload();
  const notices = page.getByRole('status', { name: 'Notices' });
  const said =
    'Your project “Warm words”: field rewards: expected Array, got "cheer". It could not be read, so it is kept aside as it was.';
  await expect(notices).toContainText(said);
  await page.getByRole('button', { name: 'Plainness', exact: true }).click();
  await page.reload();
  await expect(station(page, 'Rewards')).toContainText('Plainness');
  await expect(notices).toContainText(said);

  const [file] = await Promise.all([page.waitForEvent('download'), notices.getByRole('button', { name: 'Save it as a file' }).click()]);
  expect(file.suggestedFilename()).toBe('Warm-words.tiller-project.json');
  expect(JSON.parse(readFileSync(await file.path(), 'utf8'))).toMatchObject({ name: 'Warm words', rewards: 'cheer', start: 'dial' });
  await notices.getByRole('button', { name: 'Delete …' }).click();
  await notices.getByRole('button', { name: 'Delete it' }).press('Enter');
  await expect(notices).not.toContainText('Warm words');
  await page.reload();
  await expect(station(page, 'Rewards')).toContainText('Plainness');
  await expect(notices).not.toContainText('Warm words');
});

test('a second tab is told, and may take over', async ({ page, context }) => {
  await page.goto('./#/workshop?start=dial');
  await expect(station(page, 'Rewards')).toContainText('Cheer');
  const other = await context.newPage();
  await other.goto('./#/workshop');
  const told = 'The workshop is open in another tab; what you change here is not kept.';
  await expect(other.getByText(told)).toBeVisible();
  await other.getByRole('button', { name: 'Work here' }).click();
  await expect(other.getByText(told)).toBeHidden();
  await expect(page.getByText(told)).toBeVisible();
});

test('an embedded workshop says where to find it', async ({ page }) => {
  await page.goto('./?embed=panes#/workshop');
  await expect(page.getByText('it opens in a page of its own')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open in Tiller' })).toBeVisible();
});

for (const [width, scheme] of [
  [1440, 'light'],
  [820, 'dark'],
  [390, 'light'],
  [320, 'dark'],
] as const) {
  test(`axe finds nothing, and nothing is wider than the page, at ${width} px in ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    await page.goto('./#/workshop');
    await expect(page.getByRole('heading', { name: /^Begin with one of these/ })).toBeVisible();
    if (width > 768) await expect(picture(page)).toBeVisible();
    await check(page);
    await page.getByRole('button', { name: /^Your own two word lists/ }).click();
    const links = page.getByRole('navigation', { name: 'Stations' }).getByRole('link');
    for (const link of await links.all()) {
      await link.click();
      await expect(link).toHaveAttribute('aria-current', 'step');
      await check(page);
    }
  });
}

async function check(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}
