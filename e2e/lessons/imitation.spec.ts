import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'imitation',
  choice: 1,
  async toGoal({ tabTo, press, next, taskDone }) {
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await next();
    await tabTo('λ: own prediction in the input');
    // From 0.20 to 0.50; the weights by later losses off.
    await press('ArrowRight', 6);
    await tabTo('γ: later losses as weights');
    // What was trained to its end trains again by itself.
    await press('Home');
  },
});
