import { expect } from '@playwright/test';
import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'goodhart',
  choice: 1,
  async toGoal({ page, tabTo, press, next, taskDone }) {
    await tabTo('KL to the base');
    // Tenths of the range: the peak of this world is near the second.
    await press('PageUp');
    await press('PageUp');
    for (let tries = 0; tries < 60 && (await page.locator('.task[data-done]').count()) === 0; tries += 1) await press('ArrowLeft');
    await taskDone();
    await next();
    await tabTo(/^Speed/);
    await press('End');
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await next();
    await next();
    await expect(page.getByText('The oracle is hidden until you stop.', { exact: true })).toBeVisible();
    await tabTo('Step');
    // Ten steps a press.
    for (let steps = 10; steps <= 60; steps += 10) {
      await press('Enter');
      await expect(page.getByText(`${steps} steps`, { exact: true })).toBeVisible();
    }
    await tabTo('Stop here');
    await press('Enter');
    await expect(page.locator('.goal[data-reached]')).toBeVisible();
  },
});
