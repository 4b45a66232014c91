/**
 * The page without a model: made-up packs and fronts, and a model that never arrives. What the live model adds is tested with the real
 * one, in real-model.spec.ts.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { measuredGrid } from '../src/math/simplex.ts';
import { fixtureFront, fixturePack, fixturePacks } from '../src/packs/testing/fixture-pack.ts';
import { complaints, method, more, open, pane, removePane, view, weight } from './fixture-page.ts';

// A service worker's own fetches cannot be routed.
test.use({ serviceWorkers: 'block' });

/** Measured weightings of a fixture's policy. */
const GRID = measuredGrid(3).length;

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

test('measured samples answer the sliders at once, marked as precomputed, with what changed marked', async ({ page }) => {
  await open(page);
  const answer = pane(page, 'CLP');
  await expect(answer).toContainText('precomputed');
  await expect(answer).toContainText('The rain has stopped');
  await page.getByRole('button', { name: 'All brevity' }).click();
  await expect(answer.locator('ins').first()).toBeVisible();
  await expect(answer).toContainText('words new');
  await expect(answer).toContainText('measured at brevity 1');
  await expect(weight(page, 'Brevity')).toHaveValue('1.00');
  await expect(pane(page, 'Base model')).toContainText('The rain has stopped');
});

test('sliders are linked, locked, undone and redone by keyboard', async ({ page }) => {
  await open(page, '#v=1&w=0.5,0.3,0.2');
  const slider = page.getByRole('slider', { name: 'Brevity' });
  await expect(slider).toHaveAttribute('aria-valuetext', '50 percent; Richness 30 percent, Cheer 20 percent');
  await slider.focus();
  for (let press = 0; press < 5; press += 1) await page.keyboard.press('ArrowRight');
  await expect(weight(page, 'Brevity')).toHaveValue('0.55');
  await page.keyboard.press('Home');
  await expect(weight(page, 'Richness')).toHaveValue('0.60');
  await expect(weight(page, 'Cheer')).toHaveValue('0.40');
  await page.getByRole('button', { name: 'Lock Cheer' }).press('Space');
  await weight(page, 'Brevity').fill('0.9');
  await weight(page, 'Brevity').press('Enter');
  await expect(weight(page, 'Brevity')).toHaveValue('0.60');
  await expect(weight(page, 'Cheer')).toHaveValue('0.40');
  await slider.focus();
  await page.keyboard.press('Control+z');
  await expect(weight(page, 'Brevity')).toHaveValue('0.00');
  await page.keyboard.press('Control+Shift+Z');
  await expect(weight(page, 'Brevity')).toHaveValue('0.60');
});

test('the URL holds the state, and a bad one is clamped with a notice', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'What is a black hole?' }).click();
  await page.getByRole('button', { name: 'All richness' }).click();
  await page.getByLabel('y axis').selectOption('Cheer');
  await expect(page).toHaveURL(/w=0,1,0/);
  await expect(page).toHaveURL(/y=cheer/);
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('What is a black hole?');
  await expect(weight(page, 'Richness')).toHaveValue('1.00');
  await expect(page.getByLabel('y axis')).toHaveValue('cheer');

  await page.goto('./#v=1&prompt=Again.&w=0,0,1');
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('Again.');
  await expect(weight(page, 'Cheer')).toHaveValue('1.00');

  await page.goto('./#v=1&w=9,9&t=50&seed=x');
  const notices = page.getByRole('status', { name: 'Notices' });
  await expect(notices).toContainText('expected 3 numbers');
  await expect(notices).toContainText('temperature was 50. It was set to 2.');
  await expect(notices).toContainText('seed was “x”');
  await expect(notices.getByRole('button', { name: 'Dismiss' })).toHaveCount(3);
  await notices.getByRole('button', { name: 'Dismiss' }).first().click();
  await expect(notices.getByRole('button', { name: 'Dismiss' })).toHaveCount(2);
});

