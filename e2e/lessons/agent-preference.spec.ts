import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'agent-preference',
  choice: 1,
  async toGoal({ tabTo, press, next, taskDone }) {
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await next();
    await next();
    await tabTo('λ: weight of the agent’s vote');
    await press('Home');
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await tabTo('λ: weight of the agent’s vote');
    // From -0.20 to 0.10, and twice the comparisons.
    await press('ArrowRight', 15);
    await tabTo('Comparisons');
    // What was trained to its end trains again by itself.
    await press('ArrowRight', 4);
  },
});
