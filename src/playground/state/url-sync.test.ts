import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { fixturePack, fixturePacks } from '../../packs/testing/fixture-pack.ts';
import { currentHash, otherPackHash, syncUrl, type UrlSources } from './url-sync.ts';

let address: { hash: string };

beforeEach(() => {
  vi.useFakeTimers();
  address = { hash: '' };
  vi.stubGlobal('location', address);
  vi.stubGlobal('history', {
    state: null,
    replaceState: (_state: unknown, _title: string, hash: string) => {
      address.hash = hash;
    },
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function sources() {
  const request = createStore(() => ({
    ...{ prompt: 'Again.', system: fixturePack.system, seed: 1, maxTokens: 64 },
    ...{ temperature: 0.8, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 },
  }));
  const all = {
    pack: fixturePack,
    packId: 'voice',
    packs: fixturePacks.packs,
    usualPanes: [],
    engine: createStore(() => ({ choice: 'auto' })),
    mix: createStore(() => ({ weights: [1, 0, 0] })),
    panes: createStore(() => ({ panes: [] })),
    request,
    conversation: createStore(() => ({ exchanges: [] })),
    view: createStore(() => ({ x: 'brevity', y: 'cheer', fronts: {} })),
    why: { store: createStore(() => ({ open: [] })) },
  };
  return { request, all: all as unknown as UrlSources };
}

it('writes at once, and then at most once per interval', () => {
  const { request, all } = sources();
  syncUrl(all);
  request.setState({ seed: 2 });
  vi.advanceTimersByTime(0);
  expect(address.hash).toContain('seed=2');
  request.setState({ seed: 3 });
  request.setState({ seed: 4 });
  vi.advanceTimersByTime(200);
  expect(address.hash).toContain('seed=2');
  vi.advanceTimersByTime(200);
  expect(address.hash).toContain('seed=4');
});

it('never writes over an address that was chosen meanwhile, whose hashchange is on the way', () => {
  const { request, all } = sources();
  syncUrl(all);
  request.setState({ seed: 2 });
  vi.advanceTimersByTime(0);
  request.setState({ seed: 3 });
  address.hash = '#v=1&pack=dial';
  vi.advanceTimersByTime(1_000);
  expect(address.hash).toBe('#v=1&pack=dial');
});

it('names min-p, the repetition penalty and the system prompt where they are not as usual, the system prompt for its own pack only', () => {
  const { request, all } = sources();
  expect(currentHash(all)).toBe('v=1&prompt=Again.&w=1,0,0&seed=1&t=0.8&k=0&p=1&n=64&x=brevity&y=cheer');
  request.setState({ system: '', minP: 0.1, repetitionPenalty: 1.2 });
  expect(currentHash(all)).toContain('&system=&');
  expect(currentHash(all)).toContain('&p=1&minp=0.1&rep=1.2&n=64');
  expect(otherPackHash(all, 'dial')).toBe('v=1&pack=dial&prompt=Again.&seed=1&t=0.8&k=0&p=1&minp=0.1&rep=1.2&n=64');
});
