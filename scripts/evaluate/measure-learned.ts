/** Scores answers by a pack's rewards that a model measures, with the app's engine in Node. */
import * as ort from 'onnxruntime-node';
import { choose } from '../../src/lm/decode/choose.ts';
import { states } from '../../src/lm/decode/states.ts';
import { loadModel } from '../../src/lm/run/model.ts';
import type { Pack } from '../../src/packs/pack.ts';
import { createOwnReward } from '../../src/rewards/own/create.ts';
import { measureLearned } from '../../src/rewards/own/measure-learned.ts';
import { learnedDefinitions, type MeasuredScorer, measuredScorers } from '../../src/rewards/own/measured-scorers.ts';
import type { Rewards } from '../../src/rewards/registry.ts';
import type { RewardInput, Scorer } from '../../src/rewards/reward.ts';
import { baseModelSource } from '../base-model-source.ts';
import { loadLexicon } from '../lexicon.ts';
import { readOwnParts } from '../own-parts.ts';

/** Prompt, answer and a judge's question are far shorter. */
const CONTEXT = 1024;

/**
 * One scorer a definition of the pack that a model measures; none where there is none, and then no model is loaded.
 * @throws Error of one sentence when a definition cannot be measured.
 */
export async function measureLearnedAnswers(
  pack: Pack,
  known: Rewards,
  answers: readonly RewardInput[],
  threads: number,
): Promise<MeasuredScorer[]> {
  const definitions = pack.definitions ?? [];
  const learned = learnedDefinitions(definitions);
  if (learned.length === 0) return [];
  const inputs = [...new Map(answers.map((answer) => [`${answer.prompt}\u0000${answer.text}`, answer])).values()];
  const backend = { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions: { intraOpNumThreads: threads } } as const;
  const { forward, tokenizer } = await loadModel({ source: baseModelSource(), context: CONTEXT, backend });
  const reader = {
    states: (args: Parameters<typeof states>[2]) => states(forward, tokenizer, args),
    choose: (args: Parameters<typeof choose>[2]) => choose(forward, tokenizer, args),
  };
  const scores = await measureLearned(learned, inputs, reader, {
    base: pack.base,
    onProgress: (done, total) => console.log(`measuring the pack's own rewards: ${done} of ${total} answers`),
    onFault: ({ message }) => {
      throw new Error(message);
    },
  });
  await forward.dispose();
  const parts = await readOwnParts(definitions, loadLexicon());
  const shipped = [...known.byId.values()].flatMap((reward): Scorer[] => [reward, reward.twin]);
  return measuredScorers(definitions, inputs, scores, (twin) => {
    if (typeof twin !== 'string') return createOwnReward(twin, parts);
    const found = shipped.find(({ id }) => id === twin);
    if (!found) throw new Error(`pack.json: field definitions: expected a twin of the registry, got ${twin}`);
    return found;
  });
}
