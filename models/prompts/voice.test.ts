import { describe, expect, it } from 'vitest';
import { analyseText } from '../../src/rewards/text/analyse.ts';
import { isRequestWord } from '../../src/rewards/text/relevance.ts';
import voice from './voice.json' with { type: 'json' };

const topicOf = (prompt: string) =>
  new Set(
    analyseText(prompt)
      .words.filter(({ facts }) => facts.isContent && !isRequestWord(facts.stem))
      .map(({ facts }) => facts.stem),
  );

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((s) => b.has(s)).length;
  return shared / Math.max(1, a.size + b.size - shared);
}

describe('the prompts of pack voice', () => {
  const splits = [voice.train, voice.tune, voice.held_out];

  it('come in the sizes that the recipe needs', () => {
    expect(voice.train.length).toBeGreaterThanOrEqual(140);
    expect(voice.tune).toHaveLength(20);
    expect(voice.held_out).toHaveLength(40);
  });

  it('have no near-duplicates, within a split or across', () => {
    const prompts = splits.flat();
    const topics = prompts.map(topicOf);
    const pairs = prompts.flatMap((a, i) =>
      prompts.slice(i + 1).flatMap((b, j) => (overlap(topics[i] as Set<string>, topics[i + 1 + j] as Set<string>) >= 0.6 ? [`${a} ~ ${b}`] : [])),
    );
    expect(pairs).toEqual([]);
  });

  it('all belong to one group, and each group is in every split', () => {
    const groups = Object.values(voice.groups);
    expect(groups.flat().sort()).toEqual(splits.flat().sort());
    for (const split of splits) for (const group of groups) expect(split.some((prompt) => group.includes(prompt))).toBe(true);
  });

  it('offer only held-out prompts as examples', () => {
    expect(voice.examples).toHaveLength(6);
    for (const example of voice.examples) expect(voice.held_out).toContain(example);
  });

  it('all say what they are about', () => {
    for (const prompt of splits.flat()) expect(topicOf(prompt).size, prompt).toBeGreaterThan(0);
  });
});
