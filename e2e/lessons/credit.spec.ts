import { expect } from '@playwright/test';
import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'credit',
  choice: 1,
  async toGoal({ page, tabTo, press, next, taskDone }) {
    await expect(page.getByRole('img', { name: /^Credits of the 16 tokens/ })).toBeVisible();
    await next();
    await tabTo('End of text');
    await press('ArrowRight', 2);
    await taskDone();
    await next();
    await tabTo(/^Speed/);
    await press('End');
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await next();
    await tabTo('λ, how far back a reward reaches');
    // 1 to 0.8.
    await press('ArrowLeft', 4);
    await tabTo('Play');
    await press('Enter');
    await expect(page.locator('.goal[data-reached]')).toBeVisible();
  },
});
