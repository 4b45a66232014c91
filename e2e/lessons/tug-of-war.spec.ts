import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'tug-of-war',
  choice: 1,
  async toGoal({ tabTo, press, next, taskDone }) {
    await next();
    await tabTo('Price of KL, beta');
    await press('Home');
    await taskDone();
    await next();
    await next();
    await tabTo('Weight of the tuned policy, lambda');
    // From 1.00 to 2.00, which is DeRa's way to half of beta.
    await press('PageUp', 3);
    await press('ArrowRight', 10);
    await taskDone();
    await tabTo('Price of KL, beta');
    // From 10^-0.82 to 10^-0.69.
    await press('ArrowRight', 13);
  },
});
