/** What a reader does at the stations of the workshop: presses its buttons, and waits for what the page says. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { parseFile } from '../../src/lm/parse-file.ts';
import { type Front, FrontSchema } from '../../src/packs/front.ts';
import { readZip } from '../../src/packs/read-zip.ts';
import type { Project } from '../../src/workshop/state/project-schema.ts';

/** Milliseconds between two looks at the page, and between two lines of what it says. */
const lookMs = 2000;
const tellMs = 20_000;

export interface TrainedRun {
  readonly run: string;
  /** As the page says it. */
  readonly standing: string;
  readonly seconds: number;
}

export async function importProject(page: Page, project: Project): Promise<void> {
  await page.getByLabel('Import a project').setInputFiles({
    name: 'project.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(project)),
  });
}

/** Station 3: lets the base answer the project's prompts, or go on; how many seconds it took. */
export async function makePool(page: Page): Promise<number> {
  const began = performance.now();
  await openStation(page, 'pool');
  const button = page.getByRole('button', { name: /^(Let the base answer|Go on)$/ });
  const ready = page.getByText('More answers, or other settings');
  await button.or(ready).first().waitFor();
  if (await button.isVisible()) await button.click();
  await settled(
    page,
    '.pool-progress',
    async () => (await ready.isVisible()) || (await page.locator('.pool-maker [role=alert]').isVisible()),
  );
  if (!(await ready.isVisible())) throw new Error(await page.locator('.pool-maker [role=alert]').innerText());
  return seconds(began);
}

/**
 * Station 4: trains to the end. @param begun The newest run of this browser is it, and goes on.
 * @param onBegun Told once it has begun.
 * @throws Error with the page's sentence where the run stops by itself.
 */
export async function train(page: Page, name: string, project: Project, begun = false, onBegun = () => {}): Promise<TrainedRun> {
  const began = performance.now();
  if (begun) await goOn(page);
  else {
    await openStation(page, 'train');
    await importProject(page, project);
    const another = page.getByRole('button', { name: 'Train another policy …' });
    const start = page.getByRole('button', { name: 'Start training' });
    await another.or(start).first().waitFor();
    if (await another.isVisible()) await another.click();
    await start.click();
    onBegun();
  }
  const standing = await settled(page, '.run-standing', async (text) => /^(Done|Stopped)/.test(text));
  if (standing.startsWith('Stopped')) throw new Error(`${name}: ${standing}: ${await page.locator('.run-view [role=alert]').innerText()}`);
  return { run: name, standing, seconds: seconds(began) };
}

async function goOn(page: Page): Promise<void> {
  await openStation(page, 'train');
  await page.locator('.run-view').waitFor();
  const button = page.locator('.run-buttons').getByRole('button', { name: /^(Begin|Go on)$/ });
  if (await button.isVisible()) await button.click();
}

/** Station 5: measures on held-out prompts, as many as were asked for; how many seconds it took. */
export async function measure(
  page: Page,
  { prompts, samples }: { readonly prompts?: string | undefined; readonly samples: string },
): Promise<number> {
  const began = performance.now();
  await openStation(page, 'keep');
  const panel = page.locator('.measure-panel');
  await panel.waitFor();
  if (prompts !== undefined) await page.getByLabel('Prompts', { exact: true }).selectOption(prompts);
  await page.getByLabel('Answers to each').selectOption(samples);
  const status = () => panel.getAttribute('data-status');
  const button = panel.getByRole('button', { name: /^(Measure|Go on|Try again)$/ });
  if ((await status()) !== 'done') await button.click();
  await settled(page, '.measure-progress', async () => ['done', 'failed'].includes((await status()) ?? ''));
  if ((await status()) === 'failed') throw new Error(await panel.getByRole('alert').innerText());
  return seconds(began);
}

/** Saves the bundle; its front. */
export async function save(page: Page, path: string): Promise<Front> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  await (await downloading).saveAs(path);
  const files = await readZip(new Blob([readFileSync(path)]), path, { files: 1000, bytes: 1e8 });
  const bytes = files.get('front.json');
  if (!bytes) throw new Error(`${path} has no front.json, expected a measured pack`);
  return parseFile(FrontSchema, JSON.parse(new TextDecoder().decode(bytes)), 'front.json');
}

/** All records of one of the page's databases, in the order of their keys. */
export function readRecords(page: Page, database: string, store: string): Promise<unknown[]> {
  return page.evaluate(
    ([name, from]) =>
      new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open(name as string);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result
            .transaction(from as string)
            .objectStore(from as string)
            .getAll();
          asked.onerror = () => reject(asked.error);
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result);
          };
        };
      }),
    [database, store],
  );
}

function openStation(page: Page, station: string): Promise<void> {
  return page.evaluate((id) => {
    location.hash = `#/workshop/${id}`;
  }, station);
}

/** The text of a place once it is over; tells on the way what it says. */
async function settled(page: Page, selector: string, isOver: (text: string) => Promise<boolean>): Promise<string> {
  let told = { text: '', at: Number.NEGATIVE_INFINITY };
  for (;;) {
    const [text = ''] = await page.locator(selector).allInnerTexts();
    const short = text.replaceAll(/\s+/g, ' ').trim();
    const over = short !== '' && (await isOver(short));
    const now = performance.now();
    if (short !== told.text && (over || now - told.at > tellMs)) {
      console.log(short);
      told = { text: short, at: now };
    }
    if (over) return short;
    await page.waitForTimeout(lookMs);
  }
}

function seconds(began: number): number {
  return Math.round((performance.now() - began) / 1000);
}
