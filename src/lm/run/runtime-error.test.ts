import { expect, it } from 'vitest';
import { EngineError, weightsNeed } from '../errors.ts';
import { runtimeError } from './runtime-error.ts';

it.each([
  new Error("failed to allocate a buffer: std::bad_alloc. Can't create a session"),
  new WebAssembly.RuntimeError('Aborted(Cannot enlarge memory arrays)'),
  new RangeError('Array buffer allocation failed'),
  8_675_309,
])('knows that memory ran out: %s', (cause) => {
  expect(runtimeError(cause, 'the runtime refused the network', weightsNeed(543_210_000))).toMatchObject({
    code: 'out-of-memory',
    message: 'not enough memory: the model needs 543 MB for its weights; close other tabs or programs and try again',
  });
});

it('keeps the words of anything else, and an error that has its kind', () => {
  const other = runtimeError(new Error('unknown operator Foo'), 'the runtime refused the network', '');
  expect(other).toMatchObject({ code: 'backend', message: 'the runtime refused the network: unknown operator Foo' });
  const lost = new EngineError('device-lost', 'gone');
  expect(runtimeError(lost, 'the network failed', '')).toBe(lost);
});
