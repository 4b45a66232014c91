import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'decoding',
  choice: 1,
  async toGoal({ page, tabTo, press, next, taskDone }) {
    await tabTo('λ');
    await press('Home');
    await press('End');
    await taskDone();
    await next();
    await tabTo('λ');
    await press('End');
    await next();
    await tabTo('Weight of cheer');
    await press('PageUp', 2);
    await next();
    // Without the model, the lesson says so.
    await page.getByRole('button', { name: 'Load the model' }).waitFor();
  },
});
