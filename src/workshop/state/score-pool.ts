/** Scores of a pool's candidates by the rewards of a project. */
import type { Candidate, ScoredCandidate } from '../../training/candidates.ts';
import type { Project } from './project-schema.ts';
import type { RewardFault, Scorable, Scoring, ScoringOptions } from './scoring.ts';

export interface ScoredPool {
  /** Ids of the rewards that every candidate has a score of, in the project's order. */
  readonly rewards: readonly string[];
  readonly scored: readonly ScoredCandidate[];
  /** One a reward that failed at some answer: it has its lowest score there, or none and is not among `rewards`. */
  readonly faults: readonly RewardFault[];
}

/** The chosen rewards: ids of the site's, definitions of the reader's own. */
export function scorables({ rewards, definitions }: Pick<Project, 'rewards' | 'definitions'>): Scorable[] {
  return rewards.map((id) => (definitions.find((own) => own.id === id) as Scorable | undefined) ?? id);
}

/** @throws the signal's reason when aborted; Error when nothing could be scored, or the guard could not. */
export async function scorePool(
  scoring: Pick<Scoring, 'score'>,
  project: Pick<Project, 'rewards' | 'definitions'>,
  candidates: readonly Candidate[],
  { onFault = () => {}, ...options }: Pick<ScoringOptions, 'signal' | 'onProgress' | 'onFault'>,
): Promise<ScoredPool> {
  const faults = new Map<string, RewardFault>();
  const inputs = candidates.map(({ prompt, text, finished }) => ({ prompt, text, finished }));
  const tell = (fault: RewardFault) => {
    faults.set(fault.reward, fault);
    onFault(fault);
  };
  const scores = await scoring.score(scorables(project), inputs, { ...options, onFault: tell });
  const isMissing = (id: string) => scores.some((one) => !Number.isFinite(one[id]));
  for (const reward of project.rewards) {
    if (isMissing(reward) && !faults.has(reward)) faults.set(reward, { reward, message: 'gave no finite number for some answers' });
  }
  if (isMissing('guard')) throw new Error('the guard gave no number for an answer, expected a finite one');
  const rewards = project.rewards.filter((id) => !isMissing(id));
  return {
    rewards,
    scored: candidates.map((candidate, i) => ({ ...candidate, scores: scores[i] as Record<string, number> })),
    faults: [...faults.values()],
  };
}
