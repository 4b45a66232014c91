/** A look at a policy in training: what it writes at its corners and its centre, how that scores, and how far from the base it is. */
import type { EnginePort } from '../../engine/engine-port.ts';
import type { GroupRequest, GroupResult, SlotSource } from '../../lm/requests.ts';
import type { SlotFiles } from '../../lm/train/export-slots.ts';
import { mean } from '../../math/statistics.ts';
import type { Steering } from '../../methods/method.ts';
import type { Look, LookPoint, RunPlan } from './run.ts';
import { lookWeightings, slotsOf, steeringOf } from './run-policy.ts';
import { scorables } from './score-pool.ts';
import type { Scoring } from './scoring.ts';
import { type WriteOptions, writeTexts } from './write-texts.ts';

const BASE: Steering = { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } };

/** Apart from the seeds of training. */
const SEED = 77;

export interface LookDeps {
  readonly engine: Pick<EnginePort, 'generate' | 'score'>;
  /** Gives every answer a score of every reward, or throws. */
  readonly scoring: Pick<Scoring, 'score'>;
}

/** One answer at each weighting to each of these tuning prompts, under the same noise at every look: what changes is the policy's doing. */
export async function lookAt(
  { engine, scoring }: LookDeps,
  { recipe, system, prompts: { tune }, definitions, looks }: RunPlan,
  adapters: { readonly step: number; readonly name: string; readonly slots: readonly SlotFiles[] },
  options: WriteOptions,
): Promise<Look> {
  const { signal } = options;
  const prompts = tune.slice(0, looks.prompts);
  const weightings = lookWeightings(recipe);
  // Before the first step every weighting is the base, but for the words that a soft prompt begins with: the base itself is read.
  const read = adapters.step === 0 ? weightings.slice(0, 1) : weightings;
  const asked = read.flatMap((weights, point) =>
    prompts.map((prompt, i) => ({
      id: `${point}/${i}`,
      system,
      prompt,
      steering: adapters.step === 0 ? BASE : steeringOf(recipe, weights),
      seed: recipe.seed + SEED + i,
    })),
  );
  const slots = slotsOf(adapters.slots, adapters.name);
  const answers = await writeTexts(engine, asked, slots, recipe, options);
  const nats = adapters.step === 0 ? asked.map(() => 0) : await logRatios(engine, asked, answers, slots, recipe.temperature, signal);
  const inputs = answers.map(({ text, stop }, i) => ({
    prompt: asked[i]?.prompt as string,
    text: text.trim(),
    finished: stop === 'end',
  }));
  const scores = await scoring.score(scorables({ rewards: [...recipe.rewards], definitions: [...definitions] }), inputs, { signal });
  const points = read.map((weights, point): LookPoint => {
    const own = prompts.map((_, i) => point * prompts.length + i);
    const meanOf = (id: string) => mean(own.map((i) => scores[i]?.[id] as number));
    return {
      weights,
      rewards: Object.fromEntries([...recipe.rewards, 'guard'].map((id) => [id, meanOf(id)])),
      kl: mean(own.map((i) => nats[i] as number)),
      texts: own.map((i) => ({ prompt: inputs[i]?.prompt as string, text: inputs[i]?.text as string })),
    };
  });
  return {
    step: adapters.step,
    points: weightings.map((weights, i) => ({ ...(points[Math.min(i, points.length - 1)] as LookPoint), weights })),
  };
}

/** log p - log p_base of every answer, nats. */
async function logRatios(
  engine: Pick<EnginePort, 'score'>,
  asked: readonly GroupRequest[],
  answers: readonly GroupResult[],
  slots: readonly SlotSource[],
  temperature: number,
  signal: AbortSignal,
): Promise<number[]> {
  const groups = asked.map(({ seed: _, ...group }, i) => {
    const { tokens, stop } = answers[i] as GroupResult;
    return { ...group, tokens, ended: stop === 'end' };
  });
  const { groups: measured } = await engine.score({ groups, temperature, slots }, { signal, priority: 'background' });
  return measured.map(({ logRatio }) => logRatio);
}
