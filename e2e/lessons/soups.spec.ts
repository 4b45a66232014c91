import { expect } from '@playwright/test';
import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'soups',
  choice: 1,
  async toGoal({ page, tabTo, press, next, taskDone }) {
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await next();
    await tabTo('Weight of the first expert');
    await press('ArrowLeft', 10);
    await taskDone();
    await next();
    await next();
    await expect(page.getByText('600 steps', { exact: true })).toBeVisible();
    await tabTo('shared');
    await press('ArrowRight');
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await next();
    await tabTo('Your guess of the soup');
    // From the middle of the chord to a bulge like the one seen before.
    await press('ArrowRight', 9);
    await press('ArrowUp', 6);
    await tabTo('Serve the soup');
    await press('Enter');
  },
});
