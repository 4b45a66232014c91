import { expect, it } from 'vitest';
import { fixturePack } from '../../packs/testing/fixture-pack.ts';
import { memoryKept } from '../kept/memory-kept.ts';
import { createKeeping } from './keeping.ts';
import type { SweepSettings } from './sweep-settings.ts';
import type { SweepText } from './sweep-text.ts';

const settings: SweepSettings = {
  pack: 'voice',
  policies: [{ policy: 'clp', options: {} }],
  grid: 'few',
  prompts: ['Why?'],
  samples: 1,
  seed: 7,
  system: '',
  sampling: { temperature: 0.8, topK: 0, topP: 1 },
  maxTokens: 32,
};

const planned: SweepText = {
  ...{ key: 'a', series: 'clp', policy: 'clp', weights: [1, 0, 0], prompt: 'Why?', seed: 7 },
  ...{ tokens: [], text: '', stop: undefined, scores: {} },
};

it('writes what comes after a write that had nothing to write, and what comes while one is written', async () => {
  const kept = memoryKept();
  const failures: string[] = [];
  const keepingNow = () =>
    createKeeping(
      async () => kept,
      settings,
      fixturePack,
      () => new Date(0),
      (reason) => failures.push(reason),
    );
  const keeping = keepingNow();
  await keeping.write([planned]);
  expect(await kept.list()).toEqual([]);
  const grown = { ...planned, tokens: [5], text: 'Well' };
  const ended: SweepText = { ...grown, tokens: [5, 6], text: 'Well, so', stop: 'end' };
  const writing = keeping.write([grown]);
  await keeping.write([ended]);
  await writing;
  expect(await keepingNow().read()).toEqual(new Map([['a', ended]]));
  expect(await keepingNow().asked()).toEqual(settings);
  await keeping.close();
  expect(await keepingNow().asked()).toBeUndefined();
  expect(failures).toEqual([]);
});

it('tells once why nothing can be kept', async () => {
  const failures: string[] = [];
  const refuse = () => Promise.reject(new Error('no room'));
  const keeping = createKeeping(
    refuse,
    settings,
    fixturePack,
    () => new Date(0),
    (reason) => failures.push(reason),
  );
  const grown = { ...planned, tokens: [5], text: 'Well' };
  for (const text of ['Well', 'Well, so']) await keeping.write([{ ...grown, text }]);
  expect(await keeping.read()).toEqual(new Map());
  expect(await keeping.asked()).toBeUndefined();
  await keeping.close();
  expect(failures).toEqual(['no room']);
});

it('reads only what is a text: the rest is made anew', async () => {
  const kept = memoryKept();
  const keeping = () =>
    createKeeping(
      async () => kept,
      settings,
      fixturePack,
      () => new Date(0),
      () => {},
    );
  const ended: SweepText = { ...planned, tokens: [5], text: 'Well', stop: 'end', scores: { cheer: 0.5 }, kl: 1 };
  const grown: SweepText = { ...planned, key: 'b', tokens: [5], text: 'Well' };
  await kept.addPieces(keeping().id, [
    { key: 'a', value: ended },
    { key: 'b', value: grown },
    { key: 'c', value: undefined },
    { key: 'd', value: { ...ended, key: 'd', tokens: 'five' } },
    { key: 'e', value: { ...ended, key: 'e', scores: { cheer: Number.NaN } } },
    { key: 'f', value: ended },
  ]);
  expect(await keeping().read()).toEqual(
    new Map([
      ['a', ended],
      ['b', grown],
    ]),
  );
});
