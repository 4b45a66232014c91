/** Scores texts with rewards that a model measures, from any engine that reads states and weighs words: the page's, or Node's. */
import { sigmoid } from '../../math/softmax.ts';
import type { RewardInput } from '../reward.ts';
import { JUDGE_WORDS, judgeQuestion } from './judge-question.ts';
import type { DefinitionOf, LearnedDefinition, Pooling, StateHead } from './learned-definition.ts';
import { decodeWeights, scoreFeatures, scoreState } from './linear-head.ts';

export interface ReadOptions {
  readonly signal?: AbortSignal;
  readonly priority?: 'interactive' | 'background';
}

/** The base model; `EnginePort` is one. */
export interface ModelReader {
  states(
    args: { readonly texts: readonly { readonly text: string }[]; readonly pooling: Pooling },
    options?: ReadOptions,
  ): Promise<{ readonly states: Float32Array; readonly width: number }>;
  choose(
    args: { readonly questions: readonly { readonly system: string; readonly prompt: string }[]; readonly words: readonly string[] },
    options?: ReadOptions,
  ): Promise<{ readonly logProbabilities: Float32Array }>;
}

export interface MeasureOptions extends ReadOptions {
  /** SHA-256 of the model that reads: heads of another cannot be measured. */
  readonly base: string;
  /** Called after every batch: texts read so far and all, a text counted once for each way that it is read. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called once a definition that cannot be measured: its scores are absent from there on, the others go on. */
  readonly onFault?: (fault: { readonly reward: string; readonly message: string }) => void;
}

/** Whether there is something to measure: a head that was fitted, or a question. */
export function isMeasurable(definition: LearnedDefinition): boolean {
  return definition.kind === 'judge' ? definition.question.trim() !== '' : definition.head !== undefined;
}

/** Texts of one call: on two cores a call takes some seconds, and between calls whoever asks first goes first. */
const BATCH = 32;

/**
 * What each kind says of an answer, in [0, 1]: `examples` and `taste` read the answer alone, `judge` the request too. A head's score of an answer
 * without a word is 0.
 * @returns one record an input, definition id to score.
 * @throws the signal's reason when aborted.
 */
export async function measureLearned(
  definitions: readonly LearnedDefinition[],
  inputs: readonly RewardInput[],
  reader: ModelReader,
  options: MeasureOptions,
): Promise<Record<string, number>[]> {
  const scores = inputs.map((): Record<string, number> => ({}));
  const plans = definitions.flatMap((definition) => {
    const plan = planOf(definition, options.base);
    if ('missing' in plan) options.onFault?.({ reward: definition.id, message: `${definition.label}: ${plan.missing}` });
    return 'missing' in plan ? [] : [{ definition, plan }];
  });
  const own = <K extends Plan['kind']>(kind: K) =>
    plans.flatMap(({ definition, plan }) => (plan.kind === kind ? [{ definition, plan: plan as Extract<Plan, { kind: K }> }] : []));
  for (const { definition, plan } of own('features')) {
    for (const [i, input] of inputs.entries()) (scores[i] as Record<string, number>)[definition.id] = blank(input) ? 0 : plan.score(input);
  }
  const heads = own('head');
  const reads = [
    ...(['last', 'mean'] as const).flatMap((pooling): Read[] => {
      const of = heads.filter(({ plan }) => plan.head.reads === pooling);
      return of.length > 0 ? [{ ids: of.map(({ definition }) => definition), run: readHeads(of, pooling, reader) }] : [];
    }),
    ...own('judge').map(({ definition }): Read => ({ ids: [definition], run: readJudge(definition as DefinitionOf<'judge'>, reader) })),
  ];
  const total = reads.length * inputs.length;
  // A text that another begins with is read on the other's way where they come together (lm/decode/states.ts).
  const order = [...inputs.keys()].sort((a, b) => compare((inputs[a] as RewardInput).text, (inputs[b] as RewardInput).text));
  for (const [r, { ids, run }] of reads.entries()) {
    for (let start = 0; start < inputs.length; start += BATCH) {
      options.signal?.throwIfAborted();
      const part = order.slice(start, start + BATCH);
      try {
        await run(
          part.map((i) => inputs[i] as RewardInput),
          part.map((i) => scores[i] as Record<string, number>),
          options,
        );
      } catch (error) {
        options.signal?.throwIfAborted();
        for (const { id, label } of ids) options.onFault?.({ reward: id, message: `${label}: ${messageOf(error)}` });
        break;
      }
      options.onProgress?.(r * inputs.length + start + part.length, total);
    }
  }
  return scores;
}

type Plan =
  | { readonly kind: 'head'; readonly head: StateHead; readonly weights: Float32Array }
  | { readonly kind: 'features'; readonly score: (input: RewardInput) => number }
  | { readonly kind: 'judge' };

/** Definitions that are read together. */
interface Read {
  readonly ids: readonly LearnedDefinition[];
  readonly run: (inputs: readonly RewardInput[], scores: readonly Record<string, number>[], options: ReadOptions) => Promise<void>;
}

const unready = {
  examples: 'too few examples yet to score anything.',
  taste: 'too few choices yet to score anything.',
  judge: 'no question yet, expected one that the model can answer with yes or no.',
} as const;

function planOf(definition: LearnedDefinition, base: string): Plan | { readonly missing: string } {
  if (!isMeasurable(definition)) return { missing: unready[definition.kind] };
  if (definition.kind === 'judge') return { kind: 'judge' };
  const head = definition.head as NonNullable<typeof definition.head>;
  if (head.reads === 'features') return { kind: 'features', score: (input) => scoreFeatures(head, input) };
  if (head.base !== base) return { missing: 'fitted to the states of another base model, which this one does not have: fit it again.' };
  try {
    return { kind: 'head', head, weights: decodeWeights(head.weights) };
  } catch (error) {
    return { missing: `${messageOf(error)}.` };
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

const blank = ({ text }: RewardInput) => text.trim() === '';

function readHeads(
  heads: readonly { readonly definition: LearnedDefinition; readonly plan: Extract<Plan, { kind: 'head' }> }[],
  pooling: Pooling,
  reader: ModelReader,
): Read['run'] {
  return async (inputs, scores, { signal, priority }) => {
    const worded = [...inputs.keys()].filter((i) => !blank(inputs[i] as RewardInput));
    const texts = worded.map((i) => ({ text: (inputs[i] as RewardInput).text }));
    const read =
      texts.length > 0 ? await reader.states({ texts, pooling }, asked(signal, priority)) : { states: new Float32Array(0), width: 0 };
    const places = new Map(worded.map((i, place) => [i, place]));
    for (const { definition, plan } of heads) {
      for (const [i, own] of scores.entries()) {
        const place = places.get(i);
        own[definition.id] =
          place === undefined ? 0 : scoreState(plan.head, plan.weights, read.states.subarray(place * read.width, (place + 1) * read.width));
      }
    }
  };
}

function readJudge({ id, question }: DefinitionOf<'judge'>, reader: ModelReader): Read['run'] {
  return async (inputs, scores, { signal, priority }) => {
    const questions = inputs.map((input) => judgeQuestion(question, input));
    const { logProbabilities } = await reader.choose({ questions, words: JUDGE_WORDS }, asked(signal, priority));
    for (const [i, own] of scores.entries())
      own[id] = sigmoid((logProbabilities[2 * i] as number) - (logProbabilities[2 * i + 1] as number));
  };
}

function asked(signal: AbortSignal | undefined, priority: ReadOptions['priority']): ReadOptions {
  return { ...(signal ? { signal } : {}), priority: priority ?? 'background' };
}
