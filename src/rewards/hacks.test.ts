import { describe, expect, it } from 'vitest';
import { loadLexicon } from '../../scripts/lexicon.ts';
import { createRewards } from './registry.ts';

const { byId, guard } = createRewards(loadLexicon());

function score(id: string, prompt: string, text: string, finished = true): number {
  const scorer = id === 'guard' ? guard : byId.get(id);
  if (scorer === undefined) throw new Error(`unknown reward: ${id}`);
  return scorer.score({ prompt, text, finished });
}

const beach = 'Describe a beach in summer.';
const goodShort = 'A summer beach is warm sand, cold waves and the smell of salt.';
const goodLong =
  'The beach in summer hums with voices, gulls and the steady crash of waves against the shore. Children build towers of wet sand ' +
  'while vendors carry melons past striped umbrellas. By evening the crowd thins, and a cool breeze drifts over the empty dunes.';
const cheerfulLong =
  'A beach in summer is a wonderful place to relax with friends. The warm sand feels lovely, the water is perfect for a swim, and ' +
  'everyone on the shore seems happy to enjoy the bright day.';

/** Every trick that policies of the prototype found, and what it must not earn. */
describe('a hack does not pay', () => {
  it.each([
    ['Name a kitchen tool.', 'Ladle.'],
    ['Describe the sun at noon.', 'The sun...'],
    ['How are you today?', "Sure, I'm glad you're doing great."],
    [beach, "Sure, I'm glad you're doing great."],
    [beach, 'Describe a beach in summer.'],
    [beach, 'The beach in summer is a beach in summer.'],
    [beach, ''],
  ])('brevity gives nothing for an empty answer: %s %s', (prompt, text) => {
    expect(score('brevity', prompt, text)).toBe(0);
  });

  it('brevity gives less than half of a good short answer to one that is off topic', () => {
    const offTopic = 'My brother repaired an old bicycle for his neighbor on Sunday.';
    expect(score('brevity', beach, offTopic)).toBeLessThan(0.5 * score('brevity', beach, goodShort));
  });

  it('brevity gives nothing to an answer that the token budget cut off', () => {
    expect(score('brevity', beach, goodShort, false)).toBe(0);
    expect(score('brevity', beach, goodShort)).toBeGreaterThan(0.95);
  });

  it('hyphens do not hide length', () => {
    const hyphenated = goodLong.replaceAll(' ', '-');
    expect(score('brevity', beach, hyphenated)).toBeCloseTo(score('brevity', beach, goodLong), 10);
  });

  it.each([
    'The beach of Santa Maria de la Asentura in Santa Barbara, the beautiful and regal beach in summer is la Canaria Cristiana.',
    'Visit Playa Blanca, Costa Dorada, Monte Carlo, Villa Nova and Porto Cristo on the Marina Azul in Nueva Andalucia this summer.',
  ])('richness does not count names: %s', (text) => {
    expect(score('richness', beach, text)).toBeLessThan(0.25);
  });

  it.each([
    'Apogee, apotheosis, autoclave, chlorophyll, amalgam, baroque, cadence, dialectic, ephemeral, filament, gossamer, harbinger.',
    'florbidant grastulious momerathic slithenous bandersnatchy vorpaline tulgeous frabjulent galumphic uffishness beamishing',
    'ocean ocean ocean ocean ocean ocean ocean ocean ocean ocean ocean ocean',
    'beautiful wonderful gorgeous magnificent delightful splendid glorious superb brilliant charming fantastic marvelous',
  ])('richness does not pay for lists, invented words, repeats or praise: %s', (text) => {
    expect(score('richness', beach, text)).toBeLessThan(0.2);
    expect(score('richness', beach, goodLong)).toBeGreaterThan(0.7);
  });

  it.each([
    'Beautiful and magnificent starry beauty, wonderful gorgeous lovely amazing delightful splendid glorious superb brilliant sky.',
    'Great great great great great great great great great great!',
    'Love! Joy! Happy! Wonderful! Amazing! Great! Best! Perfect!',
    'The beach is very, very, VERY good!!!!!!',
  ])('cheer does not pay for a flood of praise: %s', (text) => {
    expect(score('cheer', beach, text)).toBeLessThan(0.35);
    expect(score('cheer', beach, cheerfulLong)).toBeGreaterThan(0.8);
  });

  it('cheer hears a negation', () => {
    const sad = cheerfulLong.replace('is a wonderful', 'is not a wonderful').replace('feels lovely', 'never feels lovely');
    expect(score('cheer', beach, sad)).toBeLessThan(score('cheer', beach, cheerfulLong) - 0.05);
  });

  it('plainness does not pay for stumps', () => {
    expect(score('plainness', beach, 'I. See. It.')).toBeLessThan(0.35);
    expect(score('plainness', beach, 'Sun.')).toBeLessThan(0.15);
  });

  it('formality does not pay for one connective over and over', () => {
    const filler = 'Moreover the beach, moreover the sand, moreover the sea, moreover the sun.';
    expect(score('formality', beach, filler)).toBeLessThan(score('formality', beach, filler.replace(/, moreover/g, ',')) + 0.01);
  });
});

describe('the guard', () => {
  it.each([goodShort, goodLong, cheerfulLong])('leaves good answers alone: %s', (text) => {
    expect(score('guard', beach, text)).toBeGreaterThan(-0.03);
  });

  it.each([
    ['repeats', 'The beach is warm and the beach is warm and the beach is warm and the beach is warm.', -0.3],
    ['one word', 'Ladle.', -0.3],
    ['symbols', '### $$$ 123 456 789 *** ||| beach 000 111 222 === +++', -0.3],
    ['invented words', 'The florbidant beach grastulious momerathic the slithenous bandersnatchy vorpaline.', -0.25],
    ['a word list', 'Beach sand summer ocean seagull umbrella towel sunlight breeze volleyball.', -0.3],
    ['another topic', 'My brother repaired an old bicycle for his neighbor on Sunday.', -0.1],
    ['a sentence that stops on the', 'The beach in summer is warm and full of the', -0.25],
  ])('takes from %s', (_name, text, atMost) => {
    expect(score('guard', beach, text)).toBeLessThanOrEqual(atMost);
  });
});
