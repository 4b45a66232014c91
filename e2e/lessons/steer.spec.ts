import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'steer',
  choice: 2,
  async toGoal({ page, tabTo, press, next, taskDone }) {
    await page.getByRole('slider', { name: 'Weight of brevity' }).waitFor();
    await tabTo('Weight of brevity');
    await press('End');
    await tabTo('Weight of cheer');
    await press('End');
    await taskDone();
    await next();
    await next();
    await tabTo('A fits better');
    await press('Enter', 10);
  },
});
