/** Rewards that go wrong, over the site's own pool, without the model: each is told in a sentence, the others go on, and the page lives. */
import { expect, type Page, test } from '@playwright/test';
import type { Definition } from '../src/rewards/own/definition.ts';
import { emptyProject, type Project } from '../src/workshop/state/project-schema.ts';

test.use({ serviceWorkers: 'block' });

const complaints: string[] = [];
test.beforeEach(({ page }) => {
  complaints.length = 0;
  page.on('pageerror', (error) => complaints.push(String(error)));
});

const code = (id: string, label: string, body: string): Definition => ({
  ...{ id, label, kind: 'code', range: [0, 1] },
  source: `function score(prompt, answer) {\n  ${body}\n}`,
});
const youWords = (id: string, label: string): Definition => ({
  ...{ id, label, kind: 'words', phrases: [{ phrase: 'you', weight: 1 }], count: 'once', matchCase: false, half: 1 },
});

/** Opens a project of these rewards at the pool, and waits until all candidates are scored. */
async function openPool(page: Page, definitions: readonly Definition[], rewards: Project['rewards']): Promise<void> {
  await page.goto('./#/workshop/pool');
  const project: Project = { ...emptyProject, name: 'Adversary', definitions, rewards };
  const buffer = Buffer.from(JSON.stringify(project));
  await page.getByLabel('Import a project').setInputFiles({ name: 'p.json', mimeType: 'application/json', buffer });
  await expect(page.getByRole('navigation', { name: 'Stations' })).toContainText('11,265 candidates, scored');
}

const station = (page: Page) => page.getByRole('region', { name: 'Pool', exact: true });

/** The front is drawn, no number of the station is none, and a run could begin. */
async function lives(page: Page): Promise<void> {
  await expect(station(page).getByRole('group', { name: /^The front that can be had/ })).toBeVisible();
  expect((await station(page).locator('.reach-numbers, table').allTextContents()).join()).not.toMatch(/NaN|Infinity|undefined/);
  await page.goto('./#/workshop/train');
  await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled();
  expect(complaints).toEqual([]);
}

for (const [what, body, sentence] of [
  [
    'takes memory without end',
    'const a = []; for (;;) a.push("x".repeat(1000) + a.length)',
    'line 2: takes more memory than there is (32 MB)',
  ],
  ['loops for ever', 'for (;;) {}', 'from line 1: does not end within a million steps'],
  ['throws', 'throw new Error("not today")', 'line 2: not today'],
  ['opens a database', 'return indexedDB.open("tiller-runs")', 'line 2: indexedDB is not here'],
] as const) {
  test(`code that ${what} scores its lowest at all answers, which is said, and they are scored to the end`, async ({ page }) => {
    await openPool(page, [code('own-bad', 'Bad', body)], ['own-bad', 'brevity']);
    await expect(station(page)).toContainText(`Bad failed at some answers, which count as its lowest score: ${sentence}`);
    await expect(station(page)).toContainText('Bad is out of reach');
    await lives(page);
  });
}

test('code that has no number for some answers scores the others', async ({ page }) => {
  const body = 'return answer.includes("ocean") ? NaN : answer.includes("sea") ? Infinity : answer.length / 400';
  await openPool(page, [code('own-nan', 'Sometimes', body)], ['own-nan', 'brevity']);
  await expect(station(page)).toContainText('Sometimes failed at some answers, which count as its lowest score: score returned NaN');
  await expect(page.getByRole('heading', { name: 'Sometimes and brevity conflict' })).toBeVisible();
  await lives(page);
});

test('two rewards of one definition go together, and two that never change leave one point', async ({ page }) => {
  await openPool(page, [youWords('own-one', 'One'), youWords('own-other', 'Other')], ['own-one', 'own-other']);
  await expect(station(page)).toContainText('Rank correlation within a prompt: 1.00 (1.00 to 1.00)');
  await lives(page);
  await openPool(page, [code('own-half', 'Half', 'return 0.5'), code('own-none', 'None', 'return 0')], ['own-half', 'own-none']);
  await expect(station(page)).toContainText('Half is out of reach');
  await expect(station(page)).toContainText('No prompt tells candidates apart by both');
  await lives(page);
});

test('a pattern that keeps others busy for ever is counted', async ({ page }) => {
  const pattern: Definition = {
    ...{
      id: 'own-pattern',
      label: 'Exploding',
      kind: 'pattern',
      pattern: '(a+)+$|(.*)(.*)(.*)(.*)x',
      matchCase: false,
      wish: 'more',
      half: 1,
    },
  };
  await openPool(page, [pattern], ['own-pattern', 'brevity']);
  await expect(page.getByRole('region', { name: 'Exploding' })).toContainText(/The base’s own mean\s*0\.\d\d/);
  await lives(page);
});
