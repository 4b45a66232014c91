import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFakeEngine, type FakeEngineOptions } from '../../engine/testing/fake-engine.ts';
import { EngineError } from '../../lm/errors.ts';
import type { Explaining } from '../../lm/explanation.ts';
import type { WhyQuestion } from './why-question.ts';
import { createWhy } from './why-store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(1000);

function questionAbout(token: number, pulled = true): WhyQuestion {
  const steering = { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } } as const;
  const about = (rivals: number): Explaining => ({
    ...{ system: '', prompt: 'p', tokens: [token], ended: true, temperature: 1, rivals },
    steerings: [{ id: 'own', steering }],
  });
  const pulls = pulled ? { pulls: about(0) } : {};
  return { key: `${token}`, words: about(5), viewpoints: [], base: 0, ...pulls, pullers: [] };
}

function setUp(options: Partial<FakeEngineOptions> = {}) {
  const engine = createFakeEngine({ words: () => ['a'], ...options });
  const questions = new Map<string, WhyQuestion>();
  let idle = true;
  const why = createWhy({ engine, slots: () => [], question: (pane) => questions.get(pane), isIdle: () => idle });
  const view = (pane: string) => why.store.getState().views[pane];
  const setIdle = (to: boolean) => {
    idle = to;
    why.refresh();
  };
  return { engine, questions, why, view, setIdle };
}
const asked = ({ explanations }: ReturnType<typeof createFakeEngine>) => explanations.map(({ tokens, rivals }) => [tokens[0], rivals]);

it('asks for words and then for pulls, one pane after the other, and asks a text once', async () => {
  const { engine, questions, why, view } = setUp();
  questions.set('a', questionAbout(1)).set('b', questionAbout(2, false));
  why.toggle('a');
  why.toggle('b');
  expect(view('a')).toEqual({ status: 'reading', done: 0.5 });
  expect(view('b')).toEqual({ status: 'reading', done: 0 });
  await settle();
  // The words of both come before the pulls of either.
  expect(asked(engine)).toEqual([
    [1, 5],
    [2, 5],
    [1, 0],
  ]);
  expect(view('a')).toMatchObject({ status: 'explained', pulls: { tokens: [{}, {}] } });
  expect(view('b')).toMatchObject({ status: 'explained' });
  why.toggle('a');
  expect(view('a')).toBeUndefined();
  why.toggle('a');
  expect(view('a')).toMatchObject({ status: 'explained' });
  await settle();
  expect(engine.explanations).toHaveLength(3);
});

it('waits for a settled answer, and stops asking about one that is there no more', async () => {
  const { engine, questions, why, view } = setUp();
  why.toggle('a');
  expect(view('a')).toEqual({ status: 'waiting' });
  questions.set('a', questionAbout(1));
  why.refresh();
  expect(view('a')).toMatchObject({ status: 'reading' });
  questions.set('a', questionAbout(2, false));
  why.refresh();
  await settle();
  expect(asked(engine)).toEqual([
    [1, 5],
    [2, 5],
  ]);
  expect(view('a')).toMatchObject({ question: { key: '2' } });
  // The first was cut off before it was told.
  questions.set('a', questionAbout(1));
  why.refresh();
  expect(view('a')).toMatchObject({ status: 'reading' });
});

it('lets answers go first, and asks nothing while the reader looks elsewhere or the mode is closed', async () => {
  const { engine, questions, why, view, setIdle } = setUp();
  questions.set('a', questionAbout(1, false));
  setIdle(false);
  why.toggle('a');
  await settle();
  expect(engine.explanations).toHaveLength(0);
  why.hide();
  setIdle(true);
  await settle();
  expect(engine.explanations).toHaveLength(0);
  why.show();
  setIdle(false);
  await settle();
  expect(view('a')).toMatchObject({ status: 'reading' });
  setIdle(true);
  await settle();
  expect(engine.explanations).toHaveLength(2);
  expect(view('a')).toMatchObject({ status: 'explained' });
  questions.set('b', questionAbout(2));
  why.toggle('b');
  why.toggle('b');
  await settle();
  expect(view('b')).toBeUndefined();
});

it('says what failed in a sentence, keeps what is known, and tries again when asked', async () => {
  const failures: Error[] = [new EngineError('out-of-memory', 'no room')];
  const { engine, questions, why, view } = setUp({ failures });
  questions.set('a', questionAbout(1));
  why.toggle('a');
  await settle();
  expect(view('a')).toEqual({ status: 'failed', error: 'The words could not be explained: no room (out-of-memory)' });
  why.refresh();
  await settle();
  expect(engine.explanations).toHaveLength(1);
  why.retry();
  await vi.advanceTimersByTimeAsync(11);
  failures.push(new Error('gone'));
  await settle();
  expect(view('a')).toMatchObject({ status: 'explained', error: expect.stringContaining('gone') });
  expect(view('a')).not.toHaveProperty('pulls');
  why.retry();
  await settle();
  expect(view('a')).toMatchObject({ status: 'explained', pulls: {} });
  expect(view('a')).not.toHaveProperty('error');
});

it('keeps the last dozen texts and no more', async () => {
  const { engine, questions, why } = setUp();
  why.toggle('a');
  for (let token = 1; token <= 14; token += 1) {
    questions.set('a', questionAbout(token, false));
    why.refresh();
    await settle();
  }
  expect(engine.explanations).toHaveLength(14);
  for (const [token, calls] of [
    [14, 14],
    [3, 14],
    [1, 15],
  ] as const) {
    questions.set('a', questionAbout(token, false));
    why.refresh();
    await settle();
    expect(engine.explanations).toHaveLength(calls);
  }
});
