/** What can be taken away of the page, over made-up packs and fronts: pictures and files, and what comes back of them. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { fixtureFront } from '../src/packs/testing/fixture-pack.ts';
import { complaints, open, pane, weight } from './fixture-page.ts';

// A service worker's own fetches cannot be routed.
test.use({ serviceWorkers: 'block' });

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

/** Chooses an entry of a Save menu, and hands out the file that comes of it. */
async function save(page: Page, menu: string, entry: string): Promise<{ name: string; bytes: Buffer }> {
  await page.getByRole('button', { name: menu }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: entry }).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Drops a file on the page. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, base64]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], file));
      return transfer;
    },
    [name, bytes.toString('base64')] as const,
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** What a browser finds in an SVG file; on a page without the site's policy, which lets no string become a document. */
async function readSvg(page: Page, svg: string) {
  const blank = await page.context().newPage();
  const found = await blank.evaluate((text) => {
    const document = new DOMParser().parseFromString(text, 'image/svg+xml');
    const all = [...document.querySelectorAll('*')];
    return {
      wrong: document.querySelector('parsererror')?.textContent ?? '',
      names: [...new Set(all.map(({ localName }) => localName))],
      attributes: [...new Set(all.flatMap((element) => element.getAttributeNames()))],
      texts: [...document.querySelectorAll('text')].map(({ textContent }) => textContent),
      colours: [...new Set(all.flatMap((element) => [element.getAttribute('fill'), element.getAttribute('stroke')]))].filter(Boolean),
      marks: document.querySelectorAll('circle, polygon').length,
    };
  }, svg);
  await blank.close();
  return found;
}

/** Size of a PNG, and how many colours its pixels have, as a browser decodes it. */
function readPng(page: Page, bytes: Buffer) {
  return page.evaluate(async (base64) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], { type: 'image/png' });
    const bitmap = await createImageBitmap(blob);
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    if (!context) throw new Error('no canvas');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const pixels = new Uint32Array(data.buffer);
    const counts = new Map<number, number>();
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    return { width: bitmap.width, height: bitmap.height, colours: counts.size, painted: 1 - (counts.get(0xffffffff) ?? 0) / pixels.length };
  }, bytes.toString('base64'));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the chart is saved as SVG and as PNG, in light colours, with its words and its source (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page);
    await expect(pane(page, 'CLP')).toContainText('precomputed');
    const svg = await save(page, 'Save the chart', 'Picture (SVG)');
    expect(svg.name).toBe('voice-richness-brevity.svg');
    const text = svg.bytes.toString('utf8');
    expect(text).not.toMatch(/var\(|<script|class=|style=|javascript:|NaN|undefined/);
    const { wrong, names, attributes, texts, colours, marks } = await readSvg(page, text);
    expect(wrong).toBe('');
    const drawn = [
      'svg',
      'title',
      'desc',
      'defs',
      'clipPath',
      'rect',
      'g',
      'line',
      'text',
      'tspan',
      'path',
      'polyline',
      'polygon',
      'circle',
    ];
    expect(names.filter((name) => !drawn.includes(name))).toEqual([]);
    expect(attributes.filter((name) => name.startsWith('on') || name.includes('href'))).toEqual([]);
    expect(texts.join(' ')).toContain('Tiller, pack voice. Measured at commit');
    expect(texts.join(' ')).toContain('95 % intervals');
    expect(texts).toContain('CLP');
    // Of the light palette, whatever the page's: CLP's blue, the ink, the paper.
    expect(colours).toEqual(expect.arrayContaining(['#0067a8', '#1c1e20', '#ffffff']));
    expect(colours).not.toContain('#56b4e9');
    expect(marks).toBeGreaterThan(30);

    const png = await save(page, 'Save the chart', 'Picture (PNG)');
    const [width, height] = /width="(\d+)" height="(\d+)"/.exec(text)?.slice(1).map(Number) ?? [];
    const picture = await readPng(page, png.bytes);
    expect([picture.width, picture.height]).toEqual([2 * (width as number), 2 * (height as number)]);
    expect(picture.colours).toBeGreaterThan(50);
    expect(picture.painted).toBeGreaterThan(0.02);
    expect(picture.painted).toBeLessThan(0.6);
  });
}

