import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'fork',
  choice: 1,
  async toGoal({ tabTo, press, next, taskDone }) {
    await tabTo('Weight of the first reward');
    await press('PageDown', 5);
    await press('Home');
    await taskDone();
    await next();
    await next();
    await next();
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await next();
    await tabTo('Conflict between x and y');
    await press('ArrowLeft');
    await press('Home');
  },
});
