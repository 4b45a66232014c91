/** What a project's rewards allow, from the base's own answers, before anything is trained: station 3 of the workshop, in Node. */
import type { Interval } from '../../src/packs/fields.ts';
import { isTextDefinition } from '../../src/rewards/own/definition.ts';
import { withDefinitions } from '../../src/rewards/own/with-definitions.ts';
import { createRewards } from '../../src/rewards/registry.ts';
import type { RewardInput } from '../../src/rewards/reward.ts';
import { type Candidate, candidatesOf, type ScoredCandidate } from '../../src/training/candidates.ts';
import { defaultRecipe } from '../../src/training/defaults.ts';
import type { Pool } from '../../src/training/pool.ts';
import { hadFront } from '../../src/workshop/pool/had-front.ts';
import { type NamedReward, survey } from '../../src/workshop/pool/survey.ts';
import { candidatesToScore } from '../../src/workshop/state/few-answers.ts';
import type { Project } from '../../src/workshop/state/project-schema.ts';
import { openLearnedScorers } from '../learned-scorers.ts';
import { loadLexicon } from '../lexicon.ts';
import { readOwnParts } from '../own-parts.ts';

export interface PoolSurvey {
  readonly answers: number;
  readonly candidates: number;
  readonly rewards: readonly {
    readonly id: string;
    /** Of the base's answers, and of each prompt's best candidate. */
    readonly base: Interval;
    readonly best: Interval;
    /** Share of the prompts that have a candidate clearly above the base's mean. */
    readonly better: number;
    readonly verdict: string;
  }[];
  /** Rank correlation of each pair within prompts. */
  readonly conflicts: readonly {
    readonly rewards: readonly string[];
    readonly correlation: Interval | undefined;
    readonly prompts: number;
  }[];
  /** The exact optimum at every weighting, at this price of a nat. */
  readonly price: number;
  readonly front: readonly {
    readonly weights: readonly number[];
    readonly rewards: Readonly<Record<string, Interval>>;
    readonly kl: Interval;
  }[];
  /** What equal weights keep of each corner's gain. */
  readonly kept: Readonly<Record<string, number>>;
}

/** Intervals are 95 % bootstrap over prompts. @throws Error of one sentence where a reward cannot be scored. */
export async function surveyPool(project: Project, pool: Pool): Promise<PoolSurvey> {
  const candidates = candidatesToScore(candidatesOf(pool, pool.stop), project);
  const { scored, named } = await scorePool(project, pool.base, candidates);
  const { rewards } = project;
  const { offline } = defaultRecipe({ ...project.training, rewards, limit: pool.limit, temperature: pool.temperature });
  if (!offline) throw new Error('the recipe has no offline stage, expected one');
  const surveyed = finish(survey(scored, named, offline));
  const had = finish(hadFront(surveyed, offline.temperature));
  return {
    answers: surveyed.answers,
    candidates: surveyed.candidates,
    rewards: surveyed.rewards.map(({ id, base, best, reach }) => ({ id, base, best, better: reach.better, verdict: reach.verdict })),
    conflicts: surveyed.conflicts.map(({ rewards: pair, correlation, prompts }) => ({
      ...{ rewards: pair.map(({ id }) => id), correlation, prompts },
    })),
    price: had.price,
    front: had.points.map(({ weights, rewards: means, kl }) => ({ weights, rewards: means, kl })),
    kept: had.kept,
  };
}

async function scorePool(
  { rewards: ids, definitions }: Project,
  base: string,
  candidates: readonly Candidate[],
): Promise<{ readonly scored: ScoredCandidate[]; readonly named: NamedReward[] }> {
  const known = createRewards(loadLexicon());
  const chosen = definitions.filter(({ id }) => ids.includes(id));
  const { byId, guard } = withDefinitions(known, chosen, await readOwnParts(chosen));
  const inputs = candidates.map(({ prompt, text, finished }): RewardInput => ({ prompt, text, finished }));
  const asking = await openLearnedScorers(
    chosen.filter((own) => !isTextDefinition(own)),
    base,
    known,
  );
  const measured = new Map((await asking.measure(inputs)).map((scorer) => [scorer.id, scorer]));
  await asking.dispose();
  const scorers = ids.map((id) => {
    const scorer = byId.get(id) ?? measured.get(id);
    if (!scorer) throw new Error(`reward ${id}: expected one of the site or a definition of the project`);
    return scorer;
  });
  return {
    scored: candidates.map((candidate, i) => {
      const input = inputs[i] as RewardInput;
      const own = scorers.map((scorer) => [scorer.id, scorer.score(input)] as const);
      return { ...candidate, scores: Object.fromEntries([...own, ['guard', guard.score(input)] as const]) };
    }),
    named: scorers.map(({ id, label, range }, place) => ({ id, label, range, place })),
  };
}

function finish<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** As lines for a terminal. */
export function surveyLines({ answers, candidates, rewards, conflicts, price, front, kept }: PoolSurvey): string[] {
  const said = ({ mean, low, high }: Interval) => `${mean.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
  return [
    `${answers} answers, ${candidates} candidates`,
    ...rewards.map(
      ({ id, base, best, better, verdict }) =>
        `${id}: base ${said(base)}, best ${said(best)}, ${verdict} (better at ${(100 * better).toFixed(0)} % of the prompts)`,
    ),
    ...conflicts.map(
      ({ rewards: pair, correlation, prompts }) =>
        `${pair.join(' and ')}: ${correlation ? said(correlation) : 'not known'} within ${prompts} prompts`,
    ),
    `the front that can be had at ${price} a nat:`,
    ...front.map(
      ({ weights, rewards: means, kl }) =>
        `  ${weights.map((weight) => weight.toFixed(2)).join(' ')}: ${Object.values(means).map(said).join(', ')}; ${kl.mean.toFixed(1)} nats`,
    ),
    `equal weights keep ${Object.entries(kept)
      .map(([id, share]) => `${(100 * share).toFixed(0)} % of ${id}`)
      .join(', ')}`,
  ];
}
