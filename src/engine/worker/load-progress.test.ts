import { expect, it } from 'vitest';
import type { EngineEvent } from '../protocol.ts';
import { loadProgress } from './load-progress.ts';

const begin = () => {
  const told: unknown[] = [];
  const progress = loadProgress((event: EngineEvent) => {
    if (event.type === 'load-progress') told.push([event.phase, event.done, event.total, event.backend]);
  });
  return { told, progress };
};

it('tells of the download until it has ended, and names the rung that is tried meanwhile', () => {
  const { told, progress } = begin();
  progress.shards(0, 98, 'Downloading');
  progress.begin('wasm-threads');
  progress.rung('wasm-threads', 'weights', 20, 98, 'Unpacking');
  progress.shards(98, 98, 'Downloading');
  progress.arrived();
  progress.rung('wasm-threads', 'weights', 90, 98, 'Unpacking');
  progress.rung('wasm-threads', 'check', 1, 1, 'Checked');
  expect(told).toEqual([
    ['shards', 0, 98, undefined],
    ['shards', 0, 98, 'wasm-threads'],
    ['shards', 98, 98, 'wasm-threads'],
    ['weights', 0, 1, 'wasm-threads'],
    ['weights', 90, 98, 'wasm-threads'],
    ['check', 1, 1, 'wasm-threads'],
  ]);
});

it('names each rung as it is begun, once all is there', () => {
  const { told, progress } = begin();
  progress.shards(98, 98, 'Reading');
  progress.arrived();
  progress.begin('webgpu');
  progress.begin('wasm');
  expect(told).toEqual([
    ['shards', 98, 98, undefined],
    ['weights', 0, 1, 'webgpu'],
    ['weights', 0, 1, 'wasm'],
  ]);
});
