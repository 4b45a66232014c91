import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFakeEngine, type FakeEngineOptions } from '../../engine/testing/fake-engine.ts';
import { type Job, jobKey } from './job.ts';
import { createStripStore } from './strip-store.ts';

const job = (policy: string, weight: number): Job => ({
  pane: policy,
  policy,
  turns: [],
  prompt: 'What is a black hole?',
  system: '',
  seed: 1,
  sampling: { temperature: 0.8, topK: 0, topP: 1 },
  maxTokens: 64,
  steering: { rows: [{ coefficients: { [policy]: weight } }], mixer: { kind: 'identity' } },
  weights: [weight, 1 - weight],
  options: {},
});
const jobs = [job('clp', 1), job('clp', 0.5), job('rs', 1)];

function setUp(options: Partial<FakeEngineOptions> = {}) {
  const engine = createFakeEngine({
    words: ({ steering }) => ['A', 'hole', `${Object.values(steering.rows[0]?.coefficients ?? {})[0]}.`],
    scores: () => ({ logRatio: 4 }),
    ...options,
  });
  const said: string[] = [];
  const strip = createStripStore({
    engine,
    slots: (policy) => [{ id: policy, url: policy }],
    score: ({ text }) => ({ brevity: text.length }),
    engineRewards: { ids: ['closeness'], read: ({ logRatio }) => ({ closeness: 0 - logRatio }) },
    announce: (sentence) => said.push(sentence),
  });
  const textOf = (asked: Job) => strip.getState().texts[jobKey(asked)];
  return { engine, strip, said, textOf };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('writes all rows of a policy in one call with its own adapters, and scores them', async () => {
  const { engine, strip, said, textOf } = setUp();
  const written = strip.getState().write(jobs);
  expect(textOf(jobs[0] as Job)).toMatchObject({ status: 'waiting', text: '' });
  await vi.advanceTimersByTimeAsync(15);
  expect(textOf(jobs[1] as Job)).toMatchObject({ status: 'writing', text: 'A' });
  await vi.runAllTimersAsync();
  await written;
  expect(engine.calls.map(({ groups, slots }) => [groups.length, slots.map(({ id }) => id)])).toEqual([
    [2, ['clp']],
    [1, ['rs']],
  ]);
  expect(textOf(jobs[1] as Job)).toMatchObject({ status: 'done', text: 'A hole 0.5.', scores: { brevity: 11, closeness: -4 } });
  expect(textOf(jobs[2] as Job)).toMatchObject({ status: 'done', text: 'A hole 1.' });
  expect(strip.getState()).toMatchObject({ writing: false, error: undefined });
  expect(said).toEqual(['3 texts along the path are written.']);
});

it('writes only what is missing the next time', async () => {
  const { engine, strip } = setUp();
  void strip.getState().write(jobs.slice(0, 1));
  await vi.runAllTimersAsync();
  void strip.getState().write(jobs);
  await vi.runAllTimersAsync();
  expect(engine.calls.map(({ groups }) => groups.length)).toEqual([1, 1, 1]);
});

it('keeps what was finished when it is stopped, and forgets the rest', async () => {
  const { strip, textOf, said } = setUp();
  const written = strip.getState().write(jobs);
  // The first policy is written and scored after four steps; the second has begun.
  await vi.advanceTimersByTimeAsync(55);
  expect(strip.getState().writing).toBe(true);
  strip.getState().stop();
  await vi.runAllTimersAsync();
  await written;
  expect(textOf(jobs[0] as Job)?.status).toBe('done');
  expect(textOf(jobs[2] as Job)).toBeUndefined();
  expect(strip.getState()).toMatchObject({ writing: false, error: undefined });
  expect(said).toEqual([]);
});

it('measures the next time what was written when it was stopped, and writes nothing twice', async () => {
  const { engine, strip, textOf } = setUp();
  const first = strip.getState().write(jobs.slice(0, 2));
  // Written after three steps; measuring takes another.
  await vi.advanceTimersByTimeAsync(35);
  strip.getState().stop();
  await vi.runAllTimersAsync();
  await first;
  expect(textOf(jobs[0] as Job)).toMatchObject({ status: 'done', scores: { brevity: 9 } });
  expect(textOf(jobs[0] as Job)?.scores).not.toHaveProperty('closeness');
  const second = strip.getState().write(jobs.slice(0, 2));
  await vi.runAllTimersAsync();
  await second;
  expect(textOf(jobs[0] as Job)?.scores).toEqual({ brevity: 9, closeness: -4 });
  expect(engine.calls).toHaveLength(1);
});

it('tells why it failed', async () => {
  const { strip, textOf } = setUp({ failures: [new Error('the worker is gone')] });
  void strip.getState().write(jobs);
  await vi.runAllTimersAsync();
  expect(strip.getState()).toMatchObject({ writing: false, error: 'The texts could not be written: Error: the worker is gone' });
  expect(textOf(jobs[0] as Job)).toBeUndefined();
});
