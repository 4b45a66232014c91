import { expect } from '@playwright/test';
import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'taste',
  async toGoal({ page, tabTo, press, next, taskDone }) {
    await expect(page.getByRole('button', { name: 'A is better' })).toBeVisible();
    // A reader who likes it short.
    const choose = async (pairs: number) => {
      for (let i = 0; i < pairs; i += 1) {
        const [a = '', b = ''] = await page.locator('.taste-pair blockquote').allTextContents();
        const count = (text: string) => text.match(/\p{L}+(?:['’]\p{L}+)*/gu)?.length ?? 0;
        await tabTo(count(a) <= count(b) ? 'A is better' : 'B is better');
        await press('Enter');
      }
    };
    await choose(6);
    await taskDone();
    await next();
    await choose(9);
    await taskDone();
    await next();
    await expect(page.getByText('Rank correlation over settings', { exact: false })).toBeVisible();
    await next();
    await choose(9);
  },
});
