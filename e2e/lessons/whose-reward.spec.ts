import { expect } from '@playwright/test';
import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'whose-reward',
  choice: 1,
  async toGoal({ page, tabTo, press, next, taskDone }) {
    await tabTo('Share of the first group');
    // 0.6 to 0.8.
    await press('ArrowRight', 4);
    await taskDone();
    await next();
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await next();
    await tabTo('Weight of the first group');
    for (let tries = 0; tries < 100 && (await page.locator('.task[data-done]').count()) === 0; tries += 1) await press('ArrowLeft');
    await taskDone();
    await next();
    await tabTo('Penalty on the variance');
    await press('ArrowRight', 4);
    await tabTo(/^Speed/);
    await press('End');
    await tabTo('Play');
    await press('Enter');
    await expect(page.locator('.goal[data-reached]')).toBeVisible();
  },
});
