/** Packs as files: out of the page, back into it, and kept there. The model never arrives; what it adds is tested in real-model.spec.ts. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { readZip } from '../src/packs/read-zip.ts';

// A service worker's own fetches cannot be routed.
test.use({ serviceWorkers: 'block' });

async function open(page: Page, hash = ''): Promise<void> {
  await page.route('**/models/base/*.bin', () => new Promise(() => {}));
  await page.goto(`./${hash}`);
  await expect(page.getByRole('article').first()).toBeVisible();
}

/** What it is for is read with a pack's name. */
const choice = (page: Page, name: string) => page.getByRole('radio', { name: new RegExp(`^${name.replace(/[()]/g, '\\$&')}`) });
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Packs' });
const manage = (page: Page) => page.getByRole('button', { name: 'Packs …' }).click();
const close = (page: Page) => dialog(page).getByRole('button', { name: 'Close' }).click();

/** The bundle of a shipped pack, as the page saves it. */
async function saved(page: Page, label: string): Promise<Buffer> {
  await manage(page);
  const downloading = page.waitForEvent('download');
  await dialog(page)
    .getByRole('button', { name: `Save ${label} as a file` })
    .click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`${label.toLowerCase()}.tiller.zip`);
  await close(page);
  return readFileSync(await download.path());
}

async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([title, content]) => {
      const made = new DataTransfer();
      made.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], title));
      return made;
    },
    [name, bytes.toString('base64')] as const,
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await expect(page.getByText('Drop a pack: a .zip file or a folder')).toBeVisible();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

const pick = (page: Page, name: string, buffer: Buffer) =>
  page.getByLabel('Import a file …').last().setInputFiles({ name, mimeType: 'application/zip', buffer });

test('a shipped pack goes out as a file, comes back under another name, stays, and is deleted with an undo', async ({ page }) => {
  await open(page);
  const bundle = await saved(page, 'Dial');

  await drop(page, 'My dial.tiller.zip', bundle);
  await expect(page.getByText(/“My dial” is here: \d\.\d MB/)).toBeVisible();
  const mine = choice(page, 'My dial (in this browser)');
  await expect(mine).toBeChecked();
  await expect(page).toHaveURL(/pack=mine:dial-[0-9a-f]{16}/);
  await expect(page.getByRole('heading', { name: 'Reward against KL' })).toBeVisible();
  await expect(page.getByRole('article', { name: 'CLP' })).toContainText('precomputed');

  await page.reload();
  await expect(mine).toBeChecked();
  await expect(page.getByRole('article', { name: 'CLP' })).toContainText('precomputed');

  await manage(page);
  await pick(page, 'Once more.tiller.zip', bundle);
  await expect(dialog(page).getByText('“My dial” is here already, with the same files.')).toBeVisible();
  await dialog(page).getByRole('button', { name: 'Delete My dial' }).click();
  await expect(dialog(page).getByText('“My dial” is deleted.')).toBeVisible();
  await expect(dialog(page).getByText('None yet.')).toBeVisible();
  await close(page);
  await expect(choice(page, 'Voice')).toBeChecked();
  await expect(mine).toHaveCount(0);
  await page.locator('.pack-messages').getByRole('button', { name: 'Undo' }).click();
  await expect(mine).toBeVisible();
  await mine.click({ force: true });
  await expect(page).toHaveURL(/pack=mine:dial-/);
});

test('a pack is brought in by keyboard alone', async ({ page }) => {
  await open(page);
  const bundle = await saved(page, 'Dial');
  await page.getByRole('button', { name: 'Packs …' }).press('Enter');
  const choosing = page.waitForEvent('filechooser');
  await dialog(page).getByRole('button', { name: 'Import a file …' }).press('Enter');
  await (await choosing).setFiles({ name: 'dial.tiller.zip', mimeType: 'application/zip', buffer: bundle });
  await expect(dialog(page).getByText('“dial” is here')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Packs …' })).toBeFocused();
  await expect(choice(page, 'dial (in this browser)')).toBeChecked();
});

test('a damaged bundle, and what is none, are told in one sentence, and nothing else is lost', async ({ page }) => {
  await open(page);
  const bundle = await saved(page, 'Dial');
  const broken = Buffer.from(bundle);
  broken.writeUInt8(broken.readUInt8(60) ^ 255, 60);
  await drop(page, 'broken.zip', broken);
  await expect(page.getByText('broken.zip: pack.json is damaged')).toBeVisible();
  await drop(page, 'cat.jpg', Buffer.from('meow'));
  await expect(page.getByText("cat.jpg: expected a zip file, got one without a zip's end")).toBeVisible();
  await expect(choice(page, 'Voice')).toBeChecked();
  await manage(page);
  await expect(dialog(page).getByText('None yet.')).toBeVisible();
});

test('a link to a pack that is not here offers to import it, and then opens as it was meant', async ({ page, browser }) => {
  await open(page);
  const bundle = await saved(page, 'Dial');
  await drop(page, 'dial.tiller.zip', bundle);
  await expect(page).toHaveURL(/pack=mine:dial-/);
  await page.getByRole('spinbutton', { name: 'Cheer weight' }).fill('0.2');
  await page.getByRole('spinbutton', { name: 'Cheer weight' }).press('Enter');
  await expect(page).toHaveURL(/w=0\.2,0\.8/);
  const link = page.url();

  const other = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
  await open(other, new URL(link).hash);
  await expect(other.getByText('which is not in this one')).toBeVisible();
  await expect(choice(other, 'Voice')).toBeChecked();
  await pick(other, 'dial.tiller.zip', bundle);
  await expect(choice(other, 'dial (in this browser)')).toBeChecked();
  await expect(other.getByRole('spinbutton', { name: 'Cheer weight' })).toHaveValue('0.20');
  await expect(other.getByText('which is not in this one')).toHaveCount(0);
  await other.context().close();
});

test('where the browser refuses both its stores, a sentence says that the pack stays for this visit', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined });
    Object.defineProperty(StorageManager.prototype, 'getDirectory', {
      value: () => Promise.reject(new DOMException('no', 'SecurityError')),
    });
  });
  await open(page);
  await drop(page, 'dial.tiller.zip', await saved(page, 'Dial'));
  await expect(page.getByText('the pack stays for this visit only')).toBeVisible();
  await expect(choice(page, 'dial (in this browser)')).toBeChecked();
  await page.reload();
  await expect(page.getByText('which is not in this one')).toBeVisible();
});

