import { expect, it, vi } from 'vitest';
import { visitStorage } from '../../site/storage.ts';
import { readAsked, writeAsked } from './asked.ts';

it('is known of the last measurement alone, and nothing is where it cannot be read', () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  expect(readAsked('a')).toBeUndefined();
  writeAsked('a', { prompts: 5, samples: 2 });
  expect(readAsked('a')).toEqual({ prompts: 5, samples: 2 });
  writeAsked('b', { prompts: 20, samples: 1, tenths: true });
  expect(readAsked('a')).toBeUndefined();
  expect(readAsked('b')).toEqual({ prompts: 20, samples: 1, tenths: true });
  for (const wrong of ['{', '{"of":"b"}', '{"of":"b","settings":{"prompts":-1,"samples":1}}']) {
    visitStorage.setItem('tiller-measure-asked', wrong);
    expect(readAsked('b')).toBeUndefined();
  }
  vi.unstubAllGlobals();
});
