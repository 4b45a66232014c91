import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'front',
  choice: 1,
  async toGoal({ tabTo, press, next, taskDone }) {
    await next();
    await tabTo('Weight of brevity');
    // From 0.50 down through three more policies.
    await press('PageDown', 4);
    await press('PageUp', 9);
    await taskDone();
    await next();
    await tabTo('New policy');
    await press('Shift+ArrowRight', 2);
    await press('Shift+ArrowUp', 4);
    await taskDone();
    await next();
    await tabTo('Weight of brevity');
    await press('Home');
    await press('PageUp', 10);
    await taskDone();
    await next();
    await tabTo('Weighted sum');
    await press('ArrowRight');
  },
});
