/** Scored candidates for tests: `prompts` prompts with `each` candidates, of which every third was ended for it. */
import type { ScoredCandidate } from '../candidates.ts';

export function scoredCandidates(prompts: number, each: number, score: (prompt: number, candidate: number) => Record<string, number>) {
  return Array.from({ length: prompts * each }, (_, i): ScoredCandidate => {
    const prompt = Math.floor(i / each);
    const scores = { guard: 0, ...score(prompt, i % each) };
    const original = i % 3 !== 2;
    return { prompt: `prompt ${prompt}`, tokens: [100 + i, 2], text: `answer ${i}`, finished: true, original, scores };
  });
}
