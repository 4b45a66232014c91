import { expect, it, vi } from 'vitest';
import type { CallOptions } from '../../engine/client.ts';
import type { GenerateArgs, GenerateResult } from '../../lm/requests.ts';
import type { Job } from './job.ts';
import { createRunController } from './run-controller.ts';
import { createRunsStore } from './runs-store.ts';

/** A controller over an engine whose answers the test writes, one call at a time. */
function setUp() {
  const calls: { readonly args: GenerateArgs; readonly options: CallOptions; end(result: GenerateResult | Error): void }[] = [];
  const runs = createRunsStore();
  let prompt = 'first';
  const job = (): Job => ({
    pane: 'pane-1',
    policy: 'base',
    turns: [],
    prompt,
    system: '',
    seed: 1,
    sampling: { temperature: 1, topK: 0, topP: 1 },
    maxTokens: 8,
    steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } },
    weights: [],
    options: {},
  });
  const running = createRunController({
    engine: {
      generate: (args, options = {}) =>
        new Promise((resolve, reject) => {
          calls.push({ args, options, end: (result) => (result instanceof Error ? reject(result) : resolve(result)) });
        }),
      score: () => Promise.reject(new Error('nothing to score')),
    },
    runs,
    isReady: () => true,
    isLoaded: () => true,
    slots: () => [],
    wantedJobs: () => [job()],
    measured: () => undefined,
    score: () => ({}),
    engineRewards: { ids: [], read: () => ({}) },
    announce: () => {},
  });
  const ask = (wanted: string) => {
    prompt = wanted;
    void running.start();
  };
  return { calls, runs, running, ask, run: () => runs.getState().runs['pane-1'] };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const texts = (text: string, stop: 'end' | 'aborted' = 'end'): GenerateResult => ({
  groups: [{ id: 'pane-1', text, tokens: [1], stop, kept: 0, ties: 0 }],
  firstTokenMs: 1,
  totalMs: 1,
  steps: 1,
  msPerStep: 1,
});

it('a stop while a second prompt waits for the first call to end: the second never runs', async () => {
  const { calls, runs, running, ask, run } = setUp();
  ask('first');
  await settle();
  ask('second');
  running.stop();
  calls[0]?.end(texts('one', 'aborted'));
  await settle();
  expect(calls).toHaveLength(1);
  expect(runs.getState().busy).toBe(false);
  expect(run()?.status).toBe('empty');
  ask('third');
  await settle();
  expect(calls[1]?.args.groups[0]?.prompt).toBe('third');
});

it('a stop frees the page at once, though the engine says nothing', async () => {
  const { calls, runs, running, ask, run } = setUp();
  ask('first');
  await settle();
  calls[0]?.options.onEvent?.({ type: 'group-delta', id: 'pane-1', tokens: [1], text: 'Once' });
  running.stop();
  expect(runs.getState().busy).toBe(false);
  expect(run()).toMatchObject({ status: 'stopped', text: 'Once', stop: 'aborted' });
  // What comes late changes nothing.
  calls[0]?.options.onEvent?.({ type: 'group-delta', id: 'pane-1', tokens: [2], text: ' upon' });
  calls[0]?.end(texts('Once upon'));
  await settle();
  expect(run()).toMatchObject({ status: 'stopped', text: 'Once' });
});

it('a delta that comes after the failure leaves the pane failed', async () => {
  const { calls, ask, run } = setUp();
  ask('first');
  await settle();
  calls[0]?.end(new Error('no room'));
  await settle();
  calls[0]?.options.onEvent?.({ type: 'group-delta', id: 'pane-1', tokens: [1], text: 'late' });
  expect(run()).toMatchObject({ status: 'failed', text: '' });
});

it('a slider that is dragged asks once, for where it came to rest', async () => {
  vi.useFakeTimers();
  try {
    const { calls, running, ask } = setUp();
    ask('first');
    await vi.advanceTimersByTimeAsync(0);
    for (let move = 0; move < 5; move += 1) {
      running.request();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(calls[0]?.options.signal?.aborted).toBe(true);
    calls[0]?.end(texts('one', 'aborted'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});
