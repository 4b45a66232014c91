import type { RewardInput } from '../../rewards/reward.ts';
import type { NamedScorer } from './scorers.ts';

/** What a scorer says of a text. */
export interface Outcome {
  /** NaN where there is none. */
  readonly value: number;
  /** What was wrong, in one sentence. */
  readonly message?: string;
}

/** Scores by a scorer's content and a text. Where there are too many all are forgotten. */
export class ScoreCache {
  readonly #byContent = new Map<string, Map<string, Outcome | number>>();
  #count = 0;

  constructor(private readonly most: number) {}

  score({ scorer, content }: NamedScorer, input: RewardInput): Outcome {
    const text = `${Number(input.finished)}${input.prompt}\u0000${input.text}`;
    const known = this.#byContent.get(content)?.get(text);
    if (known !== undefined) return typeof known === 'number' ? { value: known } : known;
    const outcome = scoreOne(scorer, input);
    if (this.#count >= this.most) {
      this.#byContent.clear();
      this.#count = 0;
    }
    const scores = this.#byContent.get(content) ?? new Map<string, Outcome | number>();
    this.#byContent.set(content, scores.set(text, outcome.message === undefined ? outcome.value : outcome));
    this.#count += 1;
    return outcome;
  }
}

/** A scorer of a reader's making may fail on a text: its value is then the lowest of its range, or none. */
function scoreOne(scorer: NamedScorer['scorer'], input: RewardInput): Outcome {
  try {
    const value = scorer.score(input);
    const message = scorer.fault?.(input);
    if (message !== undefined) return { value, message };
    return Number.isFinite(value) ? { value } : { value: Number.NaN, message: `${scorer.label}: gave ${value}, expected a number` };
  } catch (error) {
    return { value: Number.NaN, message: `${scorer.label}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
