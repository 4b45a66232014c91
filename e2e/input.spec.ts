/** What browsers, input methods and other machines put between the reader and the page. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { complaints, method, open, pane, removePane, view, weight } from './fixture-page.ts';
import { translate } from './translate.ts';

// A service worker's own fetches cannot be routed.
test.use({ serviceWorkers: 'block' });

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true });

/** Uses most of what changes the page's words, and says what is shown in the end. */
async function use(page: Page): Promise<string[]> {
  const shown: string[] = [];
  const note = async () => shown.push((await page.getByRole('main').innerText()).replace(/\s+/g, ' '));
  // The chart's code comes after the rest of the page.
  await expect(view(page)).toBeVisible();
  await page.getByRole('button', { name: 'All brevity' }).click();
  await expect(pane(page, 'CLP')).toContainText('measured at brevity 1');
  await note();
  await page.getByRole('button', { name: 'Describe a garden' }).click();
  await page.getByRole('button', { name: 'All cheer' }).click();
  await expect(pane(page, 'CLP')).toContainText('measured at cheer 1');
  await page.getByRole('button', { name: 'Add a pane' }).click();
  await method(page, 2).selectOption('MOD');
  await removePane(page, 'Base model');
  await page.getByRole('combobox', { name: 'Divergence of pane 1' }).selectOption('Jensen–Shannon');
  await pane(page, 'MOD').getByText('How it works').click();
  await expect(pane(page, 'MOD')).toContainText('4 forward passes');
  await expect(pane(page, 'MOD').locator('.katex').first()).toBeVisible();
  await note();
  await page.getByRole('button', { name: 'Lock Cheer' }).click();
  await weight(page, 'Brevity').fill('1');
  await weight(page, 'Brevity').press('Enter');
  await view(page).selectOption('Table');
  await view(page).selectOption('Chart');
  await page.getByRole('button', { name: 'Undo' }).click();
  await note();
  await page.getByRole('radio', { name: 'Proxy' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('heading', { name: 'Reward against KL' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What training on the learned reward did' })).toBeVisible();
  await note();
  return shown;
}

test('a page that the browser translates says the same as one that it does not', async ({ page }) => {
  await open(page);
  const plain = await use(page);
  await page.goto('about:blank');
  await open(page);
  await page.evaluate(translate);
  const translated = await use(page);
  expect(translated).toEqual(plain);
});

test('a region whose elements the browser moved is drawn anew, and goes on', async ({ page }) => {
  await open(page);
  const add = page.getByRole('button', { name: 'Add a pane' });
  await add.evaluate((button) => {
    const font = document.createElement('font');
    button.replaceWith(font);
    font.append(button);
  });
  // The fourth pane is the last: React takes the button away, which is not where it was put.
  await add.click();
  await expect(page.getByRole('article')).toHaveCount(4);
  await expect(page.getByText('could not be drawn')).toHaveCount(0);
  await removePane(page, 'Base model');
  await expect(page.getByRole('article')).toHaveCount(3);
  await expect(add).toHaveCount(1);
  expect(complaints.filter((complaint) => !complaint.includes('NotFoundError'))).toEqual([]);
  expect(complaints.length).toBeGreaterThan(0);
  complaints.length = 0;
});

test('Enter of an input method runs nothing, in whatever order its events come; Enter after it does', async ({ page }) => {
  await open(page);
  const answer = pane(page, 'CLP').locator('.answer');
  const before = await answer.textContent();
  await prompt(page).fill('Describe a garden');
  const press = (init: { readonly isComposing?: boolean; readonly keyCode: number }) =>
    prompt(page).evaluate(
      (field, given) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...given })),
      init,
    );
  // Not cancelled: the input method has the key for itself.
  expect(await press({ isComposing: true, keyCode: 229 })).toBe(true);
  // Safari: compositionend came first, only the code tells.
  expect(await press({ isComposing: false, keyCode: 229 })).toBe(true);
  await expect(page).toHaveURL(/prompt=Describe\+a\+garden/);
  expect(await answer.textContent()).toBe(before);
  await weight(page, 'Brevity').fill('０．８');
  await weight(page, 'Brevity').press('Enter');
  await expect(weight(page, 'Brevity')).toHaveValue('0.80');
  expect(await press({ keyCode: 13 })).toBe(false);
  await expect(answer).not.toHaveText(before ?? '');
});

test('a pasted prompt is never cut inside a character, and keeps what stood after the caret', async ({ page }) => {
  await open(page);
  await prompt(page).fill('before after');
  await prompt(page).evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(7, 7));
  await page.keyboard.insertText('👩‍👩‍👧‍👦'.repeat(300));
  const value = await prompt(page).inputValue();
  expect(value.length).toBeLessThanOrEqual(2000);
  expect(value).toMatch(/^before (👩‍👩‍👧‍👦)+after$/u);
  await page.keyboard.insertText('x');
  expect(await prompt(page).evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionEnd))).toBe('after');
});

