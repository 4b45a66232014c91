/** Presses Tab until what is named has the focus. @throws Error where it does not within 120 steps. */
import type { Locator, Page } from '@playwright/test';

export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let press = 0; press < 120; press += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error('expected the keyboard to reach it within 120 steps');
}
