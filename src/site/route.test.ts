import { expect, it } from 'vitest';
import { formatRoute, parseRoute, type Route } from './route.ts';

it('reads what it writes', () => {
  const routes: Route[] = [
    { page: 'playground' },
    { page: 'contents' },
    { page: 'lesson', lesson: 'fork' },
    { page: 'lesson', lesson: 'fork', step: 0 },
    { page: 'lesson', lesson: 'fork', step: 11 },
    { page: 'workshop' },
    { page: 'workshop', station: 'train' },
    { page: 'workshop', start: 'fork' },
    { page: 'workshop', station: 'rewards', start: 'two words' },
  ];
  for (const route of routes) expect(parseRoute(formatRoute(route))).toEqual(route);
});

it('leaves every other hash to the playground', () => {
  for (const hash of ['', '#', '#v=1&w=0.5,0.5', '#/learned', '#instrument', '#learn', '#/workshops', '#workshop'])
    expect(parseRoute(hash)).toEqual({ page: 'playground' });
  expect(parseRoute('#/learn/')).toEqual({ page: 'contents' });
  expect(parseRoute('#/workshop/?start=')).toEqual({ page: 'workshop' });
});

it('takes a bad step as none', () => {
  for (const step of ['0', '-1', 'x', '1.5', '', '1e3', '12345']) {
    expect(parseRoute(`#/learn/fork?step=${step}`)).toEqual({ page: 'lesson', lesson: 'fork' });
  }
});
