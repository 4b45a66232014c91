import { expect, it } from 'vitest';
import { isIos, threadCount } from './platform.ts';

it.each([
  [1, 1],
  [2, 2],
  [4, 2],
  [8, 4],
  [16, 8],
  [64, 8],
])('%i cores give %i threads', (cores, threads) => {
  expect(threadCount(cores)).toBe(threads);
});

it.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15', 5, true],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15', 5, true],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15', 0, false],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36', 10, false],
])('%s with %i touch points is iOS: %s', (userAgent, maxTouchPoints, expected) => {
  expect(isIos({ userAgent, maxTouchPoints })).toBe(expected);
});
