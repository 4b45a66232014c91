import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'reward',
  choice: 1,
  async toGoal({ page, tabTo, press, type, next, taskDone }) {
    await tabTo('Answer');
    await press('Control+End');
    await type(' What a wonderful, lovely, happy day!');
    await taskDone();
    await next();
    await tabTo('Answer');
    await press('Control+a');
    await type('A summer beach is warm sand and cold waves.');
    await taskDone();
    await next();
    await next();
    // The guard needs the word list.
    await page.getByText('Guard', { exact: true }).waitFor();
    await tabTo('Answer');
    await press('Control+a');
    await type('The beach of the summer of the beach of the summer of the beach of the love of the joy of the best of the happy.');
  },
});
