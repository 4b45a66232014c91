import { afterEach, expect, it, vi } from 'vitest';
import { entriesOfPages } from './open-pages.ts';

afterEach(() => vi.useRealTimers());

/** Pages that answer with these addresses; undefined does not answer, and neither does one that is `closed` meanwhile. */
const clients = (...entries: (string | undefined | 'closed')[]) => ({
  matchAll: async () =>
    entries.map((entry, i) => ({
      id: String(i),
      postMessage(message: unknown, [port]: Transferable[]) {
        expect(message).toEqual({ kind: 'which-build' });
        if (entry !== undefined && entry !== 'closed') (port as MessagePort).postMessage(entry);
      },
    })),
  get: async (id: string) => (entries[Number(id)] === 'closed' ? undefined : {}),
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

it('does not wait for a page that was closed before it could answer', async () => {
  vi.useFakeTimers();
  const asked = entriesOfPages(clients('a.js', 'closed'));
  await vi.advanceTimersByTimeAsync(500);
  expect(await asked).toEqual(['a.js']);
});
