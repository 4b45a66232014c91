import { expect, it } from 'vitest';
import { makeRoom, roomInWords } from './make-room.ts';
import type { MeasurementHead } from './measured-answers.ts';

const head = (id: string, at: number, own: Partial<MeasurementHead> = {}): MeasurementHead => ({
  ...{ id, name: `Of ${id}`, runs: [], packs: [], at },
  ...own,
});

/** Oldest first, ten answers each. */
function shelf(...heads: readonly MeasurementHead[]) {
  const kept = new Map(heads.map((one) => [one.id, one]));
  return {
    kept,
    list: async () => [...kept.values()].map((one) => ({ head: one, count: 10 })),
    forget: async (id: string) => void kept.delete(id),
  };
}

const day = Date.UTC(2026, 10, 28, 12);

it('the oldest go until the rest fits, and what belongs to something stays, however old', async () => {
  const answers = shelf(
    head('first', 0),
    head('kept', day, { packs: ['mine:a'] }),
    head('second', day),
    head('third', day),
    head('last', day),
  );
  const room = await makeRoom(answers, ({ packs }) => packs.length > 0, 30);
  expect([...answers.kept.keys()]).toEqual(['kept', 'third', 'last']);
  expect(room.left).toBe(30);
  expect(roomInWords(room, 30)).toEqual([
    'To make room, the answers of 2 measurements were deleted whose runs and packs are gone: one of an earlier visit and “Of second”, of November 28, 2026.',
  ]);
});

it('where all belongs to something nothing goes, and it is said', async () => {
  const answers = shelf(head('a', day), head('b', day));
  const room = await makeRoom(answers, () => true, 15);
  expect(answers.kept.size).toBe(2);
  expect(roomInWords(room, 15)).toEqual([
    expect.stringContaining('are 20, more than the 15 that are meant to lie in this browser. Nothing'),
  ]);
});

it('where there is room nothing is said', async () => {
  const answers = shelf(head('a', day));
  expect(roomInWords(await makeRoom(answers, () => false, 10), 10)).toEqual([]);
  expect(answers.kept.size).toBe(1);
});