test('the texts are saved as JSON, and open again by a drop', async ({ page }) => {
  await open(page, '#v=1&w=0,1,0');
  await expect(pane(page, 'CLP')).toContainText('measured at richness 1');
  const text = await pane(page, 'CLP').locator('.answer').textContent();
  const { name, bytes } = await save(page, 'Save the chart', 'Texts (JSON)');
  expect(name).toBe('voice-run.json');
  expect(JSON.parse(bytes.toString())).toMatchObject({ format: 'tiller-run/1', pack: 'voice', weights: [0, 1, 0] });

  await page.getByRole('button', { name: 'All brevity' }).click();
  await expect(pane(page, 'CLP')).toContainText('measured at brevity 1');
  await drop(page, name, bytes);
  await expect(page.getByText('voice-run.json is open: 3 answers')).toBeVisible();
  await expect(pane(page, 'CLP')).toContainText('opened');
  expect(await pane(page, 'CLP').locator('.answer').textContent()).toBe(text);
  await expect(weight(page, 'Richness')).toHaveValue('1.00');
  await page.getByRole('button', { name: 'All cheer' }).click();
  await expect(pane(page, 'CLP')).toContainText('measured at cheer 1');

  // Another pack's page takes it only once that pack is open.
  await page.getByRole('radio', { name: 'Dial' }).dispatchEvent('click');
  await expect(page.getByRole('slider', { name: 'Closeness' })).toBeVisible();
  await drop(page, name, bytes);
  await expect(page.getByText('voice-run.json is of the pack “voice”; “dial” is open.')).toBeVisible();
  await page.getByRole('button', { name: 'Open it with “Voice”' }).click();
  await expect(pane(page, 'CLP')).toContainText('opened');
  expect(await pane(page, 'CLP').locator('.answer').textContent()).toBe(text);
  await drop(page, 'wrong.json', Buffer.from('{"format":"tiller-run/9"}'));
  await expect(page.getByText('wrong.json: field format: expected one of')).toBeVisible();
});

const openTakeAway = (page: Page) => page.getByText('Kept runs, starting points, embedding').click();

