/** How long prompts are, for whoever decodes many of them in batches. */
import type { Steering } from '../methods/method.ts';
import type { EnginePort } from './engine-port.ts';

export interface PromptTokensOf {
  readonly engine: Pick<EnginePort, 'count'>;
  /** Of rows without a system prompt of their own. */
  readonly system: string;
  /** Of the answer. */
  readonly maxTokens: number;
}

/** Tokens of the longest row, template and all. @throws Error of one sentence when the prompt leaves no room for an answer. */
export type PromptTokens = (text: { readonly prompt: string; readonly steering: Steering }) => Promise<number>;

/** Each prompt and system text is counted once. */
export function createPromptTokens({ engine, system, maxTokens }: PromptTokensOf, signal: AbortSignal): PromptTokens {
  const counts = new Map<string, ReturnType<EnginePort['count']>>();
  const count = (own: string, prompt: string) => {
    const key = JSON.stringify([own, prompt]);
    const known = counts.get(key) ?? engine.count({ system: own, prompt }, { signal });
    counts.set(key, known);
    return known;
  };
  return async ({ prompt, steering }) => {
    const systems = [...new Set(steering.rows.map((row) => row.system ?? system))];
    const sizes = await Promise.all(systems.map((own) => count(own, prompt)));
    const tokens = Math.max(...sizes.map((size) => size.tokens));
    const room = Math.min(...sizes.map(({ limit }) => limit)) - maxTokens;
    if (tokens > room) {
      const shown = prompt.length > 40 ? `${prompt.slice(0, 40)}…` : prompt;
      throw new Error(`“${shown}” is ${tokens} tokens long with its template; ${room} fit beside an answer of ${maxTokens}.`);
    }
    return tokens;
  };
}
