import { describe, expect, it } from 'vitest';
import type { ScoredCandidate } from '../../training/candidates.ts';
import { type HadFront, hadFront } from './had-front.ts';
import { conflictWords, keptWords, reachWarning } from './pool-words.ts';
import { type NamedReward, type Survey, survey } from './survey.ts';

function ended<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

const rewards: readonly NamedReward[] = [
  { id: 'a', label: 'Alpha', range: [0, 1], place: 0 },
  { id: 'b', label: 'Beta', range: [0, 1], place: 1 },
];
const candidate = (prompt: number, a: number, b: number, original: boolean): ScoredCandidate => ({
  ...{ prompt: `prompt ${prompt}`, tokens: [5], text: 'x', finished: true, original },
  scores: { a, b, guard: 0 },
});

/** Twelve prompts, each with five candidates on a line from (0, b0) to (1, b1), of which three are the base's own. */
function surveyOf(b: (a: number, prompt: number) => number): Survey {
  const scored = Array.from({ length: 12 }, (_, prompt) =>
    [0, 0.2, 0.4, 0.6, 1].map((a, i) => candidate(prompt, a, b(a, prompt), i < 3)),
  ).flat();
  return ended(survey(scored, rewards, { guard: 4, scalarisation: 'linear' }));
}

const opposed = surveyOf((a, prompt) => (1 - a) * (0.9 + prompt / 120));

describe('the survey of a pool', () => {
  it('counts, and has the base and the best of each reward', () => {
    expect([opposed.answers, opposed.candidates]).toEqual([36, 60]);
    const [alpha] = opposed.rewards;
    expect(alpha?.base).toEqual({ mean: 0.2, low: 0.2, high: 0.2 });
    expect(alpha?.best).toEqual({ mean: 1, low: 1, high: 1 });
    expect(opposed.rewards[1]?.best.low).toBeLessThan(opposed.rewards[1]?.best.high as number);
  });

  it('spreads own answers and all candidates over the range', () => {
    const bins = opposed.rewards[0]?.bins ?? [];
    expect(bins).toHaveLength(20);
    expect(bins[0]).toMatchObject({ own: 1 / 3, all: 0.2 });
    expect(bins[19]).toMatchObject({ own: 0, all: 0.2 });
    expect(bins.reduce((sum, { own }) => sum + own, 0)).toBeCloseTo(1, 12);
    expect(bins.reduce((sum, { all }) => sum + all, 0)).toBeCloseTo(1, 12);
  });

  it('finds a range where nobody has said one', () => {
    const scored = [candidate(0, -3, 0.5, true), candidate(0, 5, 0.5, false)];
    const open = rewards.map((reward) => ({ ...reward, range: undefined }));
    const { rewards: surveyed } = ended(survey(scored, open, { guard: 0, scalarisation: 'linear' }));
    expect(surveyed.map(({ range }) => range)).toEqual([
      [-3, 5],
      [0, 1],
    ]);
  });
});

describe('the words for a pair', () => {
  const words = (b: (a: number, prompt: number) => number) => conflictWords(surveyOf(b).conflicts[0] as Survey['conflicts'][number]);
  it.each([
    ['conflict', (a: number) => 1 - a, 'Alpha and beta conflict', 'More of one is less of the other'],
    ['go together', (a: number) => a, 'Alpha and beta go together', 'the front is short'],
    [
      'hardly conflict',
      (a: number, prompt: number) => (prompt % 2 === 0 ? a : 1 - a),
      'Alpha and beta hardly conflict',
      'nearly a square corner',
    ],
    ['nothing to tell', () => 0.5, 'Alpha and beta', 'No prompt tells candidates apart by both'],
  ])('that %s', (_, b, heading, sentence) => {
    expect(words(b).heading).toBe(heading);
    expect(words(b).sentence).toContain(sentence);
  });

  it('say the correlation, its interval and how many prompts it is over', () => {
    expect(words((a) => 1 - a).sentence).toContain('Rank correlation within a prompt: −1.00 (−1.00 to −1.00), over 12 prompts.');
  });
});

describe('a reward that the pool does not hold', () => {
  it('is said to be out of reach, with what to do', () => {
    const flat = surveyOf(() => 0.3);
    expect(reachWarning(flat.rewards[0] as Survey['rewards'][number])).toBeUndefined();
    const warning = reachWarning(flat.rewards[1] as Survey['rewards'][number]);
    expect(warning?.what).toMatch(/^Beta is out of reach: no prompt has .* \(the best of all scores 0\.30\)/);
    expect(warning?.todo).toContain('let the base answer anew');
  });

  it('is scarce where few prompts have it', () => {
    const few = surveyOf((a, prompt) => (prompt < 4 && a === 1 ? 1 : 0.3));
    expect(reachWarning(few.rewards[1] as Survey['rewards'][number])?.what).toContain('only 33 % of the 12 prompts');
  });
});

describe('the front that can be had', () => {
  const at = (front: HadFront, first: number) => front.points.find(({ weights }) => weights[0] === first);

  it('reaches further the less KL costs, and no further than the best candidates', () => {
    const [dear, cheap] = [ended(hadFront(opposed, 3)), ended(hadFront(opposed, 0.03))];
    const alpha = (front: HadFront) => at(front, 1)?.rewards.a?.mean as number;
    expect(alpha(dear)).toBeGreaterThan(0.44);
    expect(alpha(cheap)).toBeGreaterThan(alpha(dear));
    expect(alpha(cheap)).toBeLessThanOrEqual(1);
    expect(at(cheap, 1)?.kl.mean).toBeGreaterThan(at(dear, 1)?.kl.mean as number);
    expect(cheap.base.rewards.a?.mean).toBe(0.2);
  });

  it('says what equal weights keep', () => {
    const words = keptWords(ended(hadFront(opposed, 0.1)), opposed.rewards);
    expect(words).toMatch(/keeps \d+ % of alpha and \d+ % of beta/);
    const { kept } = ended(hadFront(opposed, 0.1));
    for (const share of Object.values(kept)) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1);
    }
  });

  it('of one reward goes from nothing gained to its corner, as its weight grows', () => {
    const [first] = rewards;
    const scored = Array.from({ length: 5 }, (_, prompt) => [0, 0.5, 1].map((a, i) => candidate(prompt, a, 0, i < 2))).flat();
    const alone = ended(survey(scored, [first as NamedReward], { guard: 4, scalarisation: 'linear' }));
    const front = ended(hadFront(alone, 0.1));
    const reached = [...front.points].sort((p, q) => (p.weights[0] as number) - (q.weights[0] as number));
    expect(reached).toHaveLength(11);
    expect(reached[0]?.rewards.a?.mean).toBeCloseTo(0.5, 5);
    expect(reached[0]?.kl.mean).toBeCloseTo(0, 5);
    expect(reached.at(-1)?.rewards.a?.mean).toBeGreaterThan(0.99);
    expect(front.kept).toEqual({});
  });
});

it('over fewer than five prompts nothing is said of a conflict', () => {
  const scored = [0, 1, 2].flatMap((prompt) => [0, 0.5, 1].map((a) => candidate(prompt, a, 1 - a, true)));
  const [conflict] = ended(survey(scored, rewards, { guard: 4, scalarisation: 'linear' })).conflicts;
  expect(conflict?.correlation).toBeUndefined();
  expect(conflictWords(conflict as Survey['conflicts'][number]).sentence).toBe(
    'Only 3 prompts tell candidates apart by both: nothing can be said of their conflict yet.',
  );
});
