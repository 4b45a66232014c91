import { expect, it } from 'vitest';
import type { GroupRequest, GroupResult } from '../lm/requests.ts';
import { EventBatch, keptOfDraft } from './event-batch.ts';
import type { EngineEvent } from './protocol.ts';

const request = (id: string, draft?: number[]): GroupRequest => ({
  id,
  system: '',
  prompt: 'p',
  steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } },
  seed: 1,
  ...(draft ? { draft } : {}),
});
const delta = (id: string, token: number): EngineEvent => ({ type: 'group-delta', id, tokens: [token], text: ` ${token}` });
const result = (id: string, tokens: number[]): GroupResult => ({ id, text: '', tokens, stop: 'end', kept: 0, ties: 0 });

function batching() {
  const told: EngineEvent[] = [];
  const frames: (() => void)[] = [];
  const batch = new EventBatch(
    (event) => told.push(event),
    (flush) => frames.push(flush),
  );
  return { told, batch, frame: () => frames.shift()?.(), frames };
}

it('tells of each group once a frame, with all that came', () => {
  const { batch, told, frame, frames } = batching();
  for (const event of [delta('a', 1), delta('b', 7), delta('a', 2)]) batch.add(event);
  expect(told).toEqual([]);
  expect(frames.length).toBe(1);
  frame();
  expect(told).toEqual([
    { type: 'group-delta', id: 'a', tokens: [1, 2], text: ' 1 2' },
    { type: 'group-delta', id: 'b', tokens: [7], text: ' 7' },
  ]);
  batch.add(delta('a', 3));
  batch.add({ type: 'group-end', result: result('a', [1, 2, 3]) });
  expect(told.slice(2).map(({ type }) => type)).toEqual(['group-delta', 'group-end']);
});

it('goes on after a restart from the tokens it had, and tells nothing twice', () => {
  const { batch, told } = batching();
  for (const token of [1, 2, 3]) batch.add(delta('a', token));
  batch.add({ type: 'group-end', result: result('a', [1, 2, 3]) });
  batch.add(delta('b', 5));
  const resumed = batch.resume([request('a'), request('b', [5, 6, 7]), request('c', [9])]);
  expect(resumed.map(({ draft }) => draft)).toEqual([[1, 2, 3], [5, 6, 7], [9]]);
  told.length = 0;
  batch.add({ type: 'group-delta', id: 'a', tokens: [1, 2, 3], text: ' 1 2 3' });
  batch.add({ type: 'group-end', result: result('a', [1, 2, 3]) });
  batch.add({ type: 'group-delta', id: 'b', tokens: [5, 6], text: ' 5 6' });
  batch.flush();
  expect(told).toEqual([{ type: 'group-delta', id: 'b', tokens: [6], text: ' 6' }]);
});

it('counts as kept only what stood of the draft of the caller', () => {
  expect(keptOfDraft(result('a', [1, 2, 3]), [1, 2, 9]).kept).toBe(2);
  expect(keptOfDraft(result('a', [1, 2, 3]), [1, 2]).kept).toBe(2);
  expect(keptOfDraft(result('a', [1]), [1, 2]).kept).toBe(1);
  expect(keptOfDraft(result('a', [1, 2, 3]), undefined).kept).toBe(0);
});
