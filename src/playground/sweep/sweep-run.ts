/** Makes the texts of a sweep, batch by batch, behind whatever the reader asks: decodes, scores, measures. */
import { chunkSize, rowLimit, type Waiting } from '../../engine/chunk.ts';
import type { EnginePort } from '../../engine/engine-port.ts';
import { createPromptTokens, type PromptTokens } from '../../engine/prompt-tokens.ts';
import type { EngineEvent, EngineInfo } from '../../engine/protocol.ts';
import type { GroupResult, SlotSource } from '../../lm/requests.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import { type EngineRewards, scoreTexts } from '../state/measure-texts.ts';
import type { Scores } from '../state/run.ts';
import { forecastWords } from '../state/run-controller.ts';
import type { Spread } from './spread.ts';
import type { PlannedText } from './sweep-plan.ts';
import type { SweepSettings } from './sweep-settings.ts';
import { isMeasured, measured, resulted, type SweepText } from './sweep-text.ts';
import type { SweepTexts } from './sweep-texts.ts';

/** Texts that are measured in one call. */
const measuredTogether = 16;

export interface SweepRunDeps {
  readonly engine: Pick<EnginePort, 'generate' | 'score' | 'count'>;
  readonly info: () => EngineInfo | undefined;
  readonly slots: readonly SlotSource[];
  /** Vectors that slots put before a row's tokens, by id. */
  readonly softTokens: ReadonlyMap<string, number>;
  readonly settings: SweepSettings;
  readonly texts: SweepTexts;
  readonly spread: Spread;
  readonly score: (input: RewardInput) => Scores;
  readonly engineRewards: EngineRewards;
  /** Whether every text's log-ratio is wanted, not only where a reward needs it. */
  readonly measuresAll: boolean;
  /** Row-tokens that came. */
  readonly onPace: (rowTokens: number) => void;
  /** A text has ended, or was measured. */
  readonly onEnd: () => void;
}

/**
 * Goes on until every text has ended and is measured.
 * @throws Error of one sentence; what the engine throws. An abort ends it without one: every text keeps what it has.
 */
export async function runSweep(deps: SweepRunDeps, signal: AbortSignal): Promise<void> {
  const promptTokens = createPromptTokens({ engine: deps.engine, softTokens: deps.softTokens, ...deps.settings }, signal);
  while (!signal.aborted) {
    const lacking = deps.texts.planned.filter(({ key }) => lacks(deps, deps.texts.at(key)));
    const waiting = deps.texts.planned.filter(({ key }) => deps.texts.at(key).stop === undefined);
    if (lacking.length > 0) await measure(deps, lacking.slice(0, measuredTogether), signal);
    else if (waiting.length > 0) await decode(deps, await nextChunk(waiting, deps, promptTokens), signal);
    else return;
    await deps.spread.idle();
  }
}

type Measuring = Pick<SweepRunDeps, 'engineRewards' | 'measuresAll'>;

function lacks({ engineRewards: { ids }, measuresAll }: Measuring, text: SweepText): boolean {
  return text.stop !== undefined && !isMeasured(text) && (measuresAll || ids.length > 0);
}

/** True of a text that has ended and is measured where it is to be. */
export function isThere(text: SweepText | undefined, measuring: Measuring): boolean {
  return text?.stop !== undefined && !lacks(measuring, text);
}

async function nextChunk(waiting: readonly PlannedText[], deps: SweepRunDeps, promptTokens: PromptTokens): Promise<readonly PlannedText[]> {
  const { settings, info } = deps;
  // Twice as many as fit: enough to see whether they go in one batch or in two even ones.
  const queue: Waiting[] = await Promise.all(
    waiting.slice(0, 2 * rowLimit + 2).map(async (text) => ({
      rows: text.steering.rows.length,
      tokens: (await promptTokens(text)) + settings.maxTokens,
    })),
  );
  const known = info();
  return waiting.slice(0, known ? chunkSize(queue, known) : 1);
}

async function decode(deps: SweepRunDeps, chunk: readonly PlannedText[], signal: AbortSignal): Promise<void> {
  const { engine, settings, slots, texts, spread, score, onPace, onEnd } = deps;
  const { system, sampling, maxTokens } = settings;
  /** What this call has told of each text; it tells a text from its first token on. */
  const told = chunk.map(() => ({ tokens: [] as number[], text: '' }));

  function onDelta({ id, tokens, text }: Extract<EngineEvent, { type: 'group-delta' }>): void {
    const planned = chunk[Number(id)] as PlannedText;
    const own = told[Number(id)] as (typeof told)[number];
    own.tokens.push(...tokens);
    own.text += text;
    onPace(tokens.length * planned.steering.rows.length);
    const grown = { tokens: [...own.tokens], text: own.text };
    texts.change(planned.key, (before) => (grown.tokens.length > before.tokens.length ? { ...before, ...grown } : before));
    spread.add(planned.key, () =>
      texts.change(planned.key, (now) => (now.stop === undefined ? { ...now, scores: forecast(now, score) } : now)),
    );
  }

  function onResult(result: GroupResult): void {
    const { key, prompt } = chunk[Number(result.id)] as PlannedText;
    const after = resulted(texts.at(key), result);
    if (after.stop === undefined) {
      texts.change(key, () => after);
      return;
    }
    // Ended and scored at once: a text that has ended has its scores.
    spread.add(key, () => {
      texts.change(key, () => ({ ...after, scores: score({ prompt, text: after.text, finished: after.stop === 'end' }) }));
      onEnd();
    });
  }

  const ended = new Set<string>();
  const { groups } = await engine.generate(
    {
      groups: chunk.map(({ key, prompt, steering, seed }, i) => {
        const draft = texts.at(key).tokens;
        return { id: String(i), system, prompt, steering, seed, ...(draft.length > 0 ? { draft } : {}) };
      }),
      sampling,
      maxTokens,
      slots,
    },
    {
      signal,
      priority: 'background',
      onEvent: (event) => {
        if (event.type === 'group-delta') onDelta(event);
        if (event.type !== 'group-end') return;
        ended.add(event.result.id);
        onResult(event.result);
      },
    },
  );
  for (const group of groups) if (!ended.has(group.id)) onResult(group);
}

/** A score of an unfinished text is a forecast, as if it ended here; of the first words it would say nothing. */
function forecast({ prompt, text }: SweepText, score: SweepRunDeps['score']): Scores {
  return text.split(/\s+/).length < forecastWords ? {} : score({ prompt, text, finished: true });
}

async function measure(deps: SweepRunDeps, chunk: readonly PlannedText[], signal: AbortSignal): Promise<void> {
  const { engine, settings, slots, texts, engineRewards, onEnd } = deps;
  const { temperature } = settings.sampling;
  const scored = await scoreTexts(
    { engine, engineRewards },
    {
      groups: chunk.map(({ key, prompt, steering }, i) => {
        const { tokens, stop } = texts.at(key);
        return { id: String(i), system: settings.system, prompt, steering, tokens, ended: stop === 'end' };
      }),
      // At temperature 0 a policy has one text and no log-ratio: the text is measured as if it were sampled at 1.
      temperature: temperature > 0 ? temperature : 1,
      slots,
    },
    chunk.map(({ key, prompt }) => {
      const { text, stop } = texts.at(key);
      return { prompt, text, finished: stop === 'end' };
    }),
    { signal, priority: 'background' },
  );
  for (const [i, { group, scores }] of scored.entries()) {
    texts.change((chunk[i] as PlannedText).key, (before) => measured(before, group, scores));
  }
  onEnd();
}
