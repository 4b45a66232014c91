import { expect, it } from 'vitest';
import { createRng } from '../math/rng.ts';
import { type ChainPolicy, chainFacts, chainPolicy, mixChains, optimalChain, sampleChain, type WordChain } from './word-chain.ts';

const random = createRng(5);
const row = (words: number) => {
  const draws = Array.from({ length: words }, () => random() + 0.05);
  const sum = draws.reduce((a, b) => a + b, 0);
  return draws.map((draw) => draw / sum);
};
/** Three words and an end; one word never follows itself. */
const chain: WordChain = {
  words: ['a', 'b', 'c', '.'],
  next: [[0, 0.5, 0.3, 0.2], ...Array.from({ length: 4 }, () => row(4))],
  length: 5,
};
const rewards = [0.7, -0.2, 0.4, 0.1];
const beta = 0.5;

/** Every text there is, with its log-probability under a policy: the twin of the recursions. */
function allTexts(policy: ChainPolicy): { readonly text: readonly number[]; readonly logP: number }[] {
  const grow = (text: readonly number[], logP: number): { text: readonly number[]; logP: number }[] => {
    const last = text.at(-1);
    if (last === 3 || text.length === chain.length) return [{ text, logP }];
    const logs = policy[text.length]?.[last ?? 4] as Float64Array;
    return [...logs].flatMap((step, word) => (step === -Infinity ? [] : grow([...text, word], logP + step)));
  };
  return grow([], 0);
}

const rewardOf = (text: readonly number[]) => text.reduce((sum, word) => sum + (rewards[word] as number), 0);

it('the optimum is the base tilted by whole texts', () => {
  const base = allTexts(chainPolicy(chain));
  const optimal = allTexts(optimalChain(chain, rewards, beta));
  const normaliser = base.reduce((sum, { text, logP }) => sum + Math.exp(logP + rewardOf(text) / beta), 0);
  expect(optimal).toHaveLength(base.length);
  base.forEach(({ text, logP }, i) => {
    expect(optimal[i]?.text).toEqual(text);
    expect(optimal[i]?.logP).toBeCloseTo(logP + rewardOf(text) / beta - Math.log(normaliser), 10);
  });
});

it('facts are the expectations over all texts', () => {
  for (const policy of [chainPolicy(chain), optimalChain(chain, rewards, beta)]) {
    const base = allTexts(chainPolicy(chain));
    const texts = allTexts(policy);
    const expectation = (of: (text: readonly number[], i: number) => number) =>
      texts.reduce((sum, { text, logP }, i) => sum + Math.exp(logP) * of(text, i), 0);
    const facts = chainFacts(chain, policy, rewards);
    expect(facts.ends).toBeCloseTo(
      expectation((text) => Number(text.at(-1) === 3)),
      10,
    );
    expect(facts.words).toBeCloseTo(
      expectation((text) => text.filter((word) => word !== 3).length),
      10,
    );
    expect(facts.reward).toBeCloseTo(expectation(rewardOf), 10);
    expect(facts.kl).toBeCloseTo(
      expectation((_, i) => (texts[i]?.logP as number) - (base[i]?.logP as number)),
      10,
    );
  }
});

it('mixing word by word gives back its ends, and falls short of the optimum between and beyond', () => {
  const base = chainPolicy(chain);
  const aligned = optimalChain(chain, rewards, beta);
  const same = (p: ChainPolicy, q: ChainPolicy) =>
    expect(chainFacts(chain, p, rewards).reward).toBeCloseTo(chainFacts(chain, q, rewards).reward, 10);
  same(mixChains([base, aligned], [1, 0]), base);
  same(mixChains([base, aligned], [0, 1]), aligned);
  for (const lambda of [0.5, 1.5, 2.5]) {
    const objective = (policy: ChainPolicy) => {
      const { reward, kl } = chainFacts(chain, policy, rewards);
      return reward - (beta / lambda) * kl;
    };
    const mixed = objective(mixChains([base, aligned], [1 - lambda, lambda]));
    const optimal = objective(optimalChain(chain, rewards, beta / lambda));
    expect(mixed).toBeLessThan(optimal);
    expect(optimal - mixed).toBeLessThan(0.2);
  }
});

it('for texts of one word the mixture is exactly the policy of beta / lambda', () => {
  const short = { ...chain, length: 1 };
  for (const lambda of [0.3, 2]) {
    const mixed = mixChains([chainPolicy(short), optimalChain(short, rewards, beta)], [1 - lambda, lambda]);
    const trained = optimalChain(short, rewards, beta / lambda);
    mixed[0]?.forEach((logs, context) => {
      logs.forEach((logP, word) => {
        if (logP !== -Infinity) expect(logP).toBeCloseTo(trained[0]?.[context]?.[word] as number, 10);
      });
    });
  }
});

it('samples texts as often as they are probable', () => {
  const policy = optimalChain(chain, rewards, beta);
  const { ends, words } = chainFacts(chain, policy, rewards);
  const draw = createRng(1);
  const texts = Array.from({ length: 20_000 }, () => sampleChain(chain, policy, draw));
  // Deviations: 0.0035 of the share, 0.012 of the mean length.
  expect(Math.abs(texts.filter(({ ended }) => ended).length / texts.length - ends)).toBeLessThan(0.015);
  expect(Math.abs(texts.reduce((sum, text) => sum + text.words.length, 0) / texts.length - words)).toBeLessThan(0.05);
});
