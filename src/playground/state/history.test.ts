import { describe, expect, it } from 'vitest';
import { createHistory } from './history.ts';
import { createMixStore } from './mix-store.ts';
import { createPanesStore } from './panes-store.ts';

function setUp() {
  const mix = createMixStore(2);
  const panes = createPanesStore(['base', 'dera'].map((policy) => ({ policy, options: {} })));
  const history = createHistory(mix, panes);
  const weights = () => mix.getState().weights.map((weight) => Number(weight.toFixed(6)));
  const shown = () => panes.getState().panes.map(({ policy, options }) => [policy, options.lambda]);
  const { undo, redo } = history.getState();
  return { mix: mix.getState(), panes: panes.getState(), history, weights, shown, undo, redo };
}

describe('history', () => {
  it('takes a whole drag of a weight as one step', () => {
    const { mix, weights, undo, redo } = setUp();
    for (const value of [0.6, 0.7, 0.8]) mix.move(0, value);
    mix.settle();
    mix.move(0, 0.9);
    mix.settle();
    undo();
    expect(weights()).toEqual([0.8, 0.2]);
    undo();
    expect(weights()).toEqual([0.5, 0.5]);
    undo();
    expect(weights()).toEqual([0.5, 0.5]);
    redo();
    redo();
    redo();
    expect(weights()).toEqual([0.9, 0.1]);
  });

  it('goes back over weights, options and panes in the order in which they were changed', () => {
    const { mix, panes, weights, shown, undo, redo } = setUp();
    mix.set([1, 0]);
    for (const lambda of [1, 1.5, 2]) panes.setOptions('pane-2', { lambda }, true);
    panes.settle();
    panes.choose('pane-1', 'clp');
    panes.add('mod');
    panes.remove('pane-1');
    expect(shown()).toEqual([
      ['dera', 2],
      ['mod', undefined],
    ]);
    undo();
    undo();
    expect(shown()).toEqual([
      ['clp', undefined],
      ['dera', 2],
    ]);
    undo();
    undo();
    expect([shown(), weights()]).toEqual([
      [
        ['base', undefined],
        ['dera', undefined],
      ],
      [1, 0],
    ]);
    undo();
    expect(weights()).toEqual([0.5, 0.5]);
    for (let step = 0; step < 5; step += 1) redo();
    expect([shown(), weights()]).toEqual([
      [
        ['dera', 2],
        ['mod', undefined],
      ],
      [1, 0],
    ]);
  });

  it('forgets the future when something new is chosen, and keeps no step that changes nothing', () => {
    const { mix, history, undo } = setUp();
    mix.set([1, 0]);
    undo();
    mix.set([0, 1]);
    expect(history.getState().future).toEqual([]);
    mix.set([0, 1]);
    mix.toggleLock(0);
    expect(history.getState().past).toHaveLength(1);
  });
});

describe('panes store', () => {
  it('keeps the id of a pane whose policy changes, gives a new pane a free one, and stays between one and four', () => {
    const { panes, history, shown } = setUp();
    panes.setOptions('pane-2', { lambda: 2 });
    panes.choose('pane-2', 'mod');
    expect(shown()).toEqual([
      ['base', undefined],
      ['mod', undefined],
    ]);
    for (let more = 0; more < 4; more += 1) panes.add('clp');
    expect(shown()).toHaveLength(4);
    expect(history.getState().past).toHaveLength(4);
    for (const pane of ['pane-1', 'pane-2', 'pane-3', 'pane-4']) panes.remove(pane);
    expect(shown()).toEqual([['clp', undefined]]);
    panes.add('rs');
    expect(shown()).toHaveLength(2);
  });
});
