import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'agent-preference',
  choice: 1,
  async toGoal({ page, tabTo, press, next, taskDone }) {
    await tabTo('Play');
    await press('Enter');
    await taskDone();
    await next();
    await next();
    await tabTo('λ: weight of the agent’s vote');
    await press('Home');
    // What was trained to its end trains again by itself; what was not is started.
    const play = page.getByRole('button', { name: 'Play' });
    if ((await play.isVisible()) && (await play.isEnabled())) {
      await tabTo('Play');
      await press('Enter');
    }
    await taskDone();
    await tabTo('λ: weight of the agent’s vote');
    // From -0.20 to 0.10, and twice the comparisons.
    await press('ArrowRight', 15);
    await tabTo('Comparisons');
    await press('ArrowRight', 4);
  },
});
