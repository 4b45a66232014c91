import { EngineError } from '../../src/lm/errors.ts';
import type { Target } from './trial.ts';

/** Right: the input was refused by name, or accepted and makes sense. Wrong: anything else. */
export type Verdict =
  | { readonly outcome: 'refused' | 'accepted' }
  | { readonly outcome: 'wrong'; readonly what: string; readonly reason: string };

/** A refusal is for a reader: one sentence of a length that one reads. */
const SENTENCE_LIMIT = 700;

function isNamed(error: unknown, file: string | undefined): boolean {
  if (error instanceof EngineError) return true;
  return file !== undefined && error instanceof Error && error.constructor === Error && error.message.startsWith(file);
}

/** Tries one input. */
export async function judge(target: Target, next: () => number): Promise<Verdict> {
  const trial = target.make(next);
  const wrong = (reason: string): Verdict => ({ outcome: 'wrong', what: trial.what, reason });
  try {
    const senseless = await trial.run();
    return senseless.length > 0 ? wrong(`accepted: ${senseless.slice(0, 3).join('; ')}`) : { outcome: 'accepted' };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (!isNamed(error, target.file)) return wrong(`unnamed: ${error instanceof Error ? error.name : typeof error}: ${text.slice(0, 200)}`);
    if (text.length > SENTENCE_LIMIT || text.includes('\n')) return wrong(`no sentence: ${JSON.stringify(text.slice(0, 200))}`);
    return { outcome: 'refused' };
  }
}

/** The random numbers of an input: of the run's seed, its kind and its number alone, so that each can be made again. */
export function seedOf(seed: number, kind: string, index: number): number {
  let hash = seed ^ (index * 0x9e3779b1);
  for (const character of kind) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}
