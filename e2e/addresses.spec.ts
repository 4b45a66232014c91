/** Addresses from outside: short, long, odd, and the way back to them. */
import { expect, test } from '@playwright/test';
import { complaints, method, open, pane, weight } from './fixture-page.ts';

// A service worker's own fetches cannot be routed.
test.use({ serviceWorkers: 'block' });

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

test('an address that says less than the one after it means the defaults, on the way back too', async ({ page }) => {
  const short = '#v=1&prompt=Again.&w=0,0,1';
  await open(page, short);
  const address = page.url();
  await page.evaluate(() => {
    location.hash = '#v=1&prompt=Again.&w=0,1,0&panes=rs,dera:2&t=0.25&n=128&x=cheer&y=brevity&hide=rs&show=panacea';
  });
  await expect(method(page, 2)).toHaveValue('dera');
  await expect(page.getByLabel('x axis')).toHaveValue('cheer');
  await page.getByText('Sampling and model settings').click();
  await expect(page.getByRole('spinbutton', { name: 'Temperature' })).toHaveValue('0.25');
  await page.goBack();
  await expect(weight(page, 'Cheer')).toHaveValue('1.00');
  await expect(page.getByRole('article')).toHaveCount(3);
  await expect(method(page, 1)).toHaveValue('base');
  await expect(page.getByRole('spinbutton', { name: 'Temperature' })).not.toHaveValue('0.25');
  await expect(page.getByRole('spinbutton', { name: 'Longest answer' })).toHaveValue('64');
  await expect(page.getByLabel('x axis')).toHaveValue('brevity');
  expect(page.url()).toBe(address);
  await page.goForward();
  await expect(method(page, 2)).toHaveValue('dera');
});

test('an address with a hundred thousand panes is answered at once, with a few short sentences', async ({ page }) => {
  await open(page);
  await page.evaluate(() => {
    const ids = Array.from({ length: 100_000 }, (_, i) => `q${i}`).join(',');
    location.hash = `#v=1&panes=${ids}&seed=${'x'.repeat(200_000)}&w=0,1,0`;
  });
  const notices = page.getByRole('status', { name: 'Notices' });
  await expect(notices).toContainText('100,000 panes');
  await expect(notices).toContainText('and 99,988 more');
  await expect(notices.getByRole('button', { name: 'Dismiss' })).toHaveCount(2);
  await expect(weight(page, 'Richness')).toHaveValue('1.00');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1440);
});

test('an address of another site’s making is no error, and the way into the page is no address', async ({ page }) => {
  await open(page, '#utm_source=mail&utm_campaign=x');
  await expect(page.getByRole('button', { name: 'Dismiss' })).toHaveCount(0);
  const skip = page.getByRole('button', { name: 'Skip to sliders and answers' });
  await skip.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.getByRole('button', { name: 'All cheer' }).click();
  await expect(page).toHaveURL(/w=0,0,1/);
  await page.goto('./#/learn');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Playground' }).click();
  await expect(weight(page, 'Cheer')).toHaveValue('1.00');
  await expect(page).toHaveURL(/w=0,0,1/);
});

test('what an address says is text, never markup, and cannot turn a sentence round', async ({ page }) => {
  const evil = '<img src=x onerror="document.title=\'owned\'">\u202eedoc';
  const value = encodeURIComponent(evil);
  const names = ['seed', 't', 'w', 'panes', 'x', 'show', 'hide', 'backend', 'pack', '__proto__'];
  await open(page, `#v=1&prompt=${value}&${names.map((name) => `${name}=${value}`).join('&')}`);
  const notices = page.getByRole('status', { name: 'Notices' });
  await expect(notices).toContainText('seed was “<img src=x onerror=');
  await expect(page.locator('img')).toHaveCount(0);
  expect(await notices.textContent()).not.toContain('\u202e');
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue(evil);
  await page.goto(`./#/learn/${value}`);
  await expect(page.getByRole('alert')).toContainText('no lesson of that name');
  await expect(page.locator('img')).toHaveCount(0);
  await expect(page).not.toHaveTitle('owned');
});

test('a card counts the forward passes of the divergence that is chosen', async ({ page }) => {
  await open(page, '#v=1&panes=mod');
  await pane(page, 'MOD').getByText('How it works').press('Enter');
  await expect(pane(page, 'MOD')).toContainText('3 forward passes');
  await page.getByRole('combobox', { name: 'Divergence of pane 1' }).selectOption('Jensen–Shannon');
  await expect(pane(page, 'MOD')).toContainText('4 forward passes');
});
