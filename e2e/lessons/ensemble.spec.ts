import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'ensemble',
  choice: 1,
  async toGoal({ tabTo, press, type, next, taskDone }) {
    await tabTo('praise words');
    await press('Enter');
    await taskDone();
    await next();
    await next();
    // Words that one list takes for praise and the other does not know.
    await tabTo('Answer');
    await press('Control+A');
    await type(
      'Warm the pot, darling, and let the precious leaves rest in water for a while. Pour it happily for your dearest sweetheart, then sit by the window with the gorgeous cup.',
    );
  },
});
