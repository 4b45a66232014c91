import { expect, it } from 'vitest';
import { routeOf } from './route.ts';

const SCOPE = 'https://host.test/tiller/';
const get = (path: string, init: { method?: string; mode?: RequestMode; headers?: Record<string, string> } = {}) => ({
  method: init.method ?? 'GET',
  mode: init.mode ?? ('cors' as RequestMode),
  url: new URL(path, SCOPE).href,
  headers: new Headers(init.headers),
});

it.each([
  ['./', { mode: 'navigate' as const }, 'page'],
  ['index.html?a=b', { mode: 'navigate' as const }, 'page'],
  // Not the page: its own answer, kept like any file of its kind.
  ['assets/clp-abc123.txt', { mode: 'navigate' as const }, 'hashed'],
  ['lexicon.txt', {}, 'data'],
  ['another/', { mode: 'navigate' as const }, undefined],
  ['another/assets/index-abc123.js', {}, undefined],
  ['another/a.json', {}, undefined],
  ['assets/index-abc123.js', {}, 'hashed'],
  ['assets/ort-wasm-simd-threaded-abc123.wasm', {}, 'hashed'],
  ['models/voice/front.json', {}, 'data'],
  ['models/voice/clp/adapter_model.safetensors', {}, 'data'],
  ['models/base/SmolLM2.part-0.bin', {}, undefined],
  ['models/voice/front.json', { headers: { range: 'bytes=0-9' } }, undefined],
  ['models/voice/front.json', { method: 'POST' }, undefined],
  ['https://elsewhere.test/a.json', {}, undefined],
  ['/another-app/a.json', {}, undefined],
])('%s %o is a %s request', (path, init, route) => {
  expect(routeOf(get(path, init), SCOPE)).toBe(route);
});
