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
import { type Continuation, scoreTokens } from './score-tokens.ts';
import { sharedPrefill } from './shared-prefill.ts';

/** One answer to make. */
export interface AnswerRequest {
  readonly prompt: string;
  readonly repeat: number;
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
  const { groups } = await generate(sharedPrefill(forward), tokenizer, {
    groups: requests.map(({ prompt, seed }, i) => ({ id: String(i), system: pack.system, prompt, steering, seed })),
    sampling: { temperature: pack.temperature, topK: 0, topP: 1 },
    maxTokens: pack.maxTokens,
  });
  const [endToken] = tokenizer.stops;
  const prompts = new Map(requests.map(({ prompt }) => [prompt, tokenizer.encodeChat({ system: pack.system, prompt })]));
  const coefficients = Float32Array.from(forward.slots, (slot) => steering.rows[0]?.coefficients[slot] ?? 0);
  const base = new Float32Array(forward.slots.length);
  const rows = groups.map(
    ({ tokens, stop }, i): Continuation => ({
      prompt: prompts.get(requests[i]?.prompt ?? '') as number[],
      answer: stop === 'end' ? [...tokens, endToken as number] : tokens,
      coefficients,
    }),
  );
  const own = await scoreTokens(forward, rows, [pack.temperature]);
  const reference = await scoreTokens(
    forward,
    rows.map((row) => ({ ...row, coefficients: base })),
    [pack.temperature, 1],
  );
  const answers = requests.map((request, i): Answer => {
    const group = groups[i] as (typeof groups)[number];
    const [logRatio, logReference] = [(own[i]?.[0] as number) - (reference[i]?.[0] as number), reference[i]?.[1] as number];
    const count = (rows[i] as Continuation).answer.length;
    return {
      ...request,
      text: group.text,
      finished: group.stop === 'end',
      tokens: count,
      kl: Number(logRatio.toFixed(4)),
      nll: Number((-logReference / count).toFixed(4)),
    };
  });
  return { seconds: (performance.now() - started) / 1000, answers };
}

function steeringOf(pack: Pack, { policy: id, weights }: Job): Steering {
  const policy = pack.policies.find((one) => one.id === id);
  if (!policy) throw new RangeError(`no policy ${id}, expected one of ${pack.policies.map((one) => one.id).join(', ')}`);
  // exactOptionalPropertyTypes-free copy: the schema types an absent slot as undefined.
  const { shared, rewards } = policy.slots;
  const slots = shared === undefined ? { rewards } : { shared, rewards };
  const steering = findMethod(policy.method).steer(slots, weights.length > 0 ? weights : equalWeighting(pack.rewards.length));
  if (steering.mixer.kind !== 'identity') throw new RangeError(`method ${policy.method} mixes rows, expected one of a single row`);
  return steering;
}
