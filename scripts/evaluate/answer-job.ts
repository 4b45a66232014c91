/** One measurement: all answers of a policy at one weighting in one batch of the app's decode loop, and what they cost in KL. */

import { generate } from '../../src/lm/decode/decode.ts';
import { logProbability } from '../../src/lm/decode/log-probability.ts';
import { score } from '../../src/lm/decode/score.ts';
import type { GroupResult } from '../../src/lm/requests.ts';
import type { Bank, Forward } from '../../src/lm/run/forward.ts';
import type { Tokenizer } from '../../src/lm/text/tokenizer.ts';
import type { Answer } from '../../src/measure/measurement.ts';
import type { Steering } from '../../src/methods/method.ts';
import type { Pack } from '../../src/packs/pack.ts';
import { scoreTokens } from './score-tokens.ts';

/** One answer to make. */
export interface AnswerRequest {
  readonly prompt: string;
  readonly seed: number;
}

export interface Answered {
  readonly seconds: number;
  readonly answers: readonly Answer[];
}

/** What answers. */
export interface Answerer {
  readonly forward: Forward;
  readonly tokenizer: Tokenizer;
  /** What the policies' coefficients name. */
  readonly bank: Bank;
}

/** Log-probabilities are of what was sampled from, after any mixing of rows; the base answers to the pack's own system prompt. */
export async function answerJob(
  answerer: Answerer,
  pack: Pick<Pack, 'system' | 'temperature' | 'maxTokens' | 'rewardModel'>,
  steering: Steering,
  requests: readonly AnswerRequest[],
): Promise<Answered> {
  const { forward, tokenizer, bank } = answerer;
  const started = performance.now();
  const taken = requests.map((): { tokens: number[]; logProbability: number } => ({ tokens: [], logProbability: 0 }));
  const { groups } = await generate(
    forward,
    tokenizer,
    {
      groups: requests.map(({ prompt, seed }, i) => ({ id: String(i), system: pack.system, prompt, steering, seed })),
      sampling: { temperature: pack.temperature, topK: 0, topP: 1 },
      maxTokens: pack.maxTokens,
    },
    {
      bank,
      onToken: ({ id, token, logits }) => {
        const answer = taken[Number(id)] as (typeof taken)[number];
        answer.tokens.push(token);
        answer.logProbability += logProbability(logits, token, pack.temperature);
      },
    },
  );
  const prompts = new Map(requests.map(({ prompt }) => [prompt, tokenizer.encodeChat({ system: pack.system, prompt })]));
  const coefficients = new Float32Array(bank.slots.length);
  const reference = await scoreTokens(
    { forward, bank },
    requests.map(({ prompt }, i) => ({
      prompt: prompts.get(prompt) as number[],
      answer: taken[i]?.tokens as number[],
      coefficients,
    })),
    [pack.temperature, 1],
  );
  const learned = pack.rewardModel ? await learnedScores(answerer, pack, requests, groups) : undefined;
  const answers = requests.map((request, i): Answer => {
    const { text, stop } = groups[i] as (typeof groups)[number];
    const { tokens, logProbability: own } = taken[i] as (typeof taken)[number];
    const [tempered, plain] = reference[i] as [number, number];
    return {
      ...request,
      text,
      finished: stop === 'end',
      tokens: tokens.length,
      kl: Number((own - tempered).toFixed(4)),
      nll: Number((-plain / tokens.length).toFixed(4)),
      ...(learned ? { learned: learned[i] as number } : {}),
    };
  });
  return { seconds: (performance.now() - started) / 1000, answers };
}

/** What the bank's learned reward says of each answer, by the engine's own call. @throws Error when the bank has none. */
async function learnedScores(
  { forward, tokenizer, bank }: Answerer,
  { system, temperature }: Pick<Pack, 'system' | 'temperature'>,
  requests: readonly AnswerRequest[],
  answers: readonly GroupResult[],
): Promise<number[]> {
  const asBase: Steering = { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } };
  const texts = answers.map(({ id, tokens, stop }, i) => {
    const { prompt } = requests[i] as AnswerRequest;
    return { id, system, prompt, steering: asBase, tokens, ended: stop === 'end' };
  });
  const { groups } = await score(forward, tokenizer, { groups: texts, temperature }, { bank });
  return groups.map(({ learned }) => {
    if (learned === undefined) throw new Error('the bank has no learned reward, expected the slot of the pack');
    return Number(learned.toFixed(4));
  });
}