test('a measured point sets the sliders, by pointer in the chart and by keyboard in the table', async ({ page }) => {
  await open(page);
  await view(page).selectOption('Table');
  const table = page.getByRole('table', { name: /measured/i });
  // The head, the base, CLP, Rewarded Soups, and the policies trained at two weightings.
  await expect(table.getByRole('row')).toHaveCount(1 + 1 + 2 * GRID + 2 + 2);
  await table.getByRole('button').first().press('Enter');
  await expect(weight(page, 'Brevity')).toHaveValue('1.00');
  // The address follows with some delay; without it, the way back to equal weights would be no change.
  await expect(page).toHaveURL(/w=1,0,0/);
  await view(page).selectOption('Chart');
  await page.getByRole('button', { name: 'Equal' }).click();
  const point = page.getByRole('button', { name: /^CLP, .*%/ }).first();
  await point.scrollIntoViewIfNeeded();
  const box = await point.boundingBox();
  if (!box) throw new Error('expected a point to have a place in the chart');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await expect(page.locator('.front-card')).toBeVisible();
  await expect(page).toHaveURL(/w=0.333,0.333,0.333/);
  await page.mouse.click(x, y);
  await expect(page).not.toHaveURL(/w=0.333,0.333,0.333/);
});

test('the CSV file holds every measured point', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Save the chart' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Table (CSV)' }).click()]);
  expect(download.suggestedFilename()).toBe('voice-front.csv');
  const lines = (await (await download.createReadStream()).toArray()).join('').trim().split('\r\n');
  expect(lines).toHaveLength(1 + 1 + 9 * GRID + 2 + 2);
});

test('another pack keeps the prompt and the sampling, has its own weights, and the way back leads to the one before', async ({ page }) => {
  await open(page, '#v=1&prompt=Again.&w=1,0,0&t=0.5');
  await page.getByRole('radio', { name: 'Dial' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/pack=proxy/);
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('slider', { name: 'Closeness' })).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Dial' })).toBeFocused();
  await expect(page.getByText('One reward against the distance from the base.').last()).toBeVisible();
  await expect(page).toHaveURL(/pack=dial/);
  await expect(page).toHaveURL(/t=0.5/);
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('Again.');
  await expect(weight(page, 'Cheer')).toHaveValue('0.50');
  await page.getByRole('button', { name: 'All cheer' }).click();
  await page.getByRole('button', { name: 'Describe a garden' }).click();
  await expect(pane(page, 'CLP')).toContainText('measured at cheer 1');
  await expect(pane(page, 'CLP').getByRole('definition').filter({ hasText: '−14.0' })).toBeVisible();
  await expect(page).toHaveURL(/w=1,0/);
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Dial' })).toBeChecked();
  await expect(weight(page, 'Cheer')).toHaveValue('1.00');
  await page.goBack();
  await expect(page.getByRole('radio', { name: 'Proxy' })).toBeChecked();
});

test('a pack that is not there is told, and the usual one is shown', async ({ page }) => {
  await open(page, '#v=1&pack=wit&w=0,1,0');
  await expect(page.getByRole('status', { name: 'Notices' })).toContainText('pack was “wit”; expected voice, dial, proxy');
  await expect(weight(page, 'Richness')).toHaveValue('1.00');
  await expect(page).not.toHaveURL(/pack=voice/);
});

test('every pane has a method of its own: chosen, added, removed, in the address, undone and redone', async ({ page }) => {
  await open(page);
  await method(page, 3).selectOption('Prompting');
  await expect(pane(page, 'Prompting')).toContainText('precomputed');
  await page.getByRole('button', { name: 'Add a pane' }).click();
  await expect(page.getByRole('article')).toHaveCount(4);
  await expect(page.getByRole('button', { name: 'Add a pane' })).toHaveCount(0);
  await removePane(page, 'Base model');
  await expect(page).toHaveURL(/panes=clp,prompt,clp-full/);
  await page.reload();
  await expect(page.getByRole('article')).toHaveCount(3);
  await expect(method(page, 1)).toHaveValue('clp');
  await expect(pane(page, 'Prompting')).toBeVisible();
  await method(page, 1).selectOption('Panacea');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(method(page, 1)).toHaveValue('clp');
  await page.keyboard.press('Control+Shift+Z');
  await expect(method(page, 1)).toHaveValue('panacea');
  for (const name of ['Panacea', 'Prompting']) await removePane(page, name);
  await more(page, 'CLP, all linears');
  await expect(page.getByRole('button', { name: /^Samples of/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Remove/ })).toHaveCount(0);
});

