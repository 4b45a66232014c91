/** Scores by rewards that a model measures, with the app's engine in Node: for the evaluation and for the trainer's reward server. */
import { choose } from '../src/lm/decode/choose.ts';
import { states } from '../src/lm/decode/states.ts';
import { loadModel } from '../src/lm/run/model.ts';
import { createOwnReward } from '../src/rewards/own/create.ts';
import type { Definition } from '../src/rewards/own/definition.ts';
import { measureLearned } from '../src/rewards/own/measure-learned.ts';
import { learnedDefinitions, type MeasuredScorer, measuredScorers } from '../src/rewards/own/measured-scorers.ts';
import type { Rewards } from '../src/rewards/registry.ts';
import type { RewardInput, Scorer } from '../src/rewards/reward.ts';
import { baseModelSource } from './base-model-source.ts';
import { readOwnParts } from './own-parts.ts';

/** Prompt, answer and a judge's question are far shorter. */
const CONTEXT = 1024;

export interface LearnedScorers {
  /**
   * Scorers of the definitions that a model measures, for these answers alone; none where there are none.
   * @throws Error of one sentence when a definition cannot be measured.
   */
  measure(answers: readonly RewardInput[], onProgress?: (done: number, total: number) => void): Promise<MeasuredScorer[]>;
  dispose(): Promise<void>;
}

/** No model is loaded where text decides all. @param base SHA-256 of the base model. @param known Where twins by id are found. */
export async function openLearnedScorers(
  definitions: readonly Definition[],
  base: string,
  known: Rewards,
  threads = 1,
): Promise<LearnedScorers> {
  const learned = learnedDefinitions(definitions);
  if (learned.length === 0) return { measure: async () => [], dispose: async () => {} };
  const ort = await import('onnxruntime-node');
  const backend = { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions: { intraOpNumThreads: threads } } as const;
  const { forward, tokenizer } = await loadModel({ source: baseModelSource(), context: CONTEXT, backend });
  const reader = {
    states: (args: Parameters<typeof states>[2]) => states(forward, tokenizer, args),
    choose: (args: Parameters<typeof choose>[2]) => choose(forward, tokenizer, args),
  };
  const parts = await readOwnParts(definitions);
  const shipped = [...known.byId.values()].flatMap((reward): Scorer[] => [reward, reward.twin]);
  return {
    async measure(answers, onProgress) {
      const inputs = [...new Map(answers.map((answer) => [`${answer.prompt}\u0000${answer.text}`, answer])).values()];
      const onFault = ({ message }: { readonly message: string }) => {
        throw new Error(message);
      };
      const scores = await measureLearned(learned, inputs, reader, { base, onFault, ...(onProgress ? { onProgress } : {}) });
      return measuredScorers(definitions, inputs, scores, (twin) => {
        if (typeof twin !== 'string') return createOwnReward(twin, known, parts);
        const found = shipped.find(({ id }) => id === twin);
        if (!found) throw new Error(`field definitions: expected a twin of the registry, got ${twin}`);
        return found;
      });
    },
    dispose: () => forward.dispose(),
  };
}
