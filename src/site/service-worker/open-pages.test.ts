import { afterEach, expect, it, vi } from 'vitest';
import { entriesOfPages } from './open-pages.ts';

afterEach(() => vi.useRealTimers());

/** Pages that answer with these addresses; undefined does not answer. */
const clients = (...entries: (string | undefined)[]) => ({
  matchAll: async () =>
    entries.map((entry) => ({
      postMessage(message: unknown, [port]: Transferable[]) {
        expect(message).toEqual({ kind: 'which-build' });
        if (entry !== undefined) (port as MessagePort).postMessage(entry);
      },
    })),
});

it('gathers what the open pages say', async () => {
  expect(await entriesOfPages(clients('a.js', 'b.js'))).toEqual(['a.js', 'b.js']);
  expect(await entriesOfPages(clients())).toEqual([]);
});

it('does not know when one of them says nothing', async () => {
  vi.useFakeTimers();
  const asked = entriesOfPages(clients('a.js', undefined));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await asked).toBeUndefined();
});
