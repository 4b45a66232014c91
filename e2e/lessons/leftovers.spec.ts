import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'leftovers',
  choice: 1,
  async toGoal({ tabTo, press, next, taskDone }) {
    await next();
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await tabTo('Good walks in the heap');
    // From half of the heap to a tenth.
    await press('ArrowLeft', 8);
  },
});
