import { expect, it } from 'vitest';
import { longestTask } from './measure-course.ts';

const thread = (pid: number, tid: number, name: string) => ({ name: 'thread_name', pid, tid, args: { name } });
const task = (pid: number, tid: number, tdur?: number) => ({ name: 'ThreadControllerImpl::RunTask', pid, tid, tdur });

it('takes the longest task of pages, not of their workers or of other processes, and says when there is none', () => {
  const threads = [thread(1, 1, 'CrRendererMain'), thread(1, 2, 'DedicatedWorker thread'), thread(2, 1, 'CrBrowserMain')];
  expect(longestTask([...threads, task(1, 1, 7000), task(1, 1, 12_500), task(1, 1), task(1, 2, 90_000), task(2, 1, 80_000)])).toBe(12.5);
  expect(() => longestTask([...threads, task(1, 2, 90_000)])).toThrow('no task');
});
