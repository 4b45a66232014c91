import { expect, it } from 'vitest';
import { strings } from '../strings/strings.ts';
import { createProgressStore, fitProgress, noProgress, type ProgressStorage } from './progress-store.ts';

function memory(initial?: string) {
  let kept: string | null = initial ?? null;
  const storage: ProgressStorage = {
    getItem: () => kept,
    setItem: (_, value) => {
      kept = value;
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
  for (const kept of ['{', '[{}]', '"x"', '[]x', '{"fork":{"step":-1,"reached":true,"done":[]}}', '{"fork":3}', 'null']) {
    expect(createProgressStore(memory(kept)).getState().lessons).toEqual({});
  }
});

it('works without a storage, and with one that refuses', () => {
  const refuse = () => {
    throw new Error('refused');
  };
  for (const storage of [undefined, { getItem: refuse, setItem: refuse }, { getItem: () => null, setItem: () => false }]) {
    const store = createProgressStore(storage);
    store.getState().patch('fork', { reached: true });
    store.getState().patch('soups', { step: 1 });
    store.getState().refresh();
    expect(store.getState().lessons).toEqual({ fork: { ...noProgress, reached: true }, soups: { ...noProgress, step: 1 } });
  }
});

it('goes on with what this tab knows when the browser has no more room', () => {
  const kept = JSON.stringify({ fork: { step: 1, reached: false, done: [] } });
  const store = createProgressStore({ getItem: () => kept, setItem: () => false });
  store.getState().patch('fork', { step: 2 });
  store.getState().patch('fork', { reached: true });
  expect(store.getState().lessons.fork).toEqual({ step: 2, reached: true, done: [] });
});

it.each([
  ['an answer without bound', { answer: 1e308 }],
  ['a step that is no whole number', { step: 0.5 }],
  ['words for a number', { step: '1' }],
])('leaves out a lesson with %s, and keeps the others', (_, wrong) => {
  const kept = { fork: { ...noProgress, ...wrong }, soups: { ...noProgress, reached: true }, nothing: noProgress };
  const store = createProgressStore(memory(JSON.stringify(kept)));
  expect(store.getState().lessons).toEqual({ soups: kept.soups });
});

it.each([
  ['an answer that no choice has', { answer: 40 }, {}],
  ['a step that the lesson has not', { step: 40, answer: 1 }, { step: 4, answer: 1 }],
  ['a task of no step', { done: [0, 40] }, { done: [0] }],
  ['what the lesson has', { step: 2, done: [0, 2], answer: 0 }, { step: 2, done: [0, 2], answer: 0 }],
])('of %s, a lesson takes what fits', (_, kept, fitting) => {
  const progress = { ...noProgress, reached: true, ...kept };
  expect(fitProgress(progress, strings.lessons.fork)).toEqual({ ...noProgress, reached: true, ...fitting });
});

it('takes names of the storage as names', () => {
  const store = createProgressStore(memory('{"__proto__":{"step":1,"reached":true,"done":[]},"constructor":3}'));
  expect(store.getState().lessons).toEqual({});
  expect(({} as Record<string, unknown>).reached).toBeUndefined();
});

it('keeps what two tabs do, in whatever order they write', () => {
  const storage = memory();
  const one = createProgressStore(storage);
  const two = createProgressStore(storage);
  one.getState().patch('reward', { step: 2, done: [0] });
  two.getState().patch('front', { step: 1 });
  one.getState().patch('reward', { reached: true });
  two.getState().patch('reward', { done: [1] });
  const all = { reward: { step: 2, reached: true, done: [0, 1] }, front: { ...noProgress, step: 1 } };
  expect(createProgressStore(storage).getState().lessons).toEqual(all);
  one.getState().refresh();
  expect(one.getState().lessons).toEqual(all);
  two.getState().forget();
  one.getState().patch('soups', { step: 1 });
  expect(one.getState().lessons).toEqual({ soups: { ...noProgress, step: 1 } });
});
