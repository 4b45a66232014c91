import { expect, it } from 'vitest';
import { EngineError } from '../../lm/errors.ts';
import type { GenerateArgs, GenerateResult } from '../../lm/requests.ts';
import type { FromWorker } from '../protocol.ts';
import { type Handlers, serveCalls } from './serve-calls.ts';

const args: GenerateArgs = { groups: [], sampling: { temperature: 1, topK: 0, topP: 1 }, maxTokens: 1 };
const result: GenerateResult = { groups: [], firstTokenMs: 0, totalMs: 0, steps: 0, msPerStep: 0 };
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

function serving(generate: Handlers['generate']) {
  const sent: FromWorker[] = [];
  const unused = () => Promise.reject(new Error('not used'));
  const receive = serveCalls({ load: unused, generate, score: unused, dispose: async () => null }, (message) => sent.push(message));
  return { sent, receive };
}

it('answers with the id of the call, events before the result', async () => {
  const { sent, receive } = serving(async (_, { onEvent }) => {
    onEvent({ type: 'group-delta', id: 'a', tokens: [1], text: 'x' });
    return result;
  });
  receive({ kind: 'call', id: 7, name: 'generate', args });
  await settle();
  expect(sent).toEqual([
    { kind: 'event', id: 7, event: { type: 'group-delta', id: 'a', tokens: [1], text: 'x' } },
    { kind: 'result', id: 7, result },
  ]);
});

it('runs one call at a time, and does not begin one that was aborted while it waited', async () => {
  const finish: (() => void)[] = [];
  let running = 0;
  const { sent, receive } = serving(async () => {
    expect(++running).toBe(1);
    await new Promise<void>((resolve) => finish.push(resolve));
    running--;
    return result;
  });
  for (const id of [1, 2, 3]) receive({ kind: 'call', id, name: 'generate', args });
  receive({ kind: 'abort', id: 2 });
  await settle();
  finish.shift()?.();
  await settle();
  finish.shift()?.();
  await settle();
  expect(sent.map((message) => [message.kind, 'id' in message && message.id])).toEqual([
    ['result', 1],
    ['error', 2],
    ['result', 3],
  ]);
  expect(sent[1]).toMatchObject({ error: { code: 'aborted' } });
});

it('sends errors as data and goes on', async () => {
  let calls = 0;
  const { sent, receive } = serving(async () => {
    if (++calls === 1) throw new EngineError('bad-request', 'a batch of 0 rows, expected at least 1');
    return result;
  });
  receive({ kind: 'call', id: 1, name: 'generate', args });
  receive({ kind: 'call', id: 2, name: 'generate', args });
  await settle();
  expect(sent[0]).toMatchObject({
    kind: 'error',
    id: 1,
    error: { code: 'bad-request', message: 'a batch of 0 rows, expected at least 1' },
  });
  expect(sent[1]).toMatchObject({ kind: 'result', id: 2 });
});

it('aborts the call that runs', async () => {
  const { sent, receive } = serving(
    (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  receive({ kind: 'call', id: 1, name: 'generate', args });
  await settle();
  receive({ kind: 'abort', id: 1 });
  await settle();
  expect(sent).toMatchObject([{ kind: 'error', id: 1, error: { code: 'aborted' } }]);
});
