import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'goal-reward',
  choice: 1,
  async toGoal({ tabTo, press, next, taskDone }) {
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await next();
    await next();
    await tabTo('Threshold');
    // 0.040, above the cells beside the holes and below the start.
    await press('ArrowRight', 8);
  },
});
