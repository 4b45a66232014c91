import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFakeEngine, type FakeEngineOptions } from '../../engine/testing/fake-engine.ts';
import { EngineError } from '../../lm/errors.ts';
import type { Job } from './job.ts';
import { createSamples, isWhole, type Sample, sampleRun } from './samples.ts';

const job: Job = {
  pane: 'pane-2',
  policy: 'clp',
  turns: [],
  prompt: 'Why?',
  system: 'Be brief.',
  seed: 0xfffffffe,
  sampling: { temperature: 0.8, topK: 0, topP: 1 },
  maxTokens: 8,
  steering: { rows: [{ coefficients: { a: 1 } }], mixer: { kind: 'identity' } },
  weights: [1],
  options: {},
};

function setUp(options: Partial<FakeEngineOptions> = {}) {
  const engine = createFakeEngine({ words: ({ seed }) => ['one', 'two', `seed${seed}.`], ...options });
  const said: string[] = [];
  const samples = createSamples({
    engine,
    slots: () => [{ id: 'a', url: 'https://host.test/a' }],
    score: ({ text, finished }) => ({ words: text.split(' ').length, finished: Number(finished) }),
    engineRewards: { ids: ['closeness'], read: ({ logRatio }) => ({ closeness: 0 - logRatio }) },
    announce: (sentence) => said.push(sentence),
  });
  return { engine, samples, said, state: () => samples.getState() };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('are one call of the engine, a seed each, that lets the panes go first, and end with every score', async () => {
  const { engine, samples, said, state } = setUp({ scores: () => ({ logRatio: 4.5 }) });
  samples.start(job, 3);
  await vi.advanceTimersByTimeAsync(15);
  expect(state()).toMatchObject({ status: 'running', samples: [{ text: 'one', stop: undefined }, { text: 'one' }, { text: 'one' }] });
  await vi.advanceTimersByTimeAsync(1000);
  expect(engine.calls).toHaveLength(1);
  // seeds have 32 bits
  expect(engine.calls[0]?.groups.map(({ seed }) => seed)).toEqual([0xfffffffe, 0xffffffff, 0]);
  expect(engine.scorings[0]?.groups.map(({ tokens, ended }) => [tokens.length, ended])).toEqual(Array(3).fill([3, true]));
  expect(state().status).toBe('done');
  expect(state().samples.map(({ seed, text }) => [seed, text])).toEqual(
    [0xfffffffe, 0xffffffff, 0].map((seed) => [seed, `one two seed${seed}.`]),
  );
  for (const { scores } of state().samples) expect(scores).toEqual({ words: 3, finished: 1, closeness: -4.5 });
  expect(said).toEqual(['3 samples finished.']);
});

it('stopped, keep what is there, which is not whole; what comes late changes nothing', async () => {
  const { samples, state } = setUp();
  samples.start(job, 2);
  await vi.advanceTimersByTimeAsync(25);
  samples.stop();
  const stopped = state();
  expect(stopped).toMatchObject({ status: 'stopped', samples: [{ text: 'one two', stop: 'aborted', scores: {} }, { stop: 'aborted' }] });
  expect(stopped.samples.some(isWhole)).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(state()).toBe(stopped);
});

it('asked for anew, forget those before; closed, nothing is left', async () => {
  const { samples, state } = setUp();
  samples.start(job, 2);
  await vi.advanceTimersByTimeAsync(15);
  samples.start({ ...job, seed: 7 }, 4);
  await vi.advanceTimersByTimeAsync(1000);
  expect(state().samples.map(({ text }) => text)).toEqual([7, 8, 9, 10].map((seed) => `one two seed${seed}.`));
  samples.clear();
  expect(state()).toEqual({ status: 'none', job: undefined, samples: [], error: undefined });
});

it('that fail say why', async () => {
  const { samples, said, state } = setUp({ failures: [new EngineError('backend', 'the device is lost')] });
  samples.start(job, 2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(state()).toMatchObject({ status: 'failed', error: 'The samples could not be made: the device is lost (backend)' });
  expect(said).toEqual(['The samples failed.']);
});

it('are stopped, not left running, where the model is replaced under them', async () => {
  const { samples, said, state } = setUp({ failures: [new DOMException('another model is loaded', 'AbortError')] });
  samples.start(job, 2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(state()).toMatchObject({ status: 'stopped', error: undefined, samples: [{ stop: 'aborted' }, { stop: 'aborted' }] });
  expect(said).toEqual([]);
});

it('one that is put in its pane is the text of the job with that seed', () => {
  const sample: Sample & { stop: 'end' } = { seed: 9, text: 'One.', tokens: [1, 2], stop: 'end', scores: { words: 1 } };
  expect(sampleRun(job, sample)).toMatchObject({ status: 'done', job: { ...job, seed: 9 }, text: 'One.', draft: [1, 2], stop: 'end' });
});
