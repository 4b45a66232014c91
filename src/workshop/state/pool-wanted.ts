/** Which answers a project asks for: to which prompts, how many, under which conditions. */
import { promptSplit } from '../../training/prompts.ts';
import { shippedSystem } from '../../training/shipped-prompts.ts';
import type { Project } from './project-schema.ts';

export interface WantedPool {
  /** The shipped pool has them, or they are made here. */
  readonly from: 'shipped' | 'here';
  /** The prompts are the shipped ones, and the shipped answers were given under another system prompt. */
  readonly stale: boolean;
  readonly system: string;
  readonly prompts: readonly string[];
  /** Answers to each prompt; of the shipped pool as many as it has. */
  readonly samples: number;
  readonly limit: number;
  readonly temperature: number;
  readonly seed: number;
  /** Sentences of the shipped answers set as lists are candidates too. */
  readonly lists?: true | undefined;
}

/** One answer to make. */
export interface WantedAnswer {
  readonly prompt: string;
  readonly sample: number;
  /** Of the sampler, unsigned 32-bit. */
  readonly seed: number;
}

export function wantedPool({ prompts, pool }: Pick<Project, 'prompts' | 'pool'>): WantedPool {
  const shipped = prompts.source === 'shipped';
  const stale = shipped && prompts.system !== shippedSystem;
  const { train } = promptSplit(prompts);
  return { from: shipped && !stale ? 'shipped' : 'here', stale, system: prompts.system, prompts: train, ...pool };
}

/** What an answer depends on beside its prompt and its number, as a key. */
export function conditionsOf(base: string, { system, limit, temperature, seed }: WantedPool): string {
  return JSON.stringify([base, system, limit, temperature, seed]);
}

/** First an answer to every prompt, then a second, and so on: whenever it is stopped, prompts have about as many. */
export function wantedAnswers({ prompts, samples, seed }: WantedPool): WantedAnswer[] {
  return Array.from({ length: samples }, (_, sample) =>
    prompts.map((prompt) => ({ prompt, sample, seed: answerSeed(seed, prompt, sample) })),
  ).flat();
}

/** Of the prompt's words and not of its place, so that an answer stays the same however the list around it changes. FNV-1a over UTF-16 units. */
export function answerSeed(seed: number, prompt: string, sample: number): number {
  const text = `${seed} ${sample} ${prompt}`;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
