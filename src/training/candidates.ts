/** What the offline stage learns from: the base's answers as they are, and ended after their first sentences. Twin of models/tiller/candidates.py. */
import type { Pool } from './pool.ts';

/** One answer that a policy may learn. */
export interface Candidate {
  readonly prompt: string;
  /** Token ids, the stop token last where it ends. */
  readonly tokens: readonly number[];
  /** Without white space around it, as rewards see it. */
  readonly text: string;
  readonly finished: boolean;
  /** True as the base gave it, false where it was ended for it. */
  readonly original: boolean;
}

export interface ScoredCandidate extends Candidate {
  /** Of every reward id, and `guard`. */
  readonly scores: Readonly<Record<string, number>>;
}

/**
 * All candidates of a pool, each answer followed by its cuts; after them its lists, where it has some. The base seldom ends by itself, so that
 * brevity could be learned from no answer as it is.
 * @param stopToken what the model ends an answer with.
 */
export function candidatesOf(pool: Pool, stopToken: number): Candidate[] {
  const promptOf = (index: number): string => {
    const prompt = pool.prompts[index];
    if (prompt === undefined) throw new RangeError(`pool answer of prompt ${index}: expected one of ${pool.prompts.length}`);
    return prompt;
  };
  const answered = pool.answers.flatMap(({ prompt: index, tokens, text, finished, cuts }) => {
    const prompt = promptOf(index);
    const whole = { prompt, tokens: finished ? [...tokens, stopToken] : tokens, text: text.trim(), finished, original: true };
    const ended = cuts.map((cut) => ({
      prompt,
      tokens: [...tokens.slice(0, cut.tokens), stopToken],
      text: text.slice(0, cut.text).trim(),
      finished: true,
      original: false,
    }));
    return [whole, ...ended];
  });
  const lists = (pool.lists ?? []).map(({ prompt, tokens, text }) => ({
    ...{ prompt: promptOf(prompt), tokens: [...tokens, stopToken], text, finished: true, original: false },
  }));
  return [...answered, ...lists];
}