test('DeRa has a lambda and MOD a divergence: by keyboard, in the address, undone', async ({ page }) => {
  await open(page, '#v=1&w=0.5,0.3,0.2&panes=dera,mod');
  await expect(pane(page, 'DeRa')).toContainText('beyond 1: extrapolation');
  const lambda = page.getByRole('slider', { name: 'Lambda of pane 1' });
  await lambda.focus();
  await page.keyboard.press('Home');
  await expect(pane(page, 'DeRa')).toContainText('0 base, 1 aligned');
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowRight');
  await expect(pane(page, 'DeRa')).toContainText('logits = 0.80 base + 0.20 (0.50 brevity, 0.30 richness, 0.20 cheer)');
  await page.getByRole('spinbutton', { name: 'Lambda of pane 1' }).fill('9');
  await page.keyboard.press('Enter');
  await expect(lambda).toHaveAttribute('aria-valuetext', '3.00, extrapolation');
  await page.getByRole('combobox', { name: 'Divergence of pane 2' }).selectOption('forward KL');
  await expect(pane(page, 'MOD')).toContainText('forward KL: 0.50 brevity + 0.30 richness + 0.20 cheer');
  await expect(page).toHaveURL(/panes=dera:3,mod:forward-kl/);
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Divergence of pane 2' })).toHaveValue('forward-kl');
  await expect(lambda).toHaveAttribute('aria-valuetext', '3.00, extrapolation');
  await page.getByRole('combobox', { name: 'Divergence of pane 2' }).selectOption('Jensen–Shannon');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('combobox', { name: 'Divergence of pane 2' })).toHaveValue('forward-kl');
});

test('a card says how a method works, with its formula and what it cost', async ({ page }) => {
  await open(page);
  await pane(page, 'CLP').getByText('How it works').press('Enter');
  await expect(pane(page, 'CLP').locator('.katex').first()).toBeVisible();
  await expect(pane(page, 'CLP')).toContainText('1 forward pass');
  await expect(pane(page, 'CLP')).toContainText('300 steps, 1 204 000 tokens generated');
  await expect(pane(page, 'CLP').getByRole('link', { name: 'Conditional Language Policy' })).toBeVisible();
});

test('fronts are shown and hidden by the legend, in the address where it is not the usual', async ({ page }) => {
  await open(page);
  const legend = page.getByRole('list', { name: 'Fronts shown' });
  const toggle = (name: string) => legend.getByRole('button', { name, exact: true });
  await expect(toggle('Trained at w')).toHaveAttribute('aria-pressed', 'true');
  const points = page.locator('.front-point');
  await expect(points).toHaveCount(1 + 2 * GRID + 2 + 2);
  await toggle('CLP').press('Space');
  await expect(toggle('CLP')).toBeFocused();
  await expect(points).toHaveCount(1 + GRID + 2 + 2);
  await legend.getByRole('button', { name: '7 more' }).press('Enter');
  await toggle('CLP, logits').press('Space');
  await expect(points).toHaveCount(1 + 2 * GRID + 2 + 2);
  await expect(page).toHaveURL(/show=clp-logit&hide=clp/);
  // The variants of one method differ in their dash.
  await expect(page.locator('.front-line[stroke-dasharray]')).toHaveCount(1);
  await page.reload();
  await expect(points).toHaveCount(1 + 2 * GRID + 2 + 2);
  await expect(toggle('CLP')).toHaveAttribute('aria-pressed', 'false');
  await toggle('CLP').click();
  await toggle('CLP, logits').click();
  await expect(page).not.toHaveURL(/show=|hide=/);
});

