import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SweepText } from './sweep-text.ts';
import { createSweptPoints } from './swept-points.ts';

const lookOf = (series: string) => ({ id: `sweep ${series}`, method: 'clp', label: series });

function textOf(place: number, changes: Partial<SweepText> = {}): SweepText {
  return {
    key: `${place}`,
    series: 'clp',
    policy: 'clp',
    weights: [1, 0],
    prompt: 'Why?',
    seed: place,
    tokens: [],
    text: '',
    stop: undefined,
    scores: {},
    ...changes,
  };
}

describe('createSweptPoints', () => {
  it('has no point before a text scores, one that grows until a text ends, and then the mean of those that ended', () => {
    const points = createSweptPoints(lookOf);
    const [a, b] = [textOf(0), textOf(1)];
    expect(points.update([a, b])).toEqual([]);
    const growing = { ...a, text: 'Well', scores: { x: 0.2 } };
    expect(points.update([growing, b])[0]?.points[0]).toMatchObject({ rewards: { x: { mean: 0.2 } }, growing: true, texts: 1 });
    const ended: SweepText = { ...growing, scores: { x: 0.6 }, stop: 'end', kl: 3 };
    const [series] = points.update([ended, { ...b, scores: { x: 0 } }]);
    expect(series).toMatchObject({ id: 'sweep clp', swept: true });
    expect(series?.points[0]).toMatchObject({ rewards: { x: { mean: 0.6 }, kl: { mean: 3 } }, growing: false, texts: 1, finished: 1 });
    const [both] = points.update([ended, { ...b, scores: { x: 0.2 }, stop: 'length' }]);
    expect(both?.points[0]).toMatchObject({ rewards: { x: { mean: 0.4 } }, texts: 2, finished: 0.5 });
  });

  it('weighs prompts alike, whatever number of their texts has ended', () => {
    const points = createSweptPoints(lookOf);
    const ended = (place: number, prompt: string, x: number) => textOf(place, { prompt, scores: { x }, stop: 'end' });
    const [series] = points.update([ended(0, 'Why?', 0), ended(1, 'Why?', 0.2), ended(2, 'How?', 0.5)]);
    expect(series?.points[0]?.rewards.x?.mean).toBeCloseTo(0.3);
  });

  it('takes the interval of the front that was reckoned, until the mean leaves it', () => {
    const points = createSweptPoints(lookOf);
    const ended = (place: number, x: number) => textOf(place, { scores: { x }, stop: 'end' });
    const point = { weights: [1, 0], rewards: { x: { mean: 0.5, low: 0.4, high: 0.6, n: 2 } }, ended: 2, of: 3, dominatedBy: [] };
    const front = { over: 'samples', series: [{ series: 'clp', points: [point] }], differences: [] } as const;
    const texts = [ended(0, 0.4), ended(1, 0.6), textOf(2)];
    expect(points.update(texts, front)[0]?.points[0]?.rewards.x).toEqual({ mean: 0.5, low: 0.4, high: 0.6 });
    expect(points.update([...texts.slice(0, 2), ended(2, 1)], front)[0]?.points[0]?.rewards.x).toEqual({ mean: 2 / 3 });
  });

  it('makes anew the points of the texts that changed and no other, and is the same as made from the start', () => {
    const weightings = [
      [1, 0],
      [0.5, 0.5],
      [0, 1],
    ];
    const plan = Array.from({ length: 60 }, (_, i) =>
      textOf(i, { series: i % 2 ? 'clp' : 'rs', weights: weightings[i % 3] as number[], prompt: `prompt ${i % 5}` }),
    );
    const change = fc.record({ place: fc.nat({ max: 59 }), x: fc.double({ min: 0, max: 1, noNaN: true }), ends: fc.boolean() });
    fc.assert(
      fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 8 }), { maxLength: 12 }), (frames) => {
        const points = createSweptPoints(lookOf);
        let texts: readonly SweepText[] = plan;
        let before = points.update(texts);
        for (const frame of frames) {
          const next = [...texts];
          for (const { place, x, ends } of frame) {
            const text = next[place] as SweepText;
            next[place] = { ...text, scores: { x }, stop: ends || text.stop !== undefined ? 'end' : undefined };
          }
          texts = next;
          const after = points.update(texts);
          expect(points.remade).toBeLessThanOrEqual(new Set(frame.map(({ place }) => place % 6)).size);
          const kept = before.flatMap((one) => one.points).filter((point) => after.some((one) => one.points.includes(point)));
          expect(kept.length).toBeGreaterThanOrEqual(before.flatMap((one) => one.points).length - points.remade);
          expect(after).toEqual(createSweptPoints(lookOf).update(texts));
          before = after;
        }
      }),
    );
  });
});
