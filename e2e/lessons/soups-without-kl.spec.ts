import { expect } from '@playwright/test';
import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'soups-without-kl',
  choice: 1,
  async toGoal({ page, tabTo, press, next, taskDone }) {
    const trained = () => expect(page.getByText('20000 steps', { exact: true })).toBeVisible();
    const train = async () => {
      await tabTo('Play');
      await press('Enter');
      await trained();
    };
    await next();
    await train();
    await taskDone();
    await next();
    await tabTo('Worth of C to both, c');
    await press('End');
    await train();
    await taskDone();
    await next();
    await tabTo('Price of KL, beta');
    await press('PageUp', 7);
    await train();
    await taskDone();
    await tabTo('Price of KL, beta');
    await press('Home');
    await train();
    await tabTo('Training to look at');
    await press('Home');
    // 51 times 0.025 on the logarithmic axis: 19 steps.
    await press('ArrowRight', 51);
  },
});
