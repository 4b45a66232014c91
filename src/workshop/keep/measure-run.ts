/** Makes the answers of a measurement, batch by batch, behind whatever else the reader asks of the model: decodes, measures, scores. */
import { chunkSize, rowLimit, type Waiting } from '../../engine/chunk.ts';
import type { EnginePort } from '../../engine/engine-port.ts';
import { createPromptTokens, type PromptTokens } from '../../engine/prompt-tokens.ts';
import type { EngineInfo } from '../../engine/protocol.ts';
import type { GroupResult, SlotSource, TextScore } from '../../lm/requests.ts';
import type { Pack } from '../../packs/pack.ts';
import { softTokensOf } from '../../packs/slot-sources.ts';
import { engineRewards } from '../../rewards/registry.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import type { PlannedAnswer } from './measure-plan.ts';
import type { MeasuredAnswer } from './measured-answers.ts';

/** Answers that are measured in one call. */
const MEASURED_TOGETHER = 16;

export interface MeasureRunDeps {
  readonly engine: Pick<EnginePort, 'generate' | 'score' | 'count'>;
  readonly info: () => EngineInfo | undefined;
  readonly pack: Pick<Pack, 'system' | 'temperature' | 'maxTokens' | 'rewards' | 'slots'>;
  readonly slots: readonly SlotSource[];
  /** Every scorer of axes, twins and guard that text decides, by id. */
  readonly score: (inputs: readonly RewardInput[], signal: AbortSignal) => Promise<readonly Readonly<Record<string, number>>[]>;
  /** Tokens came, in a batch that is not there yet. */
  readonly onPace: (tokens: number) => void;
  /** A batch is there. */
  readonly onAnswers: (answers: readonly MeasuredAnswer[]) => Promise<void>;
}

/**
 * Goes on until every answer is there.
 * @param missing Of the plan, in its order.
 * @throws Error of one sentence; what the engine throws. An abort ends it without one, and its batch is lost.
 */
export async function runMeasuring(missing: readonly PlannedAnswer[], deps: MeasureRunDeps, signal: AbortSignal): Promise<void> {
  const promptTokens = createPromptTokens({ engine: deps.engine, softTokens: softTokensOf(deps.pack), ...deps.pack }, signal);
  for (let left = missing; left.length > 0 && !signal.aborted; ) {
    const chunk = await nextChunk(left, deps, promptTokens);
    const texts = await decode(chunk, deps, signal);
    if (texts.some(({ stop }) => stop === 'aborted')) return;
    const measured = await measure(chunk, texts, deps, signal);
    const inputs = chunk.map(({ prompt }, i): RewardInput => {
      const { text, stop } = texts[i] as GroupResult;
      return { prompt, text, finished: stop === 'end' };
    });
    const scores = await deps.score(inputs, signal);
    await deps.onAnswers(
      chunk.map((planned, i) => answerOf(planned, texts[i] as GroupResult, measured[i] as TextScore, scores[i] ?? {}, deps.pack.rewards)),
    );
    left = left.slice(chunk.length);
  }
}

async function nextChunk(
  left: readonly PlannedAnswer[],
  { info, pack }: MeasureRunDeps,
  promptTokens: PromptTokens,
): Promise<readonly PlannedAnswer[]> {
  // Twice as many as fit: enough to see whether they go in one batch or in two even ones.
  const queue: Waiting[] = await Promise.all(
    left
      .slice(0, 2 * rowLimit + 2)
      .map(async (planned) => ({ rows: planned.steering.rows.length, tokens: (await promptTokens(planned)) + pack.maxTokens })),
  );
  const known = info();
  return left.slice(0, known ? chunkSize(queue, known) : 1);
}

async function decode(
  chunk: readonly PlannedAnswer[],
  { engine, pack, slots, onPace }: MeasureRunDeps,
  signal: AbortSignal,
): Promise<readonly GroupResult[]> {
  const { groups } = await engine.generate(
    {
      groups: chunk.map(({ prompt, steering, seed }, i) => ({ id: String(i), system: pack.system, prompt, steering, seed })),
      sampling: { temperature: pack.temperature, topK: 0, topP: 1 },
      maxTokens: pack.maxTokens,
      slots,
    },
    {
      signal,
      priority: 'background',
      onEvent: (event) => {
        if (event.type === 'group-delta') onPace(event.tokens.length);
      },
    },
  );
  return groups;
}

async function measure(
  chunk: readonly PlannedAnswer[],
  texts: readonly GroupResult[],
  { engine, pack, slots }: MeasureRunDeps,
  signal: AbortSignal,
): Promise<TextScore[]> {
  const scores: TextScore[] = [];
  for (let from = 0; from < chunk.length; from += MEASURED_TOGETHER) {
    const { groups } = await engine.score(
      {
        groups: chunk.slice(from, from + MEASURED_TOGETHER).map(({ prompt, steering }, i) => {
          const { tokens, stop } = texts[from + i] as GroupResult;
          return { id: String(from + i), system: pack.system, prompt, steering, tokens, ended: stop === 'end' };
        }),
        // At temperature 0 a policy has one text and no log-ratio: the text is measured as if it were sampled at 1.
        temperature: pack.temperature > 0 ? pack.temperature : 1,
        slots,
      },
      { signal, priority: 'background' },
    );
    scores.push(...groups);
  }
  return scores;
}

function answerOf(
  { key, seed }: PlannedAnswer,
  { text, stop, tokens }: GroupResult,
  { logRatio, nll }: TextScore,
  scores: Readonly<Record<string, number>>,
  rewards: readonly string[],
): MeasuredAnswer {
  const finished = stop === 'end';
  const short = (value: number) => Number(value.toFixed(4));
  const byEngine = rewards.flatMap((id) => {
    const value = engineRewards.get(id)?.read({ logRatio });
    return value === undefined ? [] : [[id, value] as const];
  });
  return {
    ...{ key, seed, text, finished, tokens: tokens.length + Number(finished), kl: short(logRatio), nll: short(nll) },
    scores: { ...scores, ...Object.fromEntries(byEngine) },
  };
}
