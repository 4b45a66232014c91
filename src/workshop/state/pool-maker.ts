/** The base answers here: batch by batch behind whatever the reader asks, as large as memory allows; every answer with its cuts. */
import { chunkSize, rowLimit, type Waiting } from '../../engine/chunk.ts';
import type { EnginePort } from '../../engine/engine-port.ts';
import { createPromptTokens, type PromptTokens } from '../../engine/prompt-tokens.ts';
import type { EngineEvent, EngineInfo } from '../../engine/protocol.ts';
import type { GroupResult } from '../../lm/requests.ts';
import type { Steering } from '../../methods/method.ts';
import { sentenceCuts } from '../../training/cuts.ts';
import type { ModelGate } from './model.ts';
import type { KeptAnswer } from './pool-shelf.ts';
import type { WantedAnswer, WantedPool } from './pool-wanted.ts';
import { createTokenReader, type TokenReader } from './token-reader.ts';

/** An answer that is being written. */
export interface Growing {
  readonly prompt: string;
  readonly sample: number;
  readonly text: string;
  /** How many it has. */
  readonly tokens: number;
}

export interface MakerDeps {
  readonly engine: Pick<EnginePort, 'generate' | 'count' | 'tokenBytes'>;
  readonly model: ModelGate;
  /** Tokens that came. */
  readonly onPace: (tokens: number) => void;
  /** All that are being written; often. */
  readonly onGrowing: (growing: readonly Growing[]) => void;
  /** Some have ended. */
  readonly onAnswers: (answers: readonly KeptAnswer[]) => Promise<void>;
}

/** The base itself, which no slot steers. */
const base: Steering = { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } };

/**
 * Makes answers in their order until all are there.
 * @throws Error of one sentence, e.g. of a prompt that leaves no room; what the engine throws. An abort ends it without one: what has ended is told.
 */
export async function makeAnswers(
  wanted: WantedPool,
  missing: readonly WantedAnswer[],
  deps: MakerDeps,
  signal: AbortSignal,
): Promise<void> {
  const promptTokens = createPromptTokens({ engine: deps.engine, system: wanted.system, maxTokens: wanted.limit }, signal);
  const tokens = createTokenReader(deps.engine);
  let left = missing;
  while (left.length > 0 && !signal.aborted) {
    const info = await deps.model.ready(signal);
    const batch = left.slice(0, await batchSize(left, wanted, info, promptTokens));
    await answerBatch(wanted, batch, tokens, deps, signal);
    left = left.slice(batch.length);
  }
}

async function batchSize(
  left: readonly WantedAnswer[],
  { limit }: WantedPool,
  info: EngineInfo,
  promptTokens: PromptTokens,
): Promise<number> {
  // Twice as many as fit: enough to see whether they go in one batch or in two even ones.
  const queue: Waiting[] = await Promise.all(
    left
      .slice(0, 2 * rowLimit + 2)
      .map(async ({ prompt }) => ({ rows: 1, tokens: (await promptTokens({ prompt, steering: base })) + limit })),
  );
  return chunkSize(queue, info);
}

async function answerBatch(
  { system, limit, temperature }: WantedPool,
  batch: readonly WantedAnswer[],
  tokens: TokenReader,
  { engine, onPace, onGrowing, onAnswers }: MakerDeps,
  signal: AbortSignal,
): Promise<void> {
  const growing = new Map<string, Growing>(batch.map(({ prompt, sample }, i) => [String(i), { prompt, sample, text: '', tokens: 0 }]));
  const told = new Set<string>();
  let telling: Promise<unknown> = Promise.resolve();
  const tell = (results: readonly GroupResult[]) => {
    const ended = results.filter(({ id, stop }) => stop !== 'aborted' && !told.has(id));
    for (const { id } of ended) {
      told.add(id);
      growing.delete(id);
    }
    onGrowing([...growing.values()]);
    if (ended.length > 0) telling = Promise.all([telling, kept(ended).then(onAnswers)]);
    // what fails is thrown below, where it is waited for
    telling.catch(() => {});
  };
  const kept = async (results: readonly GroupResult[]): Promise<KeptAnswer[]> => {
    // Answers that have ended are worth an abort's moment more.
    const { decode, end } = await tokens.read(results.flatMap((result) => result.tokens));
    return results.map((result) => {
      const { prompt, sample } = batch[Number(result.id)] as WantedAnswer;
      const finished = result.stop === 'end';
      const text = decode(result.tokens).trim();
      return { prompt, sample, tokens: result.tokens, text, finished, cuts: sentenceCuts(result.tokens, finished, decode), stop: end };
    });
  };
  const onEvent = (event: EngineEvent) => {
    if (event.type === 'group-end') tell([event.result]);
    if (event.type !== 'group-delta') return;
    onPace(event.tokens.length);
    const before = growing.get(event.id);
    if (!before) return;
    growing.set(event.id, { ...before, text: before.text + event.text, tokens: before.tokens + event.tokens.length });
    onGrowing([...growing.values()]);
  };
  const { groups } = await engine.generate(
    {
      groups: batch.map(({ prompt, seed }, i) => ({ id: String(i), system, prompt, steering: base, seed })),
      sampling: { temperature, topK: 0, topP: 1 },
      maxTokens: limit,
      slots: [],
    },
    { signal, priority: 'background', onEvent },
  );
  tell(groups);
  await telling;
}
