/** Bounds what this browser keeps of measurements: the oldest go first, and nothing that belongs to a run or a pack that is kept. */
import { counted, joined } from '../parts/words.ts';
import type { MeasuredAnswers, MeasurementHead } from './measured-answers.ts';

/** Answers of all measurements together, at one to two kilobytes each. */
export const answerLimit = 30_000;

export interface Room {
  readonly forgotten: readonly MeasurementHead[];
  /** Answers that are left, and may be more than the limit where all of them belong to something. */
  readonly left: number;
}

/** @throws what the browser says when it refuses; what is not deleted then stays whole. */
export async function makeRoom(
  answers: Pick<MeasuredAnswers, 'list' | 'forget'>,
  belongs: (head: MeasurementHead) => boolean,
  limit = answerLimit,
): Promise<Room> {
  const kept = await answers.list();
  const forgotten: MeasurementHead[] = [];
  let left = kept.reduce((sum, { count }) => sum + count, 0);
  for (const { head, count } of kept) {
    if (left <= limit) break;
    if (belongs(head)) continue;
    await answers.forget(head.id);
    forgotten.push(head);
    left -= count;
  }
  return { forgotten, left };
}

/** What a reader is told of it: nothing where there was room. */
export function roomInWords({ forgotten, left }: Room, limit = answerLimit): string[] {
  const gone = forgotten.map(({ name, at }) => (at === 0 ? 'one of an earlier visit' : `“${name}”, of ${dayOf(at)}`));
  return [
    ...(forgotten.length === 0
      ? []
      : [
          `To make room, the answers of ${forgotten.length === 1 ? 'a measurement' : `${forgotten.length} measurements`} were deleted whose runs and packs are gone: ${joined(gone)}.`,
        ]),
    ...(left <= limit
      ? []
      : [
          `The answers that your runs and packs were measured with are ${counted(left)}, more than the ${counted(limit)} that are meant to lie in this browser. Nothing of them was deleted: remove runs and packs that you need no more.`,
        ]),
  ];
}

function dayOf(at: number): string {
  return new Date(at).toLocaleDateString('en', { day: 'numeric', month: 'long', year: 'numeric' });
}