test('prompt and answers run in the direction of their words', async ({ page }) => {
  await open(page);
  await prompt(page).fill('صف حديقة');
  const direction = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).direction);
  expect(await direction('textarea')).toBe('rtl');
  expect(await direction('.answer p')).toBe('ltr');
  await expect(page.locator('.answer p').first()).toHaveAttribute('dir', 'auto');
});

test('Copy works where the page has no clipboard, and says so where nothing can be copied', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await open(page);
  const copy = page.getByRole('button', { name: 'Copy the text of CLP' });
  const copied = page.evaluate(
    () =>
      new Promise<string>((resolve) =>
        document.addEventListener('copy', () =>
          resolve(String(document.activeElement && (document.activeElement as HTMLTextAreaElement).value)),
        ),
      ),
  );
  await copy.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Copied.' })).toHaveCount(1);
  expect(await copied).toBe(await pane(page, 'CLP').locator('.answer').textContent());
  await expect(copy).toBeFocused();
  await page.evaluate(() => {
    document.execCommand = () => false;
  });
  await copy.click();
  await expect(page.getByRole('status', { name: 'Notices' })).toContainText('Select the text and copy it by hand.');
});

for (const name of ['sessionStorage', 'localStorage'] as const) {
  for (const fault of ['access throws', 'everything throws'] as const) {
    test(`the playground starts to load where ${name} fails: ${fault}`, async ({ page }) => {
      await page.addInitScript(
        ([storage, kind]) => {
          const refuse = () => {
            throw new DOMException('refused', 'QuotaExceededError');
          };
          const broken = { getItem: refuse, setItem: refuse, removeItem: refuse, clear: refuse, key: refuse, length: 0 };
          Object.defineProperty(window, storage, { get: kind === 'access throws' ? refuse : () => broken });
        },
        [name, fault] as const,
      );
      await open(page);
      const model = page.getByRole('region', { name: 'Model' });
      await expect(model).toHaveAttribute('data-kind', 'loading');
      await model.getByRole('button', { name: 'Cancel' }).click();
      await expect(model).toContainText('cancelled');
      await model.getByRole('button', { name: /^Load the model/ }).click();
      await expect(model).toHaveAttribute('data-kind', 'loading');
    });
  }
}

/** Wholly within a window of this width. */
async function expectWithin(page: Page, button: string, width: number): Promise<void> {
  const box = await page.getByRole('button', { name: button }).first().boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? Number.NaN)).toBeLessThanOrEqual(width);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
}

test('an error and its button fit in 320 px', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, `#v=1&seed=${'x'.repeat(300)}&backend=${'y'.repeat(300)}`);
  await expectWithin(page, 'Dismiss', 320);
  const model = page.getByRole('region', { name: 'Model' });
  await model.getByRole('button', { name: 'Cancel' }).click();
  const name = `${'long-name-'.repeat(30)}json`;
  await page.route('**/models/base/manifest.json', (route) => route.fulfill({ json: { [name]: 1 } }));
  await model.getByRole('button', { name: /^Load the model/ }).click();
  await expect(model.getByRole('alert')).toContainText('manifest.json');
  await expectWithin(page, 'Try again', 320);
});

test('nothing is wider than 320 px, and axe finds nothing there', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, '#v=1&t=50&panes=clp,dera:2,mod,clp-logit');
  await expect(page.locator('.front-plot svg').first()).toBeVisible();
  await page.getByText('Sampling and model settings').click();
  await page.getByText('How it works').first().click();
  await expect(page.locator('.katex').first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
});
