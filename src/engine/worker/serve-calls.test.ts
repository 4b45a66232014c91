import { expect, it } from 'vitest';
import { EngineError } from '../../lm/errors.ts';
import type { GenerateArgs, GenerateResult } from '../../lm/requests.ts';
import type { FromWorker, ToWorker } from '../protocol.ts';
import { checkCall } from './call-schemas.ts';
import { type Handlers, serveCalls } from './serve-calls.ts';

const args: GenerateArgs = { groups: [], sampling: { temperature: 1, topK: 0, topP: 1 }, maxTokens: 1, slots: [] };
const result: GenerateResult = { groups: [], firstTokenMs: 0, totalMs: 0, steps: 0, msPerStep: 0 };
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const call = (id: number): ToWorker => ({ kind: 'call', id, name: 'generate', args, priority: 'interactive' });

function serving(generate: Handlers['generate']) {
  const sent: FromWorker[] = [];
  const unused = () => Promise.reject(new Error('not used'));
  const handlers: Handlers = {
    load: unused,
    prepare: unused,
    generate,
    score: unused,
    explain: unused,
    states: unused,
    choose: unused,
    count: unused,
    'token-bytes': unused,
    'export-mix': unused,
  };
  return { sent, receive: serveCalls(handlers, checkCall, (message) => sent.push(message)) };
}

it('answers with the id of the call, events before the result, and tells the handler whose turn it is', async () => {
  const { sent, receive } = serving(async (asked, { onEvent, priority }) => {
    expect(asked).toEqual(args);
    onEvent({ type: 'group-delta', id: priority, tokens: [1], text: 'x' });
    return result;
  });
  receive({ ...call(7), priority: 'background' } as ToWorker);
  await settle();
  expect(sent).toEqual([
    { kind: 'event', id: 7, event: { type: 'group-delta', id: 'background', tokens: [1], text: 'x' } },
    { kind: 'result', id: 7, result },
  ]);
});

it('hears pings and aborts while calls run, of every call its own', async () => {
  const { sent, receive } = serving(
    (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  for (const id of [1, 2]) receive(call(id));
  receive({ kind: 'abort', id: 2 });
  receive({ kind: 'ping' });
  await settle();
  expect(sent).toEqual([{ kind: 'pong' }, { kind: 'error', id: 2, error: { code: 'aborted', message: expect.any(String) } }]);
});

it('sends errors as data with their codes, and goes on', async () => {
  const errors = [new EngineError('out-of-memory', 'not enough memory'), new TypeError('a bug'), 7];
  const { sent, receive } = serving(async () => {
    if (errors.length > 0) throw errors.shift();
    return result;
  });
  for (const id of [1, 2, 3, 4]) receive(call(id));
  await settle();
  expect(sent.map((message) => ('error' in message ? [message.error.code, message.error.message] : message.kind))).toEqual([
    ['out-of-memory', 'not enough memory'],
    ['backend', 'a bug'],
    ['backend', '7'],
    'result',
  ]);
});

it('a call of a wrong shape is a bad request, and no handler hears of it', async () => {
  const { sent, receive } = serving(() => Promise.reject(new Error('heard')));
  receive({ ...call(1), args: { ...args, groups: null } } as unknown as ToWorker);
  receive({ ...call(2), name: 'dispose' } as unknown as ToWorker);
  await settle();
  expect(sent).toMatchObject([
    { id: 1, error: { code: 'bad-request', message: 'generate: field groups: expected Array, got null' } },
    { id: 2, error: { code: 'bad-request', message: expect.stringMatching(/^call: field name: expected .*"generate".*, got "dispose"$/) } },
  ]);
});