test('where the browser has no private files, packs are kept in its database', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(StorageManager.prototype, 'getDirectory', { value: undefined }));
  await open(page);
  await drop(page, 'dial.tiller.zip', await saved(page, 'Dial'));
  const mine = choice(page, 'dial (in this browser)');
  await expect(mine).toBeChecked();
  await page.reload();
  await expect(mine).toBeChecked();
  await manage(page);
  await dialog(page).getByRole('button', { name: 'Delete dial' }).click();
  await dialog(page).getByRole('button', { name: 'Dismiss' }).click();
  await expect(dialog(page).getByText('None yet.')).toBeVisible();
});

test('a front that is wrong, missing or never comes leaves the page alive, with file and place', async ({ page }) => {
  await page.route('**/models/dial/front.json', async (route) => {
    const text = await (await route.fetch()).text();
    await route.fulfill({ contentType: 'application/json', body: text.replace(/"mean":\s*[\d.]+/, '"mean": NaN') });
  });
  await open(page, '#v=1&pack=dial');
  await expect(
    page.getByText(/^front\.json: line 1, column \d+ \(policies\.0\.points\.0\.rewards\.cheer\.mean\): expected JSON, got "NaN/),
  ).toBeVisible();
  await expect(page.getByText('This pack has no measured front yet')).toBeVisible();
  await page.route('**/models/fork/pack.json', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  await choice(page, 'Fork').click({ force: true });
  await expect(page.getByText('The pack “fork” could not be opened. pack.json: expected a file, got none')).toBeVisible();
  await page.route('**/models/twins/*.json', () => new Promise(() => {}));
  await choice(page, 'Twins').click({ force: true });
  await page.locator('.pack-messages').getByRole('button', { name: 'Cancel' }).click();
  await expect(choice(page, 'Dial')).toBeChecked();
  await expect(page).toHaveURL(/pack=dial/);
});

test('a kept pack is played by the real model, and a mix of it goes out as one adapter', async ({ page }) => {
  test.setTimeout(600_000);
  await page.goto('./#v=1&pack=dial&panes=rs,dera&w=0.5,0.5&n=8');
  const bundle = await saved(page, 'Dial');
  await drop(page, 'My dial.tiller.zip', bundle);
  await expect(choice(page, 'My dial (in this browser)')).toBeChecked();
  const answer = page.locator('article[data-policy="rs"]');
  await expect(answer).toHaveAttribute('data-status', 'done', { timeout: 300_000 });
  await answer.getByText('How it works').click();
  const downloading = page.waitForEvent('download');
  await answer.getByRole('button', { name: 'Download this mix' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^dial-rs-.*\.zip$/);
  const files = await readZip(new Blob([new Uint8Array(readFileSync(await download.path()))]), 'mix', { files: 9, bytes: 2 ** 26 });
  expect([...files.keys()]).toEqual(['adapter_config.json', 'adapter_model.safetensors', 'README.md']);
  expect(new TextDecoder().decode(files.get('README.md'))).toContain('| `dial-expert` |');
});

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`the dialog is reachable and readable, ${width} px, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 844 });
      await open(page);
      await page.screenshot({ path: test.info().outputPath('page.png') });
      await drop(page, 'A pack with a name that is rather long for a picker.tiller.zip', await saved(page, 'Dial'));
      await expect(page.getByText(/is here: \d\.\d MB/)).toBeVisible();
      await page.screenshot({ path: test.info().outputPath('mine.png') });
      await manage(page);
      await expect(dialog(page).getByText(/^Kept: \d\.\d MB\./)).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide).toBe(0);
      await page.screenshot({ path: test.info().outputPath('dialog.png') });
    });
  }
}