test('a dial is drawn as reward against KL, and a learned reward with what it did not mean', async ({ page }) => {
  await open(page, '#v=1&pack=proxy&w=1,0');
  await expect(page.getByRole('heading', { name: 'Reward against KL' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Weak KL, 100 % approval: kl to the base.* 24/ })).toBeAttached();
  await expect(pane(page, 'Weak KL')).toContainText('Cheer (golden)');
  await expect(page.getByRole('button', { name: 'Measure' })).toBeDisabled();
  const curves = page.getByRole('region', { name: 'What training on the learned reward did' });
  await expect(curves.getByText(/Cheer is best after 160 steps.*from there on approval is gamed/).last()).toBeVisible();
  await curves.getByRole('radio', { name: 'steps' }).check();
  await expect(curves.getByText('training step →').first()).toBeVisible();
});

test('model output is text, never markup', async ({ page }) => {
  const evil = '<img src=x onerror="document.title=\'owned\'"><b>bold</b>';
  const policies = fixtureFront.policies.map((policy) => ({
    ...policy,
    points: policy.points.map((point) => ({ ...point, samples: point.samples.map((sample) => ({ ...sample, text: evil })) })),
  }));
  await open(page, '', { ...fixtureFront, policies });
  await expect(pane(page, 'CLP')).toContainText(evil);
  await expect(page.locator('.answer img, .answer b')).toHaveCount(0);
  await expect(page).toHaveTitle('Tiller');
});

test('what a pack, its prompts and its policies say is text, never markup', async ({ page }) => {
  const evil = (name: string) => `<img src=x onerror="document.title='owned'">${name}<script>document.title='owned'</script>`;
  const policies = fixturePack.policies.map((policy) => ({ ...policy, label: evil(policy.label) }));
  const pack = {
    ...fixturePack,
    label: evil('Voice'),
    task: evil('Say it.'),
    system: evil('Be kind.'),
    examples: [evil('Again.')],
    policies,
  };
  const packs = { ...fixturePacks, packs: fixturePacks.packs.map((one) => ({ ...one, label: evil(one.label), task: evil(one.task) })) };
  await open(page, '#v=1&panes=clp,mod', fixtureFront, { 'packs.json': packs, 'voice/pack.json': pack });
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue(evil('Again.'));
  await page.getByText('How it works').first().click();
  await expect(page.locator('.katex').first()).toBeVisible();
  await page.getByText('Sampling and model settings').click();
  await view(page).selectOption('Table');
  await expect(page.getByText(evil(fixturePacks.packs[0]?.task ?? '')).first()).toBeAttached();
  await expect(page.locator('#root img, #root script, #root [onerror]')).toHaveCount(0);
  await expect(page).toHaveTitle('Tiller');
});

test('what is said of the model comes from its manifest', async ({ page }) => {
  await open(page);
  const model = page.getByRole('region', { name: 'Model' });
  await expect(model).toContainText('Fetching the model 0 of 20 MB');
  await expect(model.getByRole('progressbar', { name: 'Fetching the model' })).toBeAttached();
  await model.getByRole('button', { name: 'Cancel' }).click();
  await expect(model.getByRole('button', { name: 'Load the model (20 MB)' })).toBeVisible();
  await expect(page.getByRole('contentinfo')).toContainText('The model, Fixture-1B-Instruct, is small enough');
  await expect(page.getByRole('contentinfo')).toContainText('Model: Fixture-1B-Instruct, MIT.');
});

test('a pack without a measured front is no error', async ({ page }) => {
  await open(page, '', 'missing');
  await expect(page.getByText('This pack has no measured front yet')).toBeVisible();
  await expect(pane(page, 'CLP')).toContainText('answers as soon as it is ready');
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [width, height] of [
    [1440, 900],
    [820, 1180],
    [390, 844],
  ] as const) {
    test(`axe finds nothing and nothing overflows at ${width} px, ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await open(page, '#v=1&t=50&panes=clp,dera:2,mod,clp-logit&show=clp-full');
      await expect(page.locator('.front-plot svg').first()).toBeVisible();
      await page.getByText('Sampling and model settings').click();
      await page.getByText('All indicators, and every pair').click();
      await page.getByText('How it works').first().click();
      await expect(page.locator('.katex').first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  }
}
