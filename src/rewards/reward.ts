/** What a reward sees: one finished or cut-off answer. Rewards know nothing of tokens, models or policies. */
export interface RewardInput {
  /** The user's request, without the chat template. */
  readonly prompt: string;
  /** The answer's text, without control tokens. */
  readonly text: string;
  /** True when the model ended the answer itself (end of text), false when the token budget cut it off. */
  readonly finished: boolean;
}

/** One summand or factor of a score, for people who want to know why. */
export interface Term {
  readonly name: string;
  readonly value: number;
  /** What was counted, in words. */
  readonly note?: string;
}

/** A pure function from an answer to a number. */
export interface Scorer {
  readonly id: string;
  readonly label: string;
  /** The formula in one line of plain text, as the interface shows it. */
  readonly formula: string;
  /** Lowest and highest possible score; higher is better. */
  readonly range: readonly [number, number];
  score(input: RewardInput): number;
}

/** A scorer that policies are trained on. */
export interface Reward extends Scorer {
  /** Known ways to score well without being good. */
  readonly hacks: readonly string[];
  terms(input: RewardInput): readonly Term[];
  /** A scorer of the same quality that no policy was trained on: when it disagrees, the reward was hacked. */
  readonly twin: Scorer;
}

/** What the engine measures of an answer under the policy that gave it (src/engine/protocol.ts, TextScore). */
export interface EngineMeasure {
  /** log p - log p_base of the answer, nats. */
  readonly logRatio: number;
  /** What the learned reward says, in [0, 1]; absent where none is loaded. */
  readonly learned?: number;
}

/** A reward that no text decides: only the engine knows the policy's probabilities, or holds the model that judges. */
export interface EngineReward extends Omit<Scorer, 'score'> {
  readonly hacks: readonly string[];
  /** Undefined where the engine had nothing to measure it with. */
  read(measure: EngineMeasure): number | undefined;
}
