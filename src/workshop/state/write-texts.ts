/** Texts of a policy in training, in batches behind everything else. */
import { chunkSize } from '../../engine/chunk.ts';
import type { EnginePort } from '../../engine/engine-port.ts';
import type { EngineInfo } from '../../engine/protocol.ts';
import type { GroupRequest, GroupResult, SlotSource } from '../../lm/requests.ts';
import type { Recipe } from '../../training/recipe.ts';

/** Tokens of a prompt in its chat, about: for the size of a batch. */
const PROMPT = 96;

export interface WriteOptions {
  readonly info: Pick<EngineInfo, 'cacheBytesPerToken'>;
  readonly signal: AbortSignal;
  /** Texts that have ended, and all. */
  readonly onTexts: (done: number, total: number) => void;
}

/** In the order asked. @throws what the engine throws; the signal's reason when aborted. */
export async function writeTexts(
  engine: Pick<EnginePort, 'generate'>,
  asked: readonly GroupRequest[],
  slots: readonly SlotSource[],
  { limit, temperature }: Pick<Recipe, 'limit' | 'temperature'>,
  { info, signal, onTexts }: WriteOptions,
): Promise<GroupResult[]> {
  const written: GroupResult[] = [];
  const sampling = { temperature, topK: 0, topP: 1 };
  onTexts(0, asked.length);
  while (written.length < asked.length) {
    const rest = asked.slice(written.length);
    const chunk = rest.slice(
      0,
      chunkSize(
        rest.map(() => ({ rows: 1, tokens: PROMPT + limit })),
        info,
      ),
    );
    const { groups } = await engine.generate({ groups: chunk, sampling, maxTokens: limit, slots }, { signal, priority: 'background' });
    // An abort resolves with the texts so far.
    signal.throwIfAborted();
    written.push(...groups);
    onTexts(written.length, asked.length);
  }
  return written;
}
