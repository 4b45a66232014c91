/** How long prompts are, for whoever decodes many of them in batches. */
import type { Coefficients, Steering } from '../methods/method.ts';
import type { EnginePort } from './engine-port.ts';

export interface PromptTokensOf {
  readonly engine: Pick<EnginePort, 'count'>;
  /** Of rows without a system prompt of their own. */
  readonly system: string;
  /** Of the answer. */
  readonly maxTokens: number;
  /** Vectors that a slot puts before a row's tokens, by its id; a slot that is not named has none. */
  readonly softTokens?: ReadonlyMap<string, number>;
}

/** Tokens of the longest row, soft vectors, template and all. @throws Error of one sentence when the prompt leaves no room for an answer. */
export type PromptTokens = (text: { readonly prompt: string; readonly steering: Steering }) => Promise<number>;

/** Each prompt and system text is counted once. */
export function createPromptTokens(
  { engine, system, maxTokens, softTokens = new Map() }: PromptTokensOf,
  signal: AbortSignal,
): PromptTokens {
  const counts = new Map<string, ReturnType<EnginePort['count']>>();
  const count = (own: string, prompt: string) => {
    const key = JSON.stringify([own, prompt]);
    const known = counts.get(key) ?? engine.count({ system: own, prompt }, { signal });
    counts.set(key, known);
    return known;
  };
  const softOf = (coefficients: Coefficients) =>
    Math.max(0, ...Object.entries(coefficients).map(([slot, coefficient]) => (coefficient === 0 ? 0 : (softTokens.get(slot) ?? 0))));
  return async ({ prompt, steering }) => {
    const sizes = await Promise.all(
      steering.rows.map(async (row) => {
        const { tokens, limit } = await count(row.system ?? system, prompt);
        return { tokens: softOf(row.coefficients) + tokens, limit };
      }),
    );
    const tokens = Math.max(...sizes.map((size) => size.tokens));
    const room = Math.min(...sizes.map(({ limit }) => limit)) - maxTokens;
    if (tokens > room) {
      const shown = prompt.length > 40 ? `${prompt.slice(0, 40)}…` : prompt;
      throw new Error(`“${shown}” is ${tokens} tokens long with its template; ${room} fit beside an answer of ${maxTokens}.`);
    }
    return tokens;
  };
}
