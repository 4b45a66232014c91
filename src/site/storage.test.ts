import { expect, it } from 'vitest';
import { guardedStorage } from './storage.ts';

function refuse(): never {
  throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
}

it('keeps, reads and forgets where the browser allows it', () => {
  const items = new Map<string, string>();
  const storage = guardedStorage(() => ({
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }));
  expect(storage.setItem('a', '1')).toBe(true);
  expect(storage.getItem('a')).toBe('1');
  storage.removeItem('a');
  expect(storage.getItem('a')).toBeNull();
});

it.each([
  ['access to it throws', guardedStorage(refuse)],
  ['all of it throws', guardedStorage(() => ({ getItem: refuse, setItem: refuse, removeItem: refuse }))],
  ['there is none', guardedStorage(() => undefined)],
])('keeps nothing where %s, and throws nothing', (_, storage) => {
  expect(storage.setItem('a', '1')).toBe(false);
  expect(storage.getItem('a')).toBeNull();
  storage.removeItem('a');
});
