/** A pack that brings two rewards of its own, one of them code: made up, for tests, never shipped. */
import type { Pack } from '../pack.ts';
import { fixturePack } from './fixture-pack.ts';

export const ownPack: Pack = {
  ...fixturePack,
  id: 'own',
  label: 'Own',
  task: 'Roses, and words that repeat.',
  rewards: ['own-roses', 'own-repeats'],
  definitions: [
    {
      ...{ id: 'own-roses', label: 'Roses', kind: 'words', count: 'each', matchCase: false, half: 1 },
      phrases: [{ phrase: 'rose*', weight: 1 }],
      twin: {
        id: 'own-flowers',
        label: 'Other flowers',
        kind: 'pattern',
        pattern: '\\b(?:lily|tulip)',
        matchCase: false,
        wish: 'more',
        half: 1,
      },
    },
    {
      ...{ id: 'own-repeats', label: 'Distinct words', kind: 'code', range: [0, 1] },
      source: `function score(prompt, answer) {
  const words = answer.toLowerCase().match(/\\w+/g) ?? [];
  if (words.length < 2) throw new Error('too few words');
  return new Set(words).size / words.length;
}
`,
    },
  ],
  calibration: { 'own-roses': { mean: 0.1, sd: 0.2 }, 'own-repeats': { mean: 0.8, sd: 0.1 } },
  slots: ['own-shared', 'own-a', 'own-b'].map((id) => ({ id, path: `adapters/${id}`, rank: 4 })),
  policies: [
    { id: 'base', method: 'base', label: 'Base model', slots: { rewards: [] } },
    { id: 'clp', method: 'clp', label: 'CLP', slots: { shared: 'own-shared', rewards: ['own-a', 'own-b'] } },
    { id: 'rs', method: 'rs', label: 'Rewarded Soups', slots: { rewards: ['own-a', 'own-b'] } },
  ],
};
