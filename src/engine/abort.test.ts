import { expect, it } from 'vitest';
import { abortable, anySignal } from './abort.ts';

it('a wait ends with the signal, though the promise goes on', async () => {
  const abort = new AbortController();
  const waiting = abortable(new Promise(() => {}), abort.signal);
  abort.abort(new DOMException('stopped', 'AbortError'));
  await expect(waiting).rejects.toThrow('stopped');
  await expect(abortable(Promise.resolve(1), abort.signal)).rejects.toThrow('stopped');
  expect(await abortable(Promise.resolve(1), new AbortController().signal)).toBe(1);
  expect(await abortable(Promise.resolve(2), undefined)).toBe(2);
});

it('signals are joined without AbortSignal.any', () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const any = anySignal(first.signal, undefined, second.signal);
  expect(any.aborted).toBe(false);
  second.abort('second');
  first.abort('first');
  expect(any.reason).toBe('second');
  expect(anySignal(first.signal).reason).toBe('first');
});
