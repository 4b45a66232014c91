import { expect, it, vi } from 'vitest';
import type { Job } from './job.ts';
import { type CountTokens, createPromptSize, isTooLong } from './prompt-size.ts';

const job: Job = {
  pane: 'pane-1',
  policy: 'base',
  turns: [],
  prompt: 'Again.',
  system: 'Be kind.',
  seed: 7,
  sampling: { temperature: 1, topK: 0, topP: 1 },
  maxTokens: 64,
  steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } },
  weights: [1],
  options: {},
};

/** Every character of prompt and system is three tokens; 300 fit. */
const thirds: CountTokens = async ({ system, prompt }) => ({ tokens: 3 * (system.length + prompt.length), limit: 300 });

it('counts the longest row of all panes, and leaves room for the answer', async () => {
  const told = { ...job, steering: { ...job.steering, rows: [{ coefficients: {}, system: 'Be kind, with weight 1.' }] } };
  const size = createPromptSize(thirds, () => [job, told]);
  expect(size.getState().size).toBeUndefined();
  size.measure();
  await size.counting();
  expect(size.getState().size).toEqual({ tokens: 3 * ('Be kind, with weight 1.'.length + 6), room: 236 });
  expect(isTooLong(size.getState())).toBe(false);
});

it('asks once for what does not change, and again for what does', async () => {
  const count = vi.fn(thirds);
  let now = job;
  const size = createPromptSize(count, () => [now, now]);
  size.measure();
  await size.counting();
  now = { ...job, seed: 8, weights: [0] };
  size.measure();
  await size.counting();
  expect(count).toHaveBeenCalledTimes(1);
  now = { ...job, prompt: '文'.repeat(100) };
  size.measure();
  await size.counting();
  expect(count).toHaveBeenCalledTimes(2);
  expect(isTooLong(size.getState())).toBe(true);
  now = { ...now, maxTokens: 8 };
  size.measure();
  await size.counting();
  expect(size.getState().size?.room).toBe(292);
});

it('believes the newest count, in whatever order the answers come', async () => {
  const answers: ((tokens: number) => void)[] = [];
  const count: CountTokens = () => new Promise((resolve) => answers.push((tokens) => resolve({ tokens, limit: 300 })));
  let now = job;
  const size = createPromptSize(count, () => [now]);
  size.measure();
  const first = size.counting();
  now = { ...job, prompt: 'Once more.' };
  size.measure();
  const second = size.counting();
  answers[1]?.(20);
  answers[0]?.(10);
  await Promise.all([first, second]);
  expect(size.getState().size?.tokens).toBe(20);
});

it('knows nothing where the model cannot count, and asks again', async () => {
  let broken = true;
  const size = createPromptSize(
    async (args, options) => {
      if (broken) throw new Error('the model is gone');
      return thirds(args, options);
    },
    () => [job],
  );
  size.measure();
  await size.counting();
  expect(size.getState().size).toBeUndefined();
  broken = false;
  size.measure();
  await size.counting();
  expect(size.getState().size?.tokens).toBe(42);
  size.forget();
  expect(size.getState().size).toBeUndefined();
});
