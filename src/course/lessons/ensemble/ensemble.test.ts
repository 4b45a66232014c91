import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadLexicon } from '../../../../scripts/lexicon.ts';
import { createRewards } from '../../../rewards/registry.ts';
import { strings } from '../../../strings/strings.ts';
import measured from './calibration-texts.json' with { type: 'json' };
import { edit, ensembleOf, initial, judge, scoresOf, wanted } from './ensemble-state.ts';

const catalog = createRewards(loadLexicon());
const words = strings.lessons.ensemble.figure;

it('calibrates on answers that were measured', () => {
  const front = JSON.parse(readFileSync('public/models/voice/front.json', 'utf8')) as {
    policies: { points: { samples: { prompt: string; text: string; finished: boolean }[] }[] }[];
  };
  const samples = front.policies.flatMap(({ points }) => points.flatMap((point) => point.samples));
  for (const { prompt, text, finished } of measured) {
    expect(samples.some((sample) => sample.prompt === prompt && sample.text === text && sample.finished === finished)).toBe(true);
  }
});

it('gives the calibration mean 0 and deviation 1 for every scorer, and an alarm for one text in twenty', () => {
  const { axes, level } = ensembleOf(catalog);
  const scores = measured.map((answer) => scoresOf(axes, answer));
  axes.forEach(({ scorers }, axis) => {
    scorers.forEach((_, i) => {
      const z = scores.map((each) => each[axis]?.[i] as number);
      expect(z.reduce((a, b) => a + b) / z.length).toBeCloseTo(0, 9);
      expect(z.reduce((sum, value) => sum + value * value, 0) / z.length).toBeCloseTo(1, 9);
    });
  });
  const rung = measured.filter((answer) => judge({ text: answer.text, catalog }).disagreement > level).length;
  expect(rung / measured.length).toBeLessThan(0.15);
});

it('lets the praise words solve the first task, with and without the word list, and the list of rare words not', () => {
  for (const loaded of [catalog, undefined])
    expect(judge({ text: words.praiseText, catalog: loaded }).combined.mean).toBeGreaterThan(wanted.mean);
  expect(judge({ text: words.listText, catalog }).combined.mean).toBeLessThan(wanted.mean);
});

it('rings for words that one list takes for praise and the other does not know, once the alarm is on', () => {
  const text =
    'Warm the pot, darling, and let the precious leaves rest in water for a while. Pour it happily for your dearest sweetheart, then sit by the window.';
  const off = edit({ ...initial, catalog }, { text });
  expect(off.found).toBeUndefined();
  const on = edit({ ...initial, catalog, shows: { votes: true, alarm: true } }, { text });
  expect(on.found?.scorer).toBe('Cheer');
  expect(on.found?.score).toBeGreaterThan(wanted.high);
  expect(on.found?.twin).toBeLessThan(0);
});
