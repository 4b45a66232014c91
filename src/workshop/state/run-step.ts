/** One step of a run, of either stage: planned by the recipe, taken by the trainer, told as a line of the log. */
import type { EnginePort } from '../../engine/engine-port.ts';
import type { EngineInfo } from '../../engine/protocol.ts';
import type { TrainerClient } from '../../engine/trainer/client.ts';
import { mean } from '../../math/statistics.ts';
import { calibrate } from '../../training/calibration.ts';
import { firstPrices } from '../../training/kl-price.ts';
import { offlineStep } from '../../training/offline.ts';
import type { OnPolicyMemory } from '../../training/on-policy.ts';
import { policyOf } from '../../training/policy.ts';
import type { Activity } from './activity.ts';
import { type OnPolicyTools, takeOnPolicyStep } from './on-policy-step.ts';
import type { LogLine, RunInputs, RunPlan, Stage } from './run.ts';
import { slotsOf } from './run-policy.ts';
import { scorables } from './score-pool.ts';
import type { Scoring } from './scoring.ts';
import type { TokenReader } from './token-reader.ts';
import { writeTexts } from './write-texts.ts';

export interface StepDeps {
  readonly trainer: Pick<TrainerClient, 'step' | 'logProbabilities' | 'adapters'>;
  readonly engine: Pick<EnginePort, 'generate'>;
  readonly scoring: Pick<Scoring, 'score'>;
  readonly tokens: TokenReader;
  /** The engine, once it takes calls. */
  readonly ready: (signal: AbortSignal) => Promise<Pick<EngineInfo, 'cacheBytesPerToken'>>;
}

export interface StepOptions {
  readonly signal: AbortSignal;
  readonly onActivity: (activity: Activity) => void;
}

/** What a step says beside where it stands in the run. */
export type StepOutcome = Omit<LogLine, 'step' | 'ms' | 'hidden'> & {
  readonly memory?: OnPolicyMemory;
  readonly generatedTokens: number;
  readonly rewardCalls: number;
  /** Tokens of the step's prompts in their chats, each once for the answers that share it. */
  readonly promptTokens: number;
};

/** @param step of the stage, from 0. @throws an AbortError when aborted: nothing has changed then. */
export async function offline(
  { trainer }: StepDeps,
  { recipe, system }: RunPlan,
  { candidates }: RunInputs,
  step: number,
  { signal, onActivity }: StepOptions,
): Promise<StepOutcome> {
  const { rows, rate, targets, effective } = offlineStep(recipe, candidates, step);
  const asked = rows.map(({ prompt, answer, coefficients }) => ({ system, prompt, answer, coefficients }));
  const { loss, norm, tokens, computed } = await trainer.step(
    { rows: asked, loss: { kind: 'likelihood' }, rate, temperature: recipe.temperature },
    { signal, onEvent: pieces('offline', onActivity) },
  );
  const work = { generatedTokens: 0, rewardCalls: 0, promptTokens: computed - tokens };
  return { stage: 'offline', loss, norm, rate, tokens, rewards: targets, effective, ...work };
}

/**
 * An abort is heard until the first gradient step.
 * @param step of the stage, from 0.
 * @param memory of the step before; undefined at the stage's first.
 * @param name of the adapters as they are: another at every step.
 */
export async function onPolicy(
  deps: StepDeps,
  plan: RunPlan,
  { candidates }: RunInputs,
  step: number,
  memory: OnPolicyMemory | undefined,
  { signal, onActivity, name }: StepOptions & { readonly name: string },
): Promise<StepOutcome> {
  const { recipe, system, definitions } = plan;
  if (!recipe.on_policy) throw new RangeError('the recipe has no on-policy stage, expected its settings');
  const { trainer, engine, scoring, tokens } = deps;
  const onEvent = pieces('on_policy', onActivity);
  const slotNames = policyOf(recipe).slots.map((slot) => slot.name);
  const info = await deps.ready(signal);
  const slots = slotsOf(await trainer.adapters(), name);
  const tools: OnPolicyTools = {
    ...{ scoring, tokens, rewards: scorables({ rewards: [...recipe.rewards], definitions: [...definitions] }) },
    async sample(asks) {
      const asked = asks.map(({ prompt, coefficients, seed }, i) => {
        const named = Object.fromEntries(slotNames.map((slot, place) => [slot, coefficients[place] as number]));
        return { id: String(i), system, prompt, seed, steering: { rows: [{ coefficients: named }], mixer: { kind: 'identity' as const } } };
      });
      const onTexts = (texts: number, total: number) => onActivity({ kind: 'sampling', texts, total });
      const written = await writeTexts(engine, asked, slots, recipe, { info, signal, onTexts });
      return written.map((text) => ({ tokens: text.tokens, finished: text.stop === 'end' }));
    },
    trainer: {
      step: (args, options) => trainer.step(args, { ...options, onEvent }),
      logProbabilities: (args, options) => trainer.logProbabilities(args, { ...options, onEvent }),
    },
  };
  const { units } = calibrate(candidates, recipe.rewards);
  const now = memory ?? firstPrices(recipe.rewards.length, recipe.on_policy);
  const taken = await takeOnPolicyStep({ recipe, system, prompts: plan.prompts.train, units, memory: now }, step, tools, signal);
  const { parts, generatedTokens } = taken;
  return {
    stage: 'on_policy',
    loss: mean(parts.map(({ loss }) => loss)),
    norm: Math.max(...parts.map(({ norm }) => norm)),
    tokens: generatedTokens,
    promptTokens: parts.reduce((sum, part) => sum + part.computed - part.tokens, 0),
    ...{ rate: taken.rate, rewards: taken.rewards, kl: taken.kl, memory: taken.memory, generatedTokens, rewardCalls: taken.rewardCalls },
  };
}

function pieces(stage: Stage, onActivity: StepOptions['onActivity']) {
  return (event: { readonly type: string; readonly done: number; readonly total: number }) => {
    if (event.type === 'piece-done') onActivity({ kind: 'training', stage, done: event.done, total: event.total });
  };
}
