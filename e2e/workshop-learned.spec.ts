/** Rewards that the model measures, made in station 1 with the real model on WASM: from examples, from choices between pairs, from a question. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

/** The model needs seconds on a quiet machine; a busy one is no failure. */
const PATIENCE = 400_000;

const polite = [
  'Thank you for asking! I would be glad to help you with your garden.',
  'What a lovely question. Please let me know if I may explain more.',
  'You are most welcome, and I hope that this is of some use to you.',
  'I am happy to help, and I thank you kindly for your patience.',
  'Please take your time; it would be a pleasure to go through it with you.',
];
const rude = [
  'That is a stupid question and you should know better.',
  'Figure it out yourself, I have no time for this nonsense.',
  'Nobody cares. Stop asking and go away.',
  'You are wrong, as always, and this is a waste of time.',
  'Shut up and read the manual, it is all in there.',
];

const open = async (page: Page) => {
  await page.goto('./#/workshop/rewards');
  await expect(page.getByRole('heading', { name: 'Make your own' })).toBeVisible();
};
const make = (page: Page, kind: string) =>
  page
    .locator('.kinds')
    .getByRole('button', { name: new RegExp(`^${kind}`) })
    .click();
const panel = (page: Page) => page.locator('.reward-panel');
const axe = async (page: Page) => expect((await new AxeBuilder({ page }).include('.station').analyze()).violations).toEqual([]);
const learned = (page: Page) => panel(page).locator('.held-out').filter({ hasText: 'Right about' });

test('examples teach a head that scores the base’s answers, and half of them a twin; a reload keeps both', async ({ page }) => {
  await open(page);
  await make(page, 'Examples');
  await page.getByLabel('Texts that you like').fill(polite.slice(0, 4).join('\n\n'));
  await expect(panel(page)).toContainText('4 more that you do not');
  await page.getByLabel('Texts that you do not like').fill(rude.slice(0, 4).join('\n\n'));
  await expect(learned(page)).toContainText('of 8 texts that it had not seen', { timeout: PATIENCE });
  // The first eight of the base's answers are scored, then the others.
  await expect(panel(page).getByText(/answers of the base model to/)).toBeVisible({ timeout: PATIENCE });
  await axe(page);

  // A twin wants eight of each.
  await expect(panel(page)).toContainText('needs 8 that you like and 8 that you do not');
  const twice = (texts: readonly string[]) => [...texts, ...texts.slice(0, 3).map((text) => `Well. ${text}`)].join('\n\n');
  await page.getByLabel('Texts that you like').fill(twice(polite));
  await page.getByLabel('Texts that you do not like').fill(twice(rude));
  await expect(learned(page)).toContainText('of 16 texts', { timeout: PATIENCE });
  await page.getByRole('button', { name: 'Take this twin' }).click();
  await expect(learned(page)).toContainText('of 8 texts', { timeout: PATIENCE });
  await expect(page.getByLabel('Texts that you like')).toHaveValue(/^Thank you/);
  await page.reload();
  await expect(learned(page)).toContainText('of 8 texts');
  await page.getByLabel('A second scorer that nothing is trained on').selectOption('None yet');
  await expect(learned(page)).toContainText('of 16 texts', { timeout: PATIENCE });
});

test('choices by the arrow keys teach a taste two ways, and are taken back', async ({ page }) => {
  await open(page);
  await make(page, 'Taste');
  const chooser = page.getByRole('group', { name: 'Which answer do you like better?' });
  const texts = chooser.locator('.pair-text');
  await texts.first().focus();
  for (let choice = 1; choice <= 9; choice += 1) {
    // The shorter one.
    const [a = '', b = ''] = await texts.allInnerTexts();
    await page.keyboard.press(a.length <= b.length ? 'ArrowLeft' : 'ArrowRight');
    await expect(chooser).toContainText(choice === 1 ? '1 choice;' : `${choice} choices;`);
  }
  await chooser.getByRole('button', { name: 'Undo' }).click();
  await expect(chooser).toContainText('8 choices;');
  await expect(panel(page).getByText('of 8 choices that it had not seen')).toHaveCount(2, { timeout: PATIENCE });
  await expect(panel(page)).toContainText('You like: ');
  await axe(page);
  await page.getByRole('radio', { name: /^What anybody can count/ }).check();
  await expect(panel(page).getByText(/answers of the base model to/)).toBeVisible({ timeout: PATIENCE });
  await page.getByRole('button', { name: 'Take this twin' }).click();
  await expect(page.getByLabel('A second scorer that nothing is trained on').locator('option:checked')).toHaveText('My taste, twin');
});

test('a judge is asked a question, and one sees how often it is right about pairs of one’s own', async ({ page }) => {
  await open(page);
  await make(page, 'Judge');
  await page.getByLabel('A question about an answer').fill('Is the answer short?');
  await expect(panel(page)).toContainText('nobody knows yet how often the model is right');
  const chooser = page.getByRole('group', { name: 'Which answer earns the yes more?' });
  for (let pair = 1; pair <= 3; pair += 1) {
    await chooser.locator('.pair-text').first().click();
    await expect(chooser).toContainText(pair === 1 ? '1 pair;' : `${pair} pairs;`);
  }
  await expect(learned(page)).toContainText('of 3 of your pairs', { timeout: PATIENCE });
  await expect(learned(page)).toContainText('No better than a coin is shown yet');
  await page.getByText('Paste a pair of your own').click();
  await page.getByLabel('An answer that earns the yes').fill('Yes.');
  await page.getByLabel('One that does not').fill('It depends on a great many things, of which some are long to tell.');
  await page.getByRole('button', { name: 'Add this pair' }).click();
  await expect(learned(page)).toContainText('of 4 of your pairs', { timeout: PATIENCE });
  await axe(page);
});
