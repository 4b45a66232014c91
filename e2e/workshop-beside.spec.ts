/**
 * The playground beside a training, with the real model on WASM: what the reader asks for goes first. Pieces of work are counted, not seconds: a
 * step is some dozens of them. Then a second tab takes the workshop over.
 */
import { expect, type Page, test } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../scripts/find-browser.ts';
import { emptyProject, type Project } from '../src/workshop/state/project-schema.ts';

/** A model and a gradient need seconds on a quiet machine; a busy one is no failure. */
const PATIENCE = 300_000;

// The engine is loaded as a reader's is, down the whole ladder: WebGPU in software is no rung that a reader has.
test.use({ launchOptions: { executablePath: findBrowser(), args: BROWSER_FLAGS.filter((flag) => !flag.includes('webgpu')) } });

const project: Project = {
  ...emptyProject,
  name: 'Beside',
  rewards: ['brevity', 'richness'],
  prompts: { ...emptyProject.prompts, counts: { train: 4, tune: 0, heldOut: 2 } },
  recipe: { offline: { steps: 500, groups: 4 } },
};

/** What the page and its workers said to each other, in order: `asked`, `first` token, `piece` of a step (with how many it has), `step`. */
interface Told {
  readonly kind: 'asked' | 'first' | 'piece' | 'step';
  readonly of?: number;
}

/** Listens to the messages of the page's workers; changes none. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const told: Told[] = [];
    Object.assign(window, { told });
    const Plain = window.Worker;
    window.Worker = class extends Plain {
      readonly #calls = new Map<number, string>();
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }) => this.#hear(data));
      }
      override postMessage(message: unknown, transfer?: Transferable[] | StructuredSerializeOptions): void {
        const { kind, id, name, priority } = message as { kind: string; id: number; name: string; priority: string };
        if (kind === 'call' && (name === 'step' || (name === 'generate' && priority === 'interactive'))) this.#calls.set(id, name);
        if (this.#calls.get(id) === 'generate') told.push({ kind: 'asked' });
        super.postMessage(message, transfer as Transferable[]);
      }
      #hear({ kind, id, event }: { kind: string; id: number; event?: { type: string; total: number } }): void {
        const call = this.#calls.get(id);
        if (call === 'generate' && event?.type === 'group-delta') {
          told.push({ kind: 'first' });
          this.#calls.delete(id);
        }
        if (call === 'step' && event?.type === 'piece-done') told.push({ kind: 'piece', of: event.total });
        if (call === 'step' && kind === 'result') told.push({ kind: 'step' });
      }
    };
  });
}

const told = (page: Page) => page.evaluate(() => (window as unknown as { readonly told: readonly Told[] }).told);
const heard = async (page: Page, kind: Told['kind']) => (await told(page)).filter((one) => one.kind === kind).length;
const standing = (page: Page) => page.locator('.run-standing');

test('a question in the playground is answered after one piece of a step at most; another tab takes over and the run rests', async ({
  page,
  context,
}) => {
  test.setTimeout(1_500_000);
  await listen(page);
  await page.goto('./#/workshop/train');
  const file = { name: 'beside.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(project)) };
  await page.getByLabel('Import a project').setInputFiles(file);
  await page.getByRole('button', { name: 'Start training' }).click({ timeout: PATIENCE });
  await expect(standing(page)).toContainText(/step [1-9]\d* of 500/, { timeout: PATIENCE });

  await page.getByRole('link', { name: 'Playground' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click({ timeout: PATIENCE });
  await expect.poll(() => heard(page, 'first'), { timeout: PATIENCE }).toBeGreaterThan(0);
  const all = await told(page);
  const asked = all.findIndex(({ kind }) => kind === 'asked');
  const first = all.findIndex(({ kind }) => kind === 'first');
  const between = all.slice(asked, first);
  const pieces = all.find(({ kind }) => kind === 'piece')?.of ?? 0;
  expect(pieces).toBeGreaterThan(20);
  // The piece under way is ended, and one more may have been told when the question came.
  expect(between.filter(({ kind }) => kind === 'piece').length).toBeLessThanOrEqual(2);
  expect(between.filter(({ kind }) => kind === 'step').length).toBeLessThanOrEqual(1);

  // Then training goes on by itself.
  await page.keyboard.press('Escape');
  const before = await heard(page, 'step');
  await expect.poll(() => heard(page, 'step'), { timeout: PATIENCE }).toBeGreaterThan(before);
  await page.goto('./#/workshop/train');
  await expect(standing(page)).toContainText(/step \d+ of 500/);

  const other = await context.newPage();
  await other.goto('./#/workshop/train');
  await other.getByRole('button', { name: 'Work here' }).click();
  const notices = page.getByRole('status', { name: 'Notices' });
  await expect(notices).toContainText('the run that trained here rests, and goes on there', { timeout: PATIENCE });
  await expect(standing(page)).toContainText(/Rests, step \d+ of 500/, { timeout: PATIENCE });
  await expect(standing(other)).toContainText(/Rests, step [1-9]\d* of 500/, { timeout: PATIENCE });
  await expect(other.getByRole('button', { name: 'Go on' })).toBeEnabled();
});
