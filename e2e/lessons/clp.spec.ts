import { walkLesson } from './walk-lesson.ts';

walkLesson({
  id: 'clp',
  choice: 1,
  async toGoal({ tabTo, press, next, taskDone }) {
    const train = async () => {
      await tabTo('Play');
      await press('Enter');
    };
    await tabTo(/^Speed/);
    await press('End');
    await train();
    await taskDone();
    await next();
    await tabTo('Dirichlet alpha');
    await press('End');
    await tabTo('Share of corners');
    await press('Home');
    await train();
    await taskDone();
    await next();
    await tabTo('Share of corners');
    await press('End');
    await train();
    await taskDone();
    await next();
    await tabTo('both');
    // Past the last layer to the first.
    await press('ArrowLeft', 2);
    await train();
  },
});
