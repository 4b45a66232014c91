import { expect, it } from 'vitest';
import { createViewStore, noticeLimit } from './view-store.ts';

const axes = ['brevity', 'cheer', 'kl'];

it('tells that a sentence is said again', () => {
  const view = createViewStore(axes);
  const heard: number[] = [];
  view.subscribe(({ announcements }) => heard.push(announcements));
  view.getState().announce('3 answers finished.');
  view.getState().announce('3 answers finished.');
  expect(heard).toEqual([1, 2]);
});

it('keeps a few notices, the newest ones', () => {
  const view = createViewStore(axes);
  for (let i = 0; i < 1000; i += 1) view.getState().notify(`notice ${i}`);
  expect(view.getState().notices).toHaveLength(noticeLimit);
  expect(view.getState().notices.at(-1)).toBe('notice 999');
});

it('shows a figure with the answers, or the texts beside the figure that stood', () => {
  const view = createViewStore(axes, { view: 'triangle' });
  view.getState().show('texts');
  expect(view.getState()).toMatchObject({ figure: 'triangle', reading: true });
  view.getState().show('table');
  expect(view.getState()).toMatchObject({ figure: 'table', reading: false });
  view.getState().look({ view: 'texts' });
  expect(view.getState()).toMatchObject({ figure: 'chart', reading: true });
});

it('looks as a link says, and as usual where it says nothing', () => {
  const view = createViewStore(axes, { x: 'kl', y: 'brevity', hide: ['clp'] });
  view.getState().look({ y: 'brevity' });
  expect(view.getState()).toMatchObject({ x: 'cheer', y: 'brevity', fronts: {} });
  view.getState().look({ show: ['rs'] });
  expect(view.getState()).toMatchObject({ x: 'brevity', y: 'cheer', fronts: { rs: true } });
});
