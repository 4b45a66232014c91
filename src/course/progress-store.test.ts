import { expect, it } from 'vitest';
import { createProgressStore, noProgress, type ProgressStorage } from './progress-store.ts';

function memory(initial?: string) {
  let kept: string | null = initial ?? null;
  const storage: ProgressStorage = {
    getItem: () => kept,
    setItem: (_, value) => {
      kept = value;
    },
    removeItem: () => {
      kept = null;
    },
  };
  return storage;
}

it('keeps what was done for the next visit', () => {
  const storage = memory();
  const store = createProgressStore(storage);
  store.getState().patch('fork', { step: 2 });
  store.getState().patch('fork', { reached: true });
  store.getState().patch('soups', { answer: 1 });
  const next = createProgressStore(storage).getState().lessons;
  expect(next).toEqual({ fork: { ...noProgress, step: 2, reached: true }, soups: { ...noProgress, answer: 1 } });
  store.getState().forget();
  expect(createProgressStore(storage).getState().lessons).toEqual({});
});

it('starts anew from what it cannot read', () => {
  for (const kept of ['{', '[]x', '{"fork":{"step":-1,"reached":true,"done":[]}}', '{"fork":3}', 'null']) {
    expect(createProgressStore(memory(kept)).getState().lessons).toEqual({});
  }
});

it('works without a storage, and with one that refuses', () => {
  const refuse = () => {
    throw new Error('refused');
  };
  for (const storage of [undefined, { getItem: refuse, setItem: refuse, removeItem: refuse }]) {
    const store = createProgressStore(storage);
    store.getState().patch('fork', { reached: true });
    expect(store.getState().lessons.fork?.reached).toBe(true);
  }
});
