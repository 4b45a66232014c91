import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowdPreferences, exploitability, nashMix, type Triple, winRates } from './crowd.ts';
import { selfPlayStep, selfPlayTraining } from './self-play.ts';
import { bestReply, OUTCOMES, REPLIES, styleMix, type TalkPolicy, talkValues, UNIFORM_TALK } from './two-turns.ts';

const ORDERS = ['TBP', 'BPT', 'PTB'];
const groups: fc.Arbitrary<Triple> = fc
  .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }))
  .map(([a, b, c]) => {
    const sum = a + b + c;
    return [a / sum, b / sum, 1 - a / sum - b / sum];
  });

describe('crowdPreferences', () => {
  it('counts the voters of each order', () => {
    fc.assert(
      fc.property(groups, (sizes) => {
        const preferences = crowdPreferences(sizes);
        [...'TBP'].forEach((first, i) => {
          [...'TBP'].forEach((second, j) => {
            const voters = ORDERS.reduce(
              (sum, order, g) => sum + (order.indexOf(first) < order.indexOf(second) ? (sizes[g] as number) : 0),
              0,
            );
            expect(preferences[i]?.[j]).toBeCloseTo(i === j ? 0.5 : voters, 12);
          });
        });
      }),
      { seed: 3 },
    );
  });

  it('refuses sizes that do not sum to 1', () => {
    expect(() => crowdPreferences([0.5, 0.5, 0.5])).toThrow(RangeError);
  });
});

describe('nashMix', () => {
  it('cannot be beaten by any style', () => {
    fc.assert(
      fc.property(groups, (sizes) => {
        const mix = nashMix(sizes);
        expect(mix.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        expect(exploitability(crowdPreferences(sizes), mix)).toBeLessThan(1e-9);
      }),
      { seed: 5 },
    );
  });

  it('is the least exploitable mix of a grid', () => {
    const sizes: Triple = [0.4, 0.35, 0.25];
    const preferences = crowdPreferences(sizes);
    let best: Triple = [1, 0, 0];
    for (let i = 0; i <= 100; i += 1) {
      for (let j = 0; i + j <= 100; j += 1) {
        const mix: Triple = [i / 100, j / 100, (100 - i - j) / 100];
        if (exploitability(preferences, mix) < exploitability(preferences, best)) best = mix;
      }
    }
    nashMix(sizes).forEach((share, i) => {
      expect(share).toBeCloseTo(best[i] as number, 9);
    });
  });
});

/** The 18 plans: an opening, an answer to the eager, an answer to the tired. */
const plans: TalkPolicy[] = [0, 1].flatMap((o) =>
  [0, 1, 2].flatMap((e) => [0, 1, 2].map((t) => ({ opening: oneHot(2, o), answer: [oneHot(3, e), oneHot(3, t)] }))),
);
function oneHot(length: number, at: number): number[] {
  return Array.from({ length }, (_, i) => Number(i === at));
}

describe('two turns', () => {
  it('has distributions for replies and outcomes, and mixes of styles that sum to 1', () => {
    for (const row of [...REPLIES, ...OUTCOMES.flat()]) expect(row.reduce((sum: number, p: number) => sum + p, 0)).toBeCloseTo(1, 12);
    for (const plan of plans) expect(styleMix(plan).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  it('finds the best reply that enumerating all plans finds', () => {
    for (const worths of [
      [0.2, 0.9, 0.4],
      [1, 0, 0],
      [0.1, 0.3, 0.8],
    ] as Triple[]) {
      const values = plans.map((plan) => styleMix(plan).reduce((sum, p, style) => sum + p * (worths[style] as number), 0));
      expect(bestReply(worths)).toBeCloseTo(Math.max(...values), 12);
    }
  });

  it('has Q-values whose mean under the policy is the worth of its mix, without a price', () => {
    const policy: TalkPolicy = {
      opening: [0.3, 0.7],
      answer: [
        [0.2, 0.5, 0.3],
        [0.6, 0.3, 0.1],
      ],
    };
    const worths: Triple = [0.2, 0.9, 0.4];
    const { opening } = talkValues(policy, UNIFORM_TALK, 0, worths);
    const expected = styleMix(policy).reduce((sum, p, style) => sum + p * (worths[style] as number), 0);
    expect(opening.reduce((sum, value, i) => sum + value * (policy.opening[i] as number), 0)).toBeCloseTo(expected, 12);
  });
});

describe('self-play', () => {
  const sizes: Triple = [0.4, 0.35, 0.25];
  const worthsOf = (mix: Triple) => winRates(crowdPreferences(sizes), mix);

  it('comes to rest, with an anchor, where the policy is anchor x exp(Q / alpha) at every turn', () => {
    let policy = UNIFORM_TALK;
    const alpha = 0.05;
    for (let k = 0; k < 6000; k += 1) policy = selfPlayStep(policy, UNIFORM_TALK, worthsOf, alpha, 0.3);
    const values = talkValues(policy, UNIFORM_TALK, alpha, worthsOf(styleMix(policy)));
    for (const [row, worths] of [[policy.opening, values.opening], ...policy.answer.map((row, mood) => [row, values.answer[mood]])] as [
      number[],
      number[],
    ][]) {
      const masses = worths.map((worth) => Math.exp(worth / alpha));
      const sum = masses.reduce((total, mass) => total + mass, 0);
      row.forEach((p, i) => {
        expect(p).toBeCloseTo((masses[i] as number) / sum, 6);
      });
    }
  });

  it.each([1, 2, 3, 4, 5])('nears the closed-form Nash mix with an anchor and circles without, seed %i', (seed) => {
    const run = selfPlayTraining.create({ groups: sizes, alpha: 0.005 }, seed);
    while (!run.finished) run.step();
    const { anchored, plain, nash } = run.snapshot();
    const distance = (mix: Triple) => Math.max(...mix.map((share, i) => Math.abs(share - (nash[i] as number))));
    expect(distance(anchored.trace.at(-1) as Triple)).toBeLessThan(0.05);
    expect(anchored.exploitability.at(-1)).toBeLessThan(0.005);
    expect(anchored.exploitability.at(-1)).toBeLessThan((anchored.exploitability[0] as number) / 2);
    // Plain self-play never settles: it is as far off at its worst of the last steps as it ever was.
    expect(Math.max(...plain.exploitability.slice(-40))).toBeGreaterThan(plain.exploitability[0] as number);
    expect(Math.max(...plain.trace.map(distance))).toBeGreaterThan(0.15);
  });

  it('rests nearer the Nash mix the cheaper the anchor', () => {
    const ends = [0.1, 0.02, 0.005].map((alpha) => {
      const run = selfPlayTraining.create({ groups: sizes, alpha }, 1);
      while (!run.finished) run.step();
      return run.snapshot().anchored.exploitability.at(-1) as number;
    });
    expect(ends).toEqual([...ends].sort((a, b) => b - a));
  });

  it('refuses an anchor without a price', () => {
    expect(() => selfPlayTraining.create({ groups: sizes, alpha: 0 }, 1)).toThrow('alpha 0');
  });
});
