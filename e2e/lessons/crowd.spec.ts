import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'crowd',
  choice: 1,
  async toGoal({ tabTo, press, next, taskDone }) {
    await tabTo('Your mix');
    // Brief a fifth, playful three tenths: the Nash mix of this crowd.
    await press('Shift+ArrowRight', 2);
    await press('Shift+ArrowUp', 3);
    await taskDone();
    await next();
    await tabTo('Play');
    await press('Enter');
    await taskDone();
  },
});
