/** One measurement: all answers of a policy at one weighting in one batch of the app's decode loop, and what they cost in KL. */
import type { Forward } from '../../src/engine/forward.ts';
import type { Pack } from '../../src/engine/pack.ts';
import { generate } from '../../src/engine/worker/decode.ts';
import type { Tokenizer } from '../../src/engine/worker/tokenizer.ts';
import { equalWeighting } from '../../src/math/simplex.ts';
import type { Steering } from '../../src/methods/method.ts';
import { findMethod } from '../../src/methods/registry.ts';
import type { Answer } from './measurement.ts';
import type { Job } from './plan.ts';
import { logProbability, scoreTokens } from './score-tokens.ts';

/** One answer to make. */
export interface AnswerRequest {
  readonly prompt: string;
  readonly seed: number;
}

export interface Answered {
  readonly seconds: number;
  readonly answers: readonly Answer[];
}

/** @throws RangeError when the policy is unknown or its method mixes several rows (whose log-probabilities one row does not have). */
export async function answerJob(
  forward: Forward,
  tokenizer: Tokenizer,
  pack: Pack,
  job: Job,
  requests: readonly AnswerRequest[],
): Promise<Answered> {
  const started = performance.now();
  const steering = steeringOf(pack, job);
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
      onToken: ({ id, token, logits }) => {
        const answer = taken[Number(id)] as (typeof taken)[number];
        answer.tokens.push(token);
        answer.logProbability += logProbability(logits, token, pack.temperature);
      },
    },
  );
  const prompts = new Map(requests.map(({ prompt }) => [prompt, tokenizer.encodeChat({ system: pack.system, prompt })]));
  const coefficients = new Float32Array(forward.slots.length);
  const reference = await scoreTokens(
    forward,
    requests.map(({ prompt }, i) => ({
      prompt: prompts.get(prompt) as number[],
      answer: taken[i]?.tokens as number[],
      coefficients,
    })),
    [pack.temperature, 1],
  );
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
    };
  });
  return { seconds: (performance.now() - started) / 1000, answers };
}

function steeringOf(pack: Pack, { policy: id, weights }: Job): Steering {
  const policy = pack.policies.find((one) => one.id === id);
  if (!policy) throw new RangeError(`no policy ${id}, expected one of ${pack.policies.map((one) => one.id).join(', ')}`);
  const { shared, rewards } = policy.slots;
  const slots = shared === undefined ? { rewards } : { shared, rewards };
  const steering = findMethod(policy.method).steer(slots, weights.length > 0 ? weights : equalWeighting(pack.rewards.length));
  if (steering.mixer.kind !== 'identity') throw new RangeError(`method ${policy.method} mixes rows, expected one of a single row`);
  return steering;
}
