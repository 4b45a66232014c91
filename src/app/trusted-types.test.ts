import { expect, it } from 'vitest';
import { scriptOfSite } from './trusted-types.ts';

const base = 'https://host.test/tiller/index.html';

it.each(['./assets/entry-1.js', '/elsewhere.js', 'https://host.test/tiller/assets/entry-1.js'])('lets %s be a script', (url) => {
  expect(scriptOfSite(url, base)).toBe(url);
});

it.each([
  '//evil.test/a.js',
  'https://evil.test/a.js',
  'http://host.test/a.js',
  'data:text/javascript,1',
  'javascript:1',
  'blob:https://host.test/1',
])('refuses %s', (url) => {
  expect(() => scriptOfSite(url, base)).toThrow(`${url}: expected a script of https://host.test`);
});