test('runs are kept by name, renamed, compared, deleted, brought back and opened, also after a reload', async ({ page }) => {
  await open(page, '#v=1&w=0,1,0');
  await openTakeAway(page);
  const keep = async (name: string) => {
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('button', { name: 'Keep this run' }).click();
    await expect(page.getByRole('button', { name: `Open ${name}` })).toBeVisible();
  };
  await keep('Rich');
  await page.getByRole('button', { name: 'All brevity' }).click();
  await expect(pane(page, 'CLP')).toContainText('measured at brevity 1');
  await keep('Brief');

  await page.getByLabel('Compare Rich').check();
  await page.getByLabel('Compare Brief').check();
  const comparison = page.getByRole('region', { name: '“Rich” and “Brief”' });
  await expect(comparison).toContainText('weights0.00, 1.00, 0.001.00, 0.00, 0.00');
  const clp = comparison.getByRole('article', { name: 'clp', exact: true });
  await expect(clp.locator('ins').first()).toBeVisible();
  await expect(clp.getByRole('row', { name: /Brevity/ })).toContainText(/[+−]0\.\d\d/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole('button', { name: 'More for Rich' }).click();
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('New name of Rich').fill('All words');
  await page.getByLabel('New name of Rich').press('Enter');
  await page.getByRole('button', { name: 'More for All words' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('button', { name: 'Open All words' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByRole('button', { name: 'Open All words' })).toBeVisible();

  await page.reload();
  await openTakeAway(page);
  await page.getByRole('button', { name: 'Open All words' }).click();
  await expect(pane(page, 'CLP')).toContainText('opened');
  await expect(weight(page, 'Richness')).toHaveValue('1.00');
});

test('a menu is opened, walked and closed by keyboard, and the focus comes back', async ({ page }) => {
  await open(page);
  const button = page.getByRole('button', { name: 'Save the chart' });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('button', { name: 'Picture (SVG)' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByRole('button', { name: 'Texts (JSON)' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await button.click();
  await page.mouse.click(5, 5);
  await expect(page.getByRole('button', { name: 'Picture (SVG)' })).toBeHidden();
});

test('an embedded page shows its view alone, refuses what it does not know, and leads to the whole', async ({ page }) => {
  await open(page);
  await page.goto('./?embed=front&hide=axes,ads#v=1&w=1,0,0');
  await expect(page.getByRole('group', { name: /measured fronts and the present texts/ })).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Brevity' })).toBeVisible();
  await expect(page.getByLabel('x axis')).toBeHidden();
  await expect(page.getByText('The address would hide “ads”')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Course' })).toHaveCount(0);
  await expect(page.getByText('Kept runs')).toHaveCount(0);
  await page.getByRole('button', { name: 'All cheer' }).click();
  await expect(page).toHaveURL(/embed=front.*w=0,0,1/);
  const link = page.getByRole('link', { name: 'Open in Tiller' });
  await link.focus();
  expect(await link.getAttribute('href')).toMatch(/\/#v=1&.*w=0,0,1/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.goto('./?embed=all#v=1');
  await expect(page.getByText('The address has embed=“all”')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Course' })).toBeVisible();
});

test('the dialogue writes a frame, and in an isolated page of another origin that frame is isolated too', async ({ page }) => {
  await open(page, '#v=1&w=1,0,0');
  await openTakeAway(page);
  await page.getByRole('button', { name: 'Embed …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Embed' });
  await dialog.getByLabel('Facts of a run').check();
  const markup = await dialog.getByLabel('Markup of the frame').inputValue();
  expect(markup).toContain('?embed=panes&amp;hide=facts#v=1');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  // A server of its own, on this machine as well: browsers keep pages of elsewhere from what runs here.
  const host = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.end(`<!doctype html><link rel="icon" href="data:,"><title>A host</title>${markup}`);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('article', { name: 'CLP' })).toContainText('measured at brevity 1');
  await expect(frame.locator('.run-facts').first()).toBeHidden();
  const inside = page.frames().find((one) => one.url().includes('embed=panes'));
  expect(await inside?.evaluate(() => crossOriginIsolated)).toBe(true);
  host.closeAllConnections();
  host.close();
});

test('full screen shows sliders and answers; keys lead to the corners, and Escape back', async ({ page }) => {
  await open(page);
  await openTakeAway(page);
  await page.getByRole('button', { name: 'Full screen' }).click();
  await expect(page.getByRole('main', { name: 'Full screen' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Course' })).toHaveCount(0);
  await page.keyboard.press('2');
  await expect(weight(page, 'Richness')).toHaveValue('1.00');
  await page.keyboard.press('ArrowRight');
  await expect(weight(page, 'Cheer')).toHaveValue('1.00');
  await page.keyboard.press('ArrowRight');
  await expect(weight(page, 'Brevity')).toHaveValue('1.00');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'Course' })).toBeVisible();
  await expect(weight(page, 'Brevity')).toHaveValue('1.00');
});

test('the tour is one word on a first visit, can be walked and left by keyboard, and does not come back by itself', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  await expect(page.locator('.tour')).toHaveCount(0);
  await page.getByRole('button', { name: 'Tour', exact: true }).press('Enter');
  const tour = page.getByRole('complementary');
  await expect(tour.getByRole('heading', { name: 'One prompt for all' })).toBeFocused();
  await expect(page.locator('.request[data-toured]')).toBeInViewport();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  for (const title of ['Weights steer', 'Methods side by side', 'What was measured, and what is here', 'Take it with you']) {
    await tour.getByRole('button', { name: 'Next' }).press('Enter');
    await expect(tour.getByRole('heading', { name: title })).toBeFocused();
    await expect(page.locator('[data-toured]')).toHaveCount(1);
  }
  await page.keyboard.press('Escape');
  await expect(tour).toHaveCount(0);
  await expect(page.locator('[data-toured]')).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('article').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Tour', exact: true })).toHaveCount(0);
  await openTakeAway(page);
  await page.getByRole('button', { name: 'Tour', exact: true }).click();
  await expect(tour.getByRole('heading', { name: 'One prompt for all' })).toBeFocused();
  await tour.getByRole('button', { name: 'Leave the tour' }).click();
  await expect(tour).toHaveCount(0);
});

test('on paper there are texts and a chart in light colours, and nothing to press', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open(page);
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  await expect(pane(page, 'CLP').locator('.answer')).toBeVisible();
  await expect(page.getByRole('group', { name: /measured fronts/ })).toBeVisible();
  for (const name of ['Run', 'Save the chart', 'Add a pane', 'Packs …']) await expect(page.getByRole('button', { name })).toBeHidden();
  await expect(page.getByRole('slider', { name: 'Brevity' })).toBeHidden();
  const ink = await pane(page, 'CLP')
    .locator('.answer p')
    .evaluate((element) => getComputedStyle(element).color);
  expect(ink).toBe('rgb(28, 30, 32)');
});

test('curves, the triangle, the table of pairs and the plot of a lesson are saved the same way', async ({ page }) => {
  await open(page, '#v=1&pack=proxy');
  const curves = (await save(page, 'Save the curves', 'Picture (SVG)')).bytes.toString();
  const found = await readSvg(page, curves);
  expect(found.wrong).toBe('');
  expect(found.names).toContain('polyline');
  expect(found.texts.join(' ')).toContain('Bands are 95 % intervals over prompts');
  expect(curves).not.toMatch(/var\(|class=|style=/);

  await page.goto('./#v=1');
  await page.getByText('All indicators, and every pair').click();
  expect((await save(page, 'Save the numbers', 'Indicators (CSV)')).bytes.toString()).toMatch(
    /^policy,method,indicator,of,mean,low,high\r\n/,
  );
  await page.getByLabel('View').selectOption('Triangle');
  const triangle = (await save(page, 'Save the chart', 'Picture (SVG)')).bytes.toString();
  expect((await readSvg(page, triangle)).texts.join(' ')).toContain('The triangle of weights, pack “Voice”');
  expect(triangle).not.toMatch(/var\(|class=|style=/);
  expect((await readPng(page, (await save(page, 'Save the chart', 'Picture (PNG)')).bytes)).colours).toBeGreaterThan(50);

  await page.goto('./#/learn/front');
  const { name, bytes } = await save(page, 'Save the figure', 'Picture (SVG)');
  expect(name).toBe('tiller-front.svg');
  expect((await readSvg(page, bytes.toString())).texts.join(' ')).toMatch(/Tiller, lesson \d+\. Saved on/);
});

test('a lesson can be embedded without its question', async ({ page }) => {
  complaints.length = 0;
  await page.goto('./?embed=lesson&hide=question,ads#/learn/front');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Steps' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Question' })).toBeHidden();
  await expect(page.getByRole('link', { name: 'Playground' })).toHaveCount(0);
  await expect(page.getByText('The address would hide “ads”')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open in Tiller' })).toHaveAttribute('href', /\/#\/learn\/front/);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('a dropped front.json takes the place of the measured one, and the pack’s own comes back', async ({ page }) => {
  await open(page);
  const [clp] = fixtureFront.policies.filter(({ id }) => id === 'clp');
  const other = {
    ...fixtureFront,
    commit: 'feedfacecafebeef',
    policies: fixtureFront.policies.filter(({ id }) => ['base', clp?.id].includes(id)),
    comparisons: [],
  };
  await drop(page, 'mine.json', Buffer.from(JSON.stringify(other)));
  await expect(page.getByText('The fronts are now those of mine.json')).toBeVisible();
  await expect(page.getByText('at commit feedfaceca')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Rewarded Soups', exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Back to the pack’s own' }).click();
  await expect(page.getByText('at commit feedfaceca')).toHaveCount(0);
  await drop(page, 'wrong.json', Buffer.from(JSON.stringify({ ...other, reference: [0] })));
  await expect(page.getByText(/wrong\.json: field .*: expected/)).toBeVisible();
});
