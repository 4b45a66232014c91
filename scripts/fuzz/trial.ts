/** One wrong (or right) input, and the project's own reader of it. */
export interface Trial {
  /** What was done to a right input, in a line. */
  readonly what: string;
  /**
   * Reads the input as the project does.
   * @returns what makes no sense in what was accepted: empty when all does.
   * @throws what the reader throws.
   */
  run(): readonly string[] | Promise<readonly string[]>;
}

/** A kind of input. */
export interface Target {
  readonly kind: string;
  /** What a refusal names, where it is no EngineError: the file. Undefined for readers that never refuse. */
  readonly file?: string;
  /** Makes the input of these random numbers. */
  make(next: () => number): Trial;
}

/** A whole number from 0 to `count` - 1. */
export function below(count: number, next: () => number): number {
  return Math.floor(next() * count);
}

export function pick<T>(items: readonly T[], next: () => number): T {
  return items[below(items.length, next)] as T;
}

/** The sentences whose condition holds. */
export function complaints(all: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(all).flatMap(([sentence, holds]) => (holds ? [sentence] : []));
}
