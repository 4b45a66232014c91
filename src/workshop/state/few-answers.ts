/** Which candidates a reward that asks the model is scored on: all of them would take it longer than a run. */
import { type Definition, isTextDefinition } from '../../rewards/own/definition.ts';
import type { Candidate } from '../../training/candidates.ts';
import type { Project } from './project-schema.ts';

/** Answers to each prompt: with their cuts, which a reading of the answer gives along, and without, as a question is asked of every one anew. */
const READ = 4;
const JUDGED = 3;

/** The candidates that are to be scored for the rewards of a project. */
export function candidatesToScore(
  candidates: readonly Candidate[],
  { rewards, definitions }: Pick<Project, 'rewards' | 'definitions'>,
): readonly Candidate[] {
  const asking = (definitions as readonly Definition[]).filter(
    (own) => rewards.includes(own.id) && !isTextDefinition(own) && asksModel(own),
  );
  if (asking.length === 0) return candidates;
  return asking.some(({ kind }) => kind === 'judge') ? fewAnswers(candidates, JUDGED, false) : fewAnswers(candidates, READ, true);
}

function asksModel(definition: Definition): boolean {
  return definition.kind !== 'taste' || definition.reads !== 'features';
}

/** The first answers to every prompt; a cut follows its answer. Lists, which follow no answer of theirs, are as many at most. */
function fewAnswers(candidates: readonly Candidate[], most: number, withCuts: boolean): Candidate[] {
  const answers = new Map<string, number>();
  const others = new Map<string, number>();
  let whole: Candidate | undefined;
  let taken = false;
  return candidates.filter((candidate) => {
    const { prompt, text, original } = candidate;
    if (original) {
      whole = candidate;
      taken = take(answers, prompt, most);
      return taken;
    }
    if (whole?.prompt === prompt && whole.text.startsWith(text)) return taken && withCuts;
    return take(others, prompt, most);
  });
}

function take(counts: Map<string, number>, prompt: string, most: number): boolean {
  const count = (counts.get(prompt) ?? 0) + 1;
  counts.set(prompt, count);
  return count <= most;
}
