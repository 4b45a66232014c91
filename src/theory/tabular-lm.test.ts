import { describe, expect, it } from 'vitest';
import { createRng } from '../math/rng.ts';
import {
  contextAt,
  contextCount,
  contextVisits,
  fitByCounting,
  type LmShape,
  sampleText,
  sequenceKl,
  type TabularLm,
  type Text,
  textLogProb,
} from './tabular-lm.ts';

const SHAPE: LmShape = { prompts: 2, vocabulary: 3, length: 4 };

function randomLm(seed: number, shape = SHAPE): TabularLm {
  const random = createRng(seed);
  const probabilities = new Float64Array(contextCount(shape) * shape.vocabulary);
  for (let row = 0; row < probabilities.length; row += shape.vocabulary) {
    const masses = Array.from({ length: shape.vocabulary }, () => 0.05 + random());
    const sum = masses.reduce((total, mass) => total + mass, 0);
    probabilities.set(
      masses.map((mass) => mass / sum),
      row,
    );
  }
  return { shape, probabilities };
}

/** Every text there is. */
function allTexts({ prompts, vocabulary, length }: LmShape): Text[] {
  return Array.from({ length: prompts * vocabulary ** length }, (_, index) => ({
    prompt: index % prompts,
    tokens: Array.from({ length }, (_, t) => Math.floor(index / prompts / vocabulary ** t) % vocabulary),
  }));
}

describe('tabular language models, against enumeration of all texts', () => {
  it('gives probabilities that sum to 1 over the texts of a prompt', () => {
    const lm = randomLm(1);
    const sum = allTexts(SHAPE).reduce((total, text) => total + (text.prompt === 1 ? Math.exp(textLogProb(lm, text)) : 0), 0);
    expect(sum).toBeCloseTo(1, 12);
  });

  it('has the sequence KL that the sum over texts has', () => {
    for (const seed of [1, 2, 3]) {
      const [p, q] = [randomLm(seed), randomLm(seed + 100)];
      const enumerated = allTexts(SHAPE).reduce((sum, text) => {
        const logP = textLogProb(p, text);
        return sum + (Math.exp(logP) * (logP - textLogProb(q, text))) / SHAPE.prompts;
      }, 0);
      expect(sequenceKl(p, q)).toBeCloseTo(enumerated, 12);
      expect(sequenceKl(p, p)).toBeCloseTo(0, 12);
    }
  });

  it('visits contexts as often as the texts do, of all prompts or of one', () => {
    const lm = randomLm(4);
    for (const prompts of [[0, 1], [1]]) {
      const counted = new Float64Array(contextCount(SHAPE));
      for (const text of allTexts(SHAPE).filter(({ prompt }) => prompts.includes(prompt))) {
        for (let t = 0; t < SHAPE.length; t += 1) {
          counted[contextAt(SHAPE, text, t)] =
            (counted[contextAt(SHAPE, text, t)] as number) + Math.exp(textLogProb(lm, text)) / prompts.length;
        }
      }
      contextVisits(lm, prompts).forEach((visit, context) => {
        expect(visit).toBeCloseTo(counted[context] as number, 12);
      });
    }
  });

  it('samples texts as often as their probability says', () => {
    const shape = { prompts: 1, vocabulary: 2, length: 3 };
    const lm = randomLm(5, shape);
    const random = createRng(9);
    const drawn = Array.from({ length: 40_000 }, () => sampleText(lm, 0, random));
    for (const text of allTexts(shape)) {
      const share = drawn.filter(({ tokens }) => tokens.join() === text.tokens.join()).length / drawn.length;
      expect(Math.abs(share - Math.exp(textLogProb(lm, text)))).toBeLessThan(0.01);
    }
  });

  it('counts towards the model that wrote the texts, and keeps the prior where there are none', () => {
    const lm = randomLm(6);
    const random = createRng(3);
    const texts = Array.from({ length: 20_000 }, () => sampleText(lm, 0, random));
    const fitted = fitByCounting(randomLm(7), texts, 1);
    const first = contextAt(SHAPE, { prompt: 0, tokens: [] }, 0) * SHAPE.vocabulary;
    const other = contextAt(SHAPE, { prompt: 1, tokens: [] }, 0) * SHAPE.vocabulary;
    for (let token = 0; token < SHAPE.vocabulary; token += 1) {
      expect(fitted.probabilities[first + token]).toBeCloseTo(lm.probabilities[first + token] as number, 1);
      expect(fitted.probabilities[other + token]).toBeCloseTo(randomLm(7).probabilities[other + token] as number, 12);
    }
    expect(() => fitByCounting(lm, texts, 0)).toThrow('strength 0: expected more than 0');
  });
});
