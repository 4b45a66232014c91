/**
 * Walks a lesson as a reader without a pointer does: Tab, arrows, Enter and Space alone; at both widths and in both colour schemes.
 * A lesson's spec says only which keys solve its tasks and reach its goal.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

export interface Keys {
  readonly page: Page;
  /** Presses Tab (or Shift+Tab) until the element with this accessible name has the focus. @throws after 150 presses. */
  tabTo(name: string | RegExp): Promise<void>;
  /** Presses a key as often as said; default once. */
  press(key: string, times?: number): Promise<void>;
  /** Puts text in at the focus, at once, as an input method does. */
  type(text: string): Promise<void>;
  /** Tabs to Next (or Skip, where the step's task is open) and presses it. */
  next(): Promise<void>;
  /** Waits until the step's task is ticked off. */
  taskDone(): Promise<void>;
}

export interface Walk {
  /** The lesson's address: `#/learn/<id>`. */
  readonly id: string;
  /** From the first step to the goal. The walk then checks the goal, answers the question and runs axe. */
  readonly toGoal: (keys: Keys) => Promise<void>;
  /** Index of a choice of the question to answer with; default 0. */
  readonly choice?: number;
}

const sizes = [
  [1440, 900],
  [390, 844],
] as const;

/** One test for each width and colour scheme. */
export function walkLesson({ id, toGoal, choice = 0 }: Walk): void {
  // A service worker's own fetches cannot be routed.
  test.use({ serviceWorkers: 'block' });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of sizes) {
      test(`${id} is walked to its goal by keyboard at ${width} px, ${colorScheme}`, async ({ page }) => {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const complaints = listen(page);
        await page.goto(`./#/learn/${id}`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.getByRole('figure').first()).toBeVisible();
        await expectSound(page, width);
        await toGoal(keysOf(page));
        await expect(page.locator('.goal[data-reached]')).toContainText('Goal reached');

        const keys = keysOf(page);
        const radios = page.getByRole('group', { name: /^Question/ }).getByRole('radio');
        await keys.tabTo(await radios.first().evaluate(accessibleName));
        await keys.press('Space');
        await keys.press('ArrowDown', choice);
        await keys.tabTo('Answer');
        await keys.press('Enter');
        await expect(page.locator('.choice-why')).toHaveCount(await radios.count());
        await expectSound(page, width);
        expect(complaints).toEqual([]);
      });
    }
  }
}

/** Console errors and warnings, and uncaught errors, as they come. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    const blocked = message.text().includes('Service Worker registration blocked by Playwright');
    if (['error', 'warning'].includes(message.type()) && !blocked) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

/** Nothing for axe to find, and nothing wider than the window. */
async function expectSound(page: Page, width: number): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
}

function keysOf(page: Page) {
  const press = async (key: string, times = 1) => {
    for (let i = 0; i < times; i += 1) await page.keyboard.press(key);
  };
  const tabTo = async (name: string | RegExp) => {
    for (let presses = 0; presses < 150; presses += 1) {
      const focused = await page.evaluateHandle(() => document.activeElement ?? document.body);
      if (matches(name, await focused.evaluate(accessibleName))) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no element named ${name} within 150 presses of Tab`);
  };
  const next = async () => {
    await tabTo(/^(Next|Skip)$/);
    await press('Enter');
  };
  const taskDone = () => expect(page.locator('.task[data-done]')).toBeVisible();
  return { page, tabTo, press, type: (text: string) => page.keyboard.insertText(text), next, taskDone };
}

const matches = (wanted: string | RegExp, name: string) => (typeof wanted === 'string' ? wanted === name : wanted.test(name));

/** The name that a screen reader would say, of the ways in which this site gives names. Runs in the page. */
function accessibleName(element: Element): string {
  const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
  const name =
    element.getAttribute('aria-label') ?? (labels.length > 0 ? labels.map((label) => label.textContent).join(' ') : element.textContent);
  return (name ?? '').trim().replace(/\s+/g, ' ');
}
