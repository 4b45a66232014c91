import { describe, expect, it } from 'vitest';
import { createHistory } from './history.ts';
import { createMixStore } from './mix-store.ts';
import { createPanesStore } from './panes-store.ts';

const rounded = (weights: readonly number[]) => weights.map((weight) => Number(weight.toFixed(6)));

describe('mix store', () => {
  it('starts with equal weights, or with what it is given scaled to sum 1', () => {
    expect(rounded(createMixStore(2).getState().weights)).toEqual([0.5, 0.5]);
    expect(rounded(createMixStore(3, [2, 1, 1]).getState().weights)).toEqual([0.5, 0.25, 0.25]);
  });

  it('lets the unlocked others give way in proportion', () => {
    const store = createMixStore(3, [0.2, 0.6, 0.2]);
    store.getState().move(0, 0.6);
    expect(rounded(store.getState().weights)).toEqual([0.6, 0.3, 0.1]);
    store.getState().toggleLock(1);
    store.getState().move(0, 0.7);
    expect(rounded(store.getState().weights)).toEqual([0.7, 0.3, 0]);
  });

  it('leaves the simplex where it may, and comes back to its nearest point', () => {
    const store = createMixStore(3, [0.2, 0.6, 0.2]);
    expect(store.getState().setBeyond(true)).toBe(false);
    store.getState().move(0, 1.2);
    expect(rounded(store.getState().weights)).toEqual([1.2, 0.1, -0.3]);
    store.getState().moveTo([9, 0, 0]);
    expect(rounded(store.getState().weights)).toEqual([1.5, -0.25, -0.25]);
    store.getState().set([0.2, 0.3, 0.5]);
    expect(rounded(store.getState().weights)).toEqual([0.2, 0.3, 0.5]);
    store.getState().set([1.4, -0.2, -0.2]);
    expect(store.getState().setBeyond(false)).toBe(true);
    expect(rounded(store.getState().weights)).toEqual([1, 0, 0]);
    expect(rounded(createMixStore(2, [1.3, -0.3], true).getState().weights)).toEqual([1.3, -0.3]);
  });

  it('is undone with the permission to leave the simplex', () => {
    const store = createMixStore(2, [1, 0]);
    const history = createHistory(store, createPanesStore([{ policy: 'clp', options: {} }]));
    store.getState().setBeyond(true);
    store.getState().set([1.3, -0.3]);
    store.getState().setBeyond(false);
    history.getState().undo();
    expect(store.getState()).toMatchObject({ beyond: true, weights: [expect.closeTo(1.3), expect.closeTo(-0.3)] });
    history.getState().undo();
    history.getState().undo();
    expect(store.getState()).toMatchObject({ beyond: false, weights: [1, 0] });
  });

  it('moves all weights at once as part of a drag, and keeps what is locked', () => {
    const store = createMixStore(3, [0.2, 0.6, 0.2]);
    store.getState().moveTo([1.4, -0.2, -0.2]);
    expect(rounded(store.getState().weights)).toEqual([1, 0, 0]);
    expect(store.getState().moving).toBe(true);
    store.getState().settle();
    store.getState().toggleLock(1);
    store.getState().moveTo([0, 0.5, 0.5]);
    expect(rounded(store.getState().weights)).toEqual([0.25, 0, 0.75]);
  });
});
