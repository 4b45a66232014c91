import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'train-your-own',
  choice: 2,
  async toGoal({ page, tabTo, press, type, next, taskDone }) {
    await tabTo('Weight of the first list');
    await press('End');
    await taskDone();
    await next();
    await tabTo('Guard');
    await press('Space');
    await taskDone();
    await next();
    await tabTo('Price of a nat of KL');
    await press('Home');
    await tabTo('Draw the twins');
    await press('Space');
    await taskDone();
    await next();
    await tabTo('Corner share');
    await press('Home');
    await taskDone();
    await next();
    await tabTo(/^First list/);
    await press('End');
    await type(', moon');
    await page.locator('.goal[data-reached]').waitFor();
  },
});
