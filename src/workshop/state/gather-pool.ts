/** A pool from what is at hand: the shipped answers to some of its prompts, or the answers that were made here. */
import { mean } from '../../math/statistics.ts';
import type { Pool } from '../../training/pool.ts';
import type { Growing } from './pool-maker.ts';
import type { KeptAnswer } from './pool-shelf.ts';
import type { WantedPool } from './pool-wanted.ts';

/** The shipped pool's answers to the wanted prompts, with its lists where they are wanted. */
export function poolOfShipped({ lists = [], ...pool }: Pool, { prompts, lists: wanted }: Pick<WantedPool, 'prompts' | 'lists'>): Pool {
  const places = new Map(prompts.map((prompt, i) => [prompt, i]));
  const placed = <T extends { readonly prompt: number }>(items: readonly T[]): T[] =>
    items.flatMap((item) => {
      const prompt = places.get(pool.prompts[item.prompt] as string);
      return prompt === undefined ? [] : [{ ...item, prompt }];
    });
  return { ...pool, prompts, answers: placed(pool.answers), ...(wanted ? { lists: placed(lists) } : {}) };
}

export function answerKey(prompt: string, sample: number): string {
  return `${sample} ${prompt}`;
}

/** What of the kept answers is wanted, by its key. */
export function answersOf({ prompts, samples }: WantedPool, kept: readonly KeptAnswer[]): Map<string, KeptAnswer> {
  const asked = new Set(prompts);
  const wanted = kept.filter(({ prompt, sample }) => asked.has(prompt) && sample < samples);
  return new Map(wanted.map((answer) => [answerKey(answer.prompt, answer.sample), answer]));
}

/** The answers as a pool, by prompt; undefined where there is none. */
export function poolOf(wanted: WantedPool, base: string, answers: readonly KeptAnswer[]): Pool | undefined {
  const [first] = answers;
  if (!first) return undefined;
  const { system, limit, temperature, seed, prompts } = wanted;
  const places = new Map(prompts.map((prompt, i) => [prompt, i]));
  const placed = answers
    .map(({ prompt, sample, tokens, text, finished, cuts }) => ({
      sample,
      answer: { prompt: places.get(prompt) as number, tokens, text, finished, cuts },
    }))
    .sort((a, b) => a.answer.prompt - b.answer.prompt || a.sample - b.sample);
  return {
    ...{ format: 'tiller-pool/1', base, system, limit, temperature, seed, stop: first.stop, commit: '', prompts },
    answers: placed.map(({ answer }) => answer),
  };
}

/** Tokens still to be made: answers become as long as those that have ended, on average. */
export function tokensLeft({ prompts, samples, limit }: WantedPool, answers: readonly KeptAnswer[], growing: readonly Growing[]): number {
  const length = answers.length === 0 ? limit : mean(answers.map(({ tokens }) => tokens.length));
  const begun = growing.reduce((sum, { tokens }) => sum + Math.min(tokens, length), 0);
  return (prompts.length * samples - answers.length) * length - begun;
}
