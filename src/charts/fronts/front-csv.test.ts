import { describe, expect, it } from 'vitest';
import { weightsInWords } from '../chart-data.ts';
import { frontCsv } from './front-csv.ts';

const rewards = [
  { id: 'a', label: 'Alpha', range: [0, 1] as const },
  { id: 'b', label: 'Beta', range: [0, 1] as const },
];

describe('frontCsv', () => {
  it('writes one row a point, quotes what needs it and leaves missing numbers empty', () => {
    const text = frontCsv(rewards, [
      {
        id: 'a "b", c',
        method: 'clp',
        label: 'CLP',
        points: [{ weights: [1, 0], rewards: { a: { mean: 0.5, low: 0.4, high: 0.6 } }, finished: 1 }],
      },
    ]);
    expect(text).toBe(
      'policy,method,weight_a,weight_b,a,a_low,a_high,b,b_low,b_high,kl,finished\r\n"a ""b"", c",clp,1,0,0.5,0.4,0.6,,,,,1\r\n',
    );
  });

  it('tells of how many texts a point of a sweep is', () => {
    const point = { weights: [1, 0], rewards: { a: { mean: 0.5 } } };
    const policies = [
      { id: 'sweep clp', method: 'clp', label: 'CLP', swept: true, points: [{ ...point, texts: 3 }] },
      { id: 'clp', method: 'clp', label: 'CLP', points: [point] },
    ];
    const [head, ...rows] = frontCsv(rewards, policies).trim().split('\r\n');
    expect(head?.endsWith(',finished,sweep_texts')).toBe(true);
    expect(rows).toEqual(['sweep clp,clp,1,0,0.5,,,,,,,,3', 'clp,clp,1,0,0.5,,,,,,,,']);
  });
});

describe('weightsInWords', () => {
  it('names the weights that are not zero', () => {
    expect(weightsInWords([0.7, 0.3], rewards)).toBe('70 % alpha, 30 % beta');
    expect(weightsInWords([0, 1], rewards)).toBe('100 % beta');
    expect(weightsInWords([], rewards)).toBe('no weights');
  });
});
