import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PlanLimits, type PlanRow, planPrefill, prefillLimits } from './prefill-plan.ts';

const limits: PlanLimits = { tokens: 12, wanted: 5, waiting: 8 };
const row = fc
  .record({ length: fc.integer({ min: 1, max: 60 }), share: fc.double({ min: 0, max: 0.999, noNaN: true }) })
  .map(({ length, share }): PlanRow => ({ length, logitsFrom: Math.floor(length * share) }));
const groups = fc.array(fc.array(row, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });

it('covers every row once and in order, within the limits, one row alone where it goes on', () => {
  fc.assert(
    fc.property(groups, (made) => {
      const rows = made.flat();
      const at = rows.map(() => 0);
      for (const { rows: which, from, to } of planPrefill(
        rows,
        made.map(({ length }) => length),
        limits,
      )) {
        expect(to).toHaveLength(which.length);
        if (from > 0) expect(which).toHaveLength(1);
        let wanted = 0;
        for (const [i, each] of which.entries()) {
          expect(each).toBe((which[0] as number) + i);
          const end = to[i] as number;
          expect(at[each]).toBe(from);
          expect(end).toBeGreaterThan(from);
          at[each] = end;
          wanted += Math.max(0, end - Math.max(from, rows[each]?.logitsFrom as number));
        }
        expect(which.length * (Math.max(...to) - from)).toBeLessThanOrEqual(limits.tokens);
        expect(wanted).toBeLessThanOrEqual(limits.wanted);
      }
      expect(at).toEqual(rows.map(({ length }) => length));
    }),
  );
});

it('lets no group wait with more than its share of logits', () => {
  fc.assert(
    fc.property(groups, (made) => {
      const rows = made.flat();
      const owner = made.flatMap((group, i) => group.map(() => i));
      const had = rows.map(() => 0);
      for (const { rows: which, from, to } of planPrefill(
        rows,
        made.map(({ length }) => length),
        limits,
      )) {
        for (const [i, each] of which.entries()) {
          const { logitsFrom } = rows[each] as PlanRow;
          had[each] = (had[each] as number) + Math.max(0, (to[i] as number) - Math.max(from, logitsFrom));
        }
        for (const group of new Set(which.map((each) => owner[each]))) {
          const own = rows.flatMap(({ length, logitsFrom }, i) =>
            owner[i] === group ? [{ all: length - logitsFrom, had: had[i] as number }] : [],
          );
          // Rows of one group have as many logits each: the furthest is ahead of the last by what the group waits with.
          const equal = own.every(({ all }) => all === own[0]?.all);
          const ahead = own.reduce((sum, one) => sum + one.had - Math.min(...own.map((each) => each.had)), 0);
          if (equal) expect(ahead).toBeLessThanOrEqual(limits.waiting);
        }
      }
    }),
  );
});

it('begins rows together where they fit', () => {
  const short = { length: 4, logitsFrom: 3 };
  expect(planPrefill([short, short, short, short], [1, 1, 1, 1], limits)).toEqual([
    { rows: [0, 1, 2], from: 0, to: [4, 4, 4] },
    { rows: [3], from: 0, to: [4] },
  ]);
});

it('has less than 64 MB of logits at once, the copy in the memory of the runtime included', () => {
  for (const vocabulary of [97, 32_000, 49_152, 151_936]) {
    const { wanted, waiting } = prefillLimits(vocabulary, false);
    expect((waiting + 2 * wanted) * vocabulary * 4).toBeLessThan(75.5e6);
  }
});
